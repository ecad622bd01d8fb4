import Foundation
import GRDB
import JSON

/// What is known of resources, and before which address a gateway stands.
extension GatewayStore {
    static func resource(
        _ db: Database, _ gateway: String, _ kind: ResourceKind, _ id: String
    ) throws -> KnownResource? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT state, members, seen FROM resource WHERE gateway = ? AND endpoint = ? AND id = ?"),
            arguments: [gateway, kind.endpoint, Data(id.utf8)])
        return row.map { row in
            KnownResource(
                state: Self.object(row["state"]), hasAllMembers: row["members"],
                firstSeen: UInt64(max(0, row["seen"] as Int64)))
        }
    }

    static func object(_ text: String) -> JSONObject {
        (try? JSONValue(parsing: text))?.objectValue ?? JSONObject()
    }

    static func bind(_ gateway: String, to address: String, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO upstream (gateway, address) VALUES (?, ?)", arguments: [gateway, address])
    }

    /// Keeps before which address a gateway stands.
    func bind(_ gateway: String, to address: String) throws {
        try queue.write { db in try Self.bind(gateway, to: address, db) }
    }

    /// Before which address a gateway stood when it was last used; nil when nobody remembers.
    func upstream(_ gateway: String) throws -> String? {
        try queue.unsafeRead { db in
            try String.fetchOne(
                db, sql: "SELECT address FROM upstream WHERE gateway = ?", arguments: [gateway])
        }
    }

    func resource(_ gateway: String, _ kind: ResourceKind, _ id: String) throws -> KnownResource? {
        try queue.unsafeRead { db in try Self.resource(db, gateway, kind, id) }
    }
}
