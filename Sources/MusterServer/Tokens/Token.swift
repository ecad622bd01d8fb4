package import Records
import TransparencyLog

/// A token of one log: its name, what it allows, and the hash of its value, which alone is kept.
package struct Token: Sendable, Equatable {
    /// Where the token is in its life. Creation and revocation are durable in two steps, with the log's entry
    /// between them: a token works only once its creation is recorded, and stops before its revocation is.
    package enum State: String, Sendable {
        case creating, active, revoking, revoked
    }

    package let name: String
    package let scopes: Set<Scope>
    /// The source of records that name none, and with it the namespace of their ids. A token that takes over from
    /// another is given that one's source, so that a person stays one identity; the name itself is never used again.
    package let source: String
    package let created: Timestamp
    package internal(set) var revoked: Timestamp?
    package internal(set) var state: State
    /// SHA-256 of the value.
    let hash: Hash
}
