import Crypto
import JSON
import Records
package import SCIM

extension ResourceTypes {
    /// Every type with its number: that of its place, so a state belongs to one list of types (`fingerprint`).
    package var kinds: [StoredResource.Kind] {
        all.enumerated().map { StoredResource.Kind(rawValue: $0.offset, type: $0.element) }
    }

    package func kind(number: Int) -> StoredResource.Kind? {
        all.indices.contains(number) ? StoredResource.Kind(rawValue: number, type: all[number]) : nil
    }

    /// The type that an action creates; nil for one that creates none, or one that the configuration no longer names.
    func kind(createdBy action: Action) -> StoredResource.Kind? { kinds.first { $0.type.createAction == action } }

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
