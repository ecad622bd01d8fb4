package import JSON
package import Records

/// A token that the log speaks of and the token file does not: its hash is gone, so its value works no more.
package struct LostToken: Sendable, Equatable {
    package let name: String
    /// Index of the entry that created it.
    package let entry: UInt64
    package let created: Timestamp
    /// When an entry revoked it; nil while none did, and then the token is good again if its file is put back.
    package internal(set) var revoked: Timestamp?

    /// Keys `name`, `log`, `entry`, `created`, `revoked`.
    package func json(log: String) -> JSONObject {
        JSONObject([
            ("name", .string(name)), ("log", .string(log)), ("entry", .int(entry)),
            ("created", .string(created.rfc3339)), ("revoked", revoked.map { .string($0.rfc3339) } ?? .null),
        ])
    }
}
