import Foundation
import GRDB
import SCIM

/// Attempts without an outcome, what is kept of them beside the log, and what is in doubt because of others.
extension GatewayStore {
    /// Ids and names without regard to case: services that tell those apart are only spoken of with more reserve.
    static func folded(_ text: String) -> Data { Data(text.caseFolded.utf8) }

    static func open(_ attempt: OpenAttempt, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO attempt (position, gateway, endpoint, id, folded, method, time, transact)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            Int64(attempt.index), attempt.gateway, attempt.endpoint, attempt.id.map { Data($0.utf8) },
            attempt.id.map(folded), attempt.method, attempt.time, attempt.transaction,
        ])
    }

    /// Open attempts from an index on, oldest first.
    func attempts(_ gateway: String, from start: UInt64 = 0, limit: Int = 1_000) throws -> [OpenAttempt] {
        try queue.unsafeRead { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM attempt WHERE gateway = ? AND position >= ? ORDER BY position LIMIT ?",
                arguments: [gateway, Int64(clamping: start), limit]
            ).map(Self.attempt)
        }
    }

    /// One attempt, nil when it is not open (any more).
    func attempt(_ index: UInt64) throws -> OpenAttempt? {
        try queue.unsafeRead { db in
            try Row.fetchOne(
                db.cachedStatement(sql: "SELECT * FROM attempt WHERE position = ?"),
                arguments: [Int64(clamping: index)]
            ).map(Self.attempt)
        }
    }

    /// Open attempts on one resource, however its id is spelled.
    func attempts(_ gateway: String, _ kind: ResourceKind, _ id: String) throws -> [OpenAttempt] {
        try attempts(gateway, kind, "folded", Self.folded(id))
    }

    /// Open attempts to make a resource of one name.
    func attempts(_ gateway: String, _ kind: ResourceKind, named natural: NaturalKey) throws -> [OpenAttempt] {
        try attempts(gateway, kind, "name", Self.folded(natural.value)).filter {
            $0.natural?.attribute == natural.attribute
        }
    }

    /// Open writes of another form, which name no resource.
    func otherAttempts(_ gateway: String) throws -> [OpenAttempt] {
        try queue.unsafeRead { db in
            try Row.fetchAll(
                db.cachedStatement(sql: "SELECT * FROM attempt WHERE gateway = ? AND endpoint = '' LIMIT 100"),
                arguments: [gateway]
            ).map(Self.attempt)
        }
    }

    private func attempts(
        _ gateway: String, _ kind: ResourceKind, _ column: String, _ value: Data
    ) throws -> [OpenAttempt] {
        try queue.unsafeRead { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT * FROM attempt WHERE gateway = ? AND endpoint = ? AND \(column) = ? ORDER BY position"),
                arguments: [gateway, kind.endpoint, value]
            ).map(Self.attempt)
        }
    }

    func countAttempts(_ gateway: String) throws -> Int {
        try queue.unsafeRead { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM attempt WHERE gateway = ?", arguments: [gateway]) ?? 0
        }
    }

    /// How many attempts are open, by the names of their gateways, whether or not these are there.
    func openCounts() throws -> [String: Int] {
        try queue.unsafeRead { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: "SELECT gateway, count(*) AS number FROM attempt GROUP BY gateway"))
            return rows.reduce(into: [:]) { $0[$1["gateway"] as String] = $1["number"] as Int }
        }
    }

    private static func attempt(_ row: Row) -> OpenAttempt {
        var attempt = OpenAttempt(
            index: UInt64(max(0, row["position"] as Int64)), gateway: row["gateway"], endpoint: row["endpoint"],
            id: (row["id"] as Data?).map { String(decoding: $0, as: UTF8.self) }, method: row["method"],
            time: row["time"], transaction: row["transact"])
        attempt.mark = (row["passed"] as Int64?).map { passed in
            AttemptMark(
                passed: UInt64(max(0, passed)), isSure: row["sure"],
                found: (row["found"] as Data?).map { String(decoding: $0, as: UTF8.self) })
        }
        if let attribute = row["attribute"] as String?, let value = row["value"] as String? {
            attempt.natural = NaturalKey(attribute: attribute, value: value)
        }
        return attempt
    }

    /// What a write is marked with before it is passed on.
    struct Passing: Sendable {
        let attempt: UInt64
        let mark: AttemptMark
        let natural: NaturalKey?
    }

    /// Marks attempts as being passed on from now, all or none.
    ///
    /// - Throws: when one of them is not open as far as the state knows, or nothing can be written: then nothing may be
    ///   passed on.
    func mark(_ passing: [Passing]) throws {
        try queue.writeWithoutTransaction { db in
            if passing.count == 1 { return try Self.mark(passing[0], db) }
            try Self.transaction(db) { for one in passing { try Self.mark(one, db) } }
        }
        checkpoints.written()
    }

    private static func mark(_ one: Passing, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE attempt SET passed = ?, sure = ?, found = ?, attribute = ?, value = ?, name = ?
                WHERE position = ?
                """
        ).execute(arguments: [
            Int64(clamping: one.mark.passed), one.mark.isSure, one.mark.found.map { Data($0.utf8) },
            one.natural?.attribute, one.natural?.value, one.natural.map { Self.folded($0.value) },
            Int64(clamping: one.attempt),
        ])
        guard db.changesCount == 1 else { throw Behind() }
    }

    /// The state does not have everything that is in the log.
    struct Behind: Error, CustomStringConvertible {
        let description = "the state of the gateway is behind the log"
    }
}
