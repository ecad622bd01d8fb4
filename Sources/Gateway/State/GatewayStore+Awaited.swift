import Foundation
import GRDB
import Records
import TransparencyLog

/// Resources that attempts asked for, that nobody has seen, and that may still come.
extension GatewayStore {
    /// What is made beside the tables of a state, also of one that an earlier program made: what it took in has none of these.
    static func createAwaited(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS awaited (
                    gateway TEXT NOT NULL, endpoint TEXT NOT NULL, label BLOB NOT NULL, attempt INTEGER NOT NULL,
                    PRIMARY KEY (gateway, endpoint, label)) WITHOUT ROWID
                """)
    }

    private static func bytes(_ label: Label) -> Data { Data(label.hash.bytes) }

    /// The last attempt to make a resource that is called one of these; nil when none may still come.
    func awaited(_ gateway: String, _ endpoint: String, _ labels: [Label]) throws -> UInt64? {
        try queue.unsafeRead { db in
            let statement = try db.cachedStatement(
                sql: "SELECT attempt FROM awaited WHERE gateway = ? AND endpoint = ? AND label = ?")
            let attempts = try labels.compactMap { label in
                try Int64.fetchOne(statement, arguments: [gateway, endpoint, Self.bytes(label)])
            }
            return attempts.max().map { UInt64(max(0, $0)) }
        }
    }

    /// Takes in that a resource may still come. Of several attempts to make it the last counts.
    static func awaits(_ gateway: String, _ endpoint: String, _ label: Label, _ attempt: UInt64, _ db: Database) throws
    {
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO awaited (gateway, endpoint, label, attempt) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [gateway, endpoint, bytes(label), Int64(clamping: attempt)])
    }

    /// Takes in that somebody of these names is on record from now on: whoever comes later is another.
    static func came(_ gateway: String, _ endpoint: String, _ labels: [Label], _ db: Database) throws {
        for label in labels {
            try db.cachedStatement(sql: "DELETE FROM awaited WHERE gateway = ? AND endpoint = ? AND label = ?")
                .execute(arguments: [gateway, endpoint, bytes(label)])
        }
    }
}
