import Crypto
import JSON
import Records
import SCIM

extension ResourceTypes {
    /// Whether an action ends a resource of some type, known or not.
    static func isDeletion(_ action: Action) -> Bool {
        action == .userDelete || action == .groupDelete
            || (action.rawValue.hasPrefix("x.scim.") && action.rawValue.hasSuffix(".delete"))
    }

    /// What tells one list of types from another, in hexadecimal; empty for what RFC 7643 defines. A state that was made
    /// under another list is built again.
    var fingerprint: String {
        let ours = Self.text(of: self)
        guard ours != Self.text(of: .standard) else { return "" }
        return SHA256.hash(data: Array(ours.utf8)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    private static func text(of types: ResourceTypes) -> String {
        JSONValue.array(types.all.map { $0.json(baseURL: "") } + types.schemas.map { $0.json(baseURL: "") }).text
    }
}

extension ResourceType {
    /// The actions of a type's life: canonical for users and groups, `x.scim.<type>.…` for types of a configuration.
    var createAction: Action { action("create", .userCreate, .groupCreate) }
    var updateAction: Action { action("update", .userUpdate, .groupUpdate) }
    var deleteAction: Action { action("delete", .userDelete, .groupDelete) }

    var isUser: Bool { schema.id == Schema.user.id }
    var isGroup: Bool { schema.id == Schema.group.id }

    private func action(_ verb: String, _ user: Action, _ group: Action) -> Action {
        if isUser { return user }
        if isGroup { return group }
        // A configured name is of letters and digits, so this is well formed always.
        return Action(rawValue: "x.scim.\(name.caseFolded).\(verb)") ?? group
    }
}
