import Foundation
import GRDB

/// What is in doubt because of writes whose outcome was not seen, and what was deleted.
extension GatewayStore {
    /// Of what a difference may come that is no drift.
    enum Doubt: Equatable {
        /// A write that may have done anything.
        case anything
        /// What an attempt asked for, and nothing else; with the entry that closed it.
        case ofAttempt(UInt64, closing: UInt64)
    }

    /// Whether a difference may come of a write that passed, and whose outcome could not be seen; nil when not.
    func doubt(_ gateway: String, _ kind: ResourceKind, _ id: String) throws -> Doubt? {
        try queue.unsafeRead { db in
            let looked = try Self.looked(db, gateway, kind.endpoint, id)
            let isMuddled = try Bool.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM attempt WHERE gateway = ?1 AND endpoint = '')
                            OR EXISTS (SELECT 1 FROM doubt
                                WHERE gateway = ?1 AND endpoint = '' AND folded = x'' AND position > ?2)
                        """), arguments: [gateway, looked])
            if isMuddled ?? true { return .anything }
            let own = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT attempt, position FROM doubt
                        WHERE gateway = ? AND endpoint = ? AND folded = ? AND position > ?
                        """), arguments: [gateway, kind.endpoint, Self.folded(id), looked])
            guard let own else { return nil }
            guard let attempt = (own["attempt"] as Int64?).flatMap({ UInt64(exactly: $0) }) else { return .anything }
            return .ofAttempt(attempt, closing: UInt64(max(0, own["position"] as Int64)))
        }
    }

    /// The entry of the log up to which nothing is in doubt of a resource; -1 for one that nobody knows.
    private static func looked(_ db: Database, _ gateway: String, _ endpoint: String, _ id: String) throws -> Int64 {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT coalesce(
                        (SELECT looked FROM resource WHERE gateway = ?1 AND endpoint = ?2 AND id = ?3),
                        (SELECT looked FROM ended WHERE gateway = ?1 AND endpoint = ?2 AND id = ?3), -1)
                    """), arguments: [gateway, endpoint, Data(id.utf8)]) ?? -1
    }

    /// Takes in that something is in doubt. Where an earlier write to the same is still so, anything may come of the two.
    static func doubted(
        _ gateway: String, _ endpoint: String, _ id: String, _ index: UInt64, _ attempt: UInt64?, _ db: Database
    ) throws {
        let looked = try looked(db, gateway, endpoint, id)
        try db.cachedStatement(
            sql: """
                INSERT INTO doubt (gateway, endpoint, folded, position, attempt) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT DO UPDATE SET position = excluded.position,
                    attempt = CASE WHEN position > ?6 THEN NULL ELSE excluded.attempt END
                """
        ).execute(arguments: [
            gateway, endpoint, folded(id), Int64(index), attempt.map { Int64(clamping: $0) }, looked,
        ])
    }

    /// Whether a resource was deleted, and nothing of it is on record since.
    func hasEnded(_ gateway: String, _ kind: ResourceKind, _ id: String) throws -> Bool {
        try queue.unsafeRead { db in
            try Bool.fetchOne(
                db.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM ended WHERE gateway = ? AND endpoint = ? AND id = ?)"),
                arguments: [gateway, kind.endpoint, Data(id.utf8)]) ?? false
        }
    }

    /// Whether a write that may have changed anything passed at some position of the log or after, or is open.
    func isMuddled(_ gateway: String, since position: UInt64) throws -> Bool {
        try queue.unsafeRead { db in
            try Bool.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM attempt WHERE gateway = ?1 AND endpoint = '')
                            OR EXISTS (SELECT 1 FROM doubt
                                WHERE gateway = ?1 AND endpoint = '' AND folded = x'' AND position >= ?2)
                        """), arguments: [gateway, Int64(clamping: position)]) ?? true
        }
    }

    /// A resource was seen, and its records say how it is, up to a position of the log.
    func looked(_ gateway: String, _ kind: ResourceKind, _ id: String, at position: UInt64) throws {
        try queue.writeWithoutTransaction { db in
            for table in ["resource", "ended"] {
                try db.cachedStatement(
                    sql: "UPDATE \(table) SET looked = max(looked, ?) WHERE gateway = ? AND endpoint = ? AND id = ?"
                ).execute(arguments: [Int64(clamping: position), gateway, kind.endpoint, Data(id.utf8)])
            }
        }
        checkpoints.written()
    }
}
