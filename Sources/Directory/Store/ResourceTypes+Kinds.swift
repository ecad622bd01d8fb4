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
