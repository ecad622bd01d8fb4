import Differences
import Foundation
import GRDB
import JSON
import Records
import Synchronization
import TransparencyLog

/// What the records of a log say about the resources behind its gateways, and which attempts are open: a database that is
/// made from the log and can be made again, but for the marks of attempts (`AttemptMark`) and for which resources were looked
/// at without anything new: what is lost of these makes records say less, never more.
///
/// This is the only process that has it open, over one connection that is used in turns: a question of one statement needs no
/// transaction, and where the state stands is remembered.
final class GatewayStore: Sendable {
    let queue: DatabaseQueue
    private let origin: String
    /// As it was written last; nil when that is to be read.
    private let known = Mutex<Position?>(nil)

    struct Position: Equatable, Sendable {
        /// Entries taken in, which is the index of the next.
        var next: UInt64
        /// Leaf hash of the last one.
        var tail: Hash
    }

    private static let version = 3

    /// Opens `gateway.sqlite` in a folder; made anew when it is of another log or another form.
    ///
    /// - Parameters:
    ///   - folder: made when it is missing.
    ///   - origin: that of the log.
    ///   - isOurs: whether the log has so many entries and that last one.
    /// - Throws: what the file system, the database or the log says.
    init(folder: String, origin: String, isOurs: (Position) throws -> Bool) throws {
        self.origin = origin
        let path = folder + "/gateway.sqlite"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if FileManager.default.fileExists(atPath: path), let queue = try? Self.open(path) {
            if let position = try? queue.read({ db in try Self.position(in: db, of: origin) }), try isOurs(position) {
                self.queue = queue
                return
            }
            try queue.close()
        }
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
        queue = try Self.open(path)
        try queue.write { db in try Self.create(in: db, origin) }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.label = "gateway"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(
                sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { db in
            try db.execute(
                sql:
                    "CREATE TABLE IF NOT EXISTS upstream (gateway TEXT PRIMARY KEY, address TEXT NOT NULL) WITHOUT ROWID"
            )
        }
        return queue
    }

    private static func create(in db: Database, _ origin: String) throws {
        try db.execute(
            sql: """
                CREATE TABLE projection (
                    id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, origin TEXT NOT NULL,
                    position INTEGER NOT NULL, tail BLOB NOT NULL);
                CREATE TABLE resource (
                    gateway TEXT NOT NULL, endpoint TEXT NOT NULL, id BLOB NOT NULL, state TEXT NOT NULL,
                    members INTEGER NOT NULL, seen INTEGER NOT NULL, looked INTEGER NOT NULL,
                    PRIMARY KEY (gateway, endpoint, id)) WITHOUT ROWID;
                CREATE TABLE doubt (
                    gateway TEXT NOT NULL, endpoint TEXT NOT NULL, folded BLOB NOT NULL, position INTEGER NOT NULL,
                    attempt INTEGER, PRIMARY KEY (gateway, endpoint, folded)) WITHOUT ROWID;
                CREATE TABLE ended (
                    gateway TEXT NOT NULL, endpoint TEXT NOT NULL, id BLOB NOT NULL, looked INTEGER NOT NULL,
                    PRIMARY KEY (gateway, endpoint, id)) WITHOUT ROWID;
                CREATE TABLE member (
                    gateway TEXT NOT NULL, owner BLOB NOT NULL, member BLOB NOT NULL, detail TEXT NOT NULL,
                    PRIMARY KEY (gateway, owner, member)) WITHOUT ROWID;
                CREATE TABLE attempt (
                    position INTEGER PRIMARY KEY, gateway TEXT NOT NULL, endpoint TEXT NOT NULL, id BLOB, folded BLOB,
                    method TEXT NOT NULL, time INTEGER NOT NULL, transact TEXT,
                    passed INTEGER, sure INTEGER NOT NULL DEFAULT 0, found BLOB, attribute TEXT, value TEXT, name BLOB);
                CREATE INDEX attempt_gateway ON attempt (gateway, position);
                CREATE INDEX attempt_resource ON attempt (gateway, endpoint, folded);
                CREATE INDEX attempt_name ON attempt (gateway, endpoint, name);
                """)
        try db.execute(
            sql: "INSERT INTO projection (id, version, origin, position, tail) VALUES (1, ?, ?, 0, ?)",
            arguments: [version, origin, Data(Hash.zero.bytes)])
    }

    private static func position(in db: Database, of origin: String) throws -> Position? {
        let row = try Row.fetchOne(
            db, sql: "SELECT position, tail FROM projection WHERE id = 1 AND version = ? AND origin = ?",
            arguments: [version, origin])
        guard let row, let tail = Hash(row["tail"] as Data) else { return nil }
        return Position(next: UInt64(max(0, row["position"] as Int64)), tail: tail)
    }

    /// Up to where the log is part of the state.
    func position() throws -> Position {
        if let position = known.withLock({ $0 }) { return position }
        let position = try queue.read { db in try Self.position(in: db, of: origin) }
        return position ?? Position(next: 0, tail: .zero)
    }

    func close() throws { try queue.close() }

    /// Takes effects in, and moves on, in one step.
    func apply(_ effects: [GatewayEffect], position: Position) throws {
        known.withLock { $0 = nil }
        try queue.writeWithoutTransaction { db in
            try Self.transaction(db) {
                for effect in effects { try Self.apply(effect, db) }
                try db.cachedStatement(sql: "UPDATE projection SET position = ?, tail = ?")
                    .execute(arguments: [Int64(position.next), Data(position.tail.bytes)])
            }
        }
        known.withLock { $0 = position }
    }

    /// All of some changes or none, with the statements around them prepared once.
    static func transaction(_ db: Database, _ changes: () throws -> Void) throws {
        try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        do {
            try changes()
            try db.cachedStatement(sql: "COMMIT").execute()
        } catch {
            if db.isInsideTransaction { try? db.execute(sql: "ROLLBACK") }
            throw error
        }
    }

    private static func apply(_ effect: GatewayEffect, _ db: Database) throws {
        switch effect {
        case .opened(let attempt): try open(attempt, db)
        case .closed(let index):
            try db.cachedStatement(sql: "DELETE FROM attempt WHERE position = ?").execute(arguments: [Int64(index)])
        case .left(let gateway, let kind, let id, let change):
            let known = try resource(db, gateway, kind, id)
            let state = change.isWhole ? JSONObject() : known?.state ?? JSONObject()
            try db.cachedStatement(
                sql: """
                    INSERT INTO resource (gateway, endpoint, id, state, members, seen, looked)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE
                    SET state = excluded.state, members = excluded.members, looked = max(looked, excluded.looked)
                    """
            ).execute(arguments: [
                gateway, kind.endpoint, Data(id.utf8),
                JSONValue.object(kind.difference.apply(change.changes, to: state)).text,
                change.hasAllMembers || known?.hasAllMembers ?? false, Int64(change.index),
                Int64(change.looked),
            ])
            try db.cachedStatement(sql: "DELETE FROM ended WHERE gateway = ? AND endpoint = ? AND id = ?")
                .execute(arguments: [gateway, kind.endpoint, Data(id.utf8)])
        case .doubted(let gateway, let endpoint, let id, let index, let attempt):
            try doubted(gateway, endpoint, id, index, attempt, db)
        case .ended(let gateway, let kind, let id, let index):
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO ended (gateway, endpoint, id, looked) VALUES (?, ?, ?, ?)"
            )
            .execute(arguments: [gateway, kind.endpoint, Data(id.utf8), Int64(index)])
            try db.cachedStatement(sql: "DELETE FROM resource WHERE gateway = ? AND endpoint = ? AND id = ?")
                .execute(arguments: [gateway, kind.endpoint, Data(id.utf8)])
            // Who is deleted may stay a member: services differ, and what a group says is seen when it is looked at.
            guard kind.isGroup else { return }
            try db.cachedStatement(sql: "DELETE FROM member WHERE gateway = ? AND owner = ?")
                .execute(arguments: [gateway, Data(id.utf8)])
        case .stands(let gateway, let upstream):
            for table in ["resource", "member", "ended"] {
                try db.execute(sql: "DELETE FROM \(table) WHERE gateway = ?", arguments: [gateway])
            }
            try bind(gateway, to: upstream, db)
        case .membership(let gateway, let group, let member, let detail):
            let key: StatementArguments = [gateway, Data(group.utf8), Data(member.utf8)]
            guard let detail else {
                return try db.cachedStatement(
                    sql: "DELETE FROM member WHERE gateway = ? AND owner = ? AND member = ?"
                ).execute(arguments: key)
            }
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO member (gateway, owner, member, detail) VALUES (?, ?, ?, ?)"
            ).execute(arguments: key + [JSONValue.object(detail).text])
        }
    }

    private static func resource(
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

    private static func object(_ text: String) -> JSONObject {
        (try? JSONValue(parsing: text))?.objectValue ?? JSONObject()
    }

    private static func bind(_ gateway: String, to address: String, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO upstream (gateway, address) VALUES (?, ?)", arguments: [gateway, address])
    }

    /// Keeps before which address a gateway stands.
    func bind(_ gateway: String, to address: String) throws {
        try queue.write { db in try Self.bind(gateway, to: address, db) }
    }

    // Questions.

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

    func members(_ gateway: String, of group: String) throws -> [String: JSONObject] {
        try queue.unsafeRead { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT member, detail FROM member WHERE gateway = ? AND owner = ?",
                arguments: [gateway, Data(group.utf8)])
            var members: [String: JSONObject] = [:]
            while let row = try rows.next() {
                members[String(decoding: row["member"] as Data, as: UTF8.self)] = Self.object(row["detail"])
            }
            return members
        }
    }

    /// Those of some ids that are members.
    func members(_ gateway: String, of group: String, among ids: [String]) throws -> [String: JSONObject] {
        try queue.unsafeRead { db in
            var members: [String: JSONObject] = [:]
            let statement = try db.cachedStatement(
                sql: "SELECT detail FROM member WHERE gateway = ? AND owner = ? AND member = ?")
            for id in ids {
                let detail = try String.fetchOne(
                    statement, arguments: [gateway, Data(group.utf8), Data(id.utf8)])
                if let detail { members[id] = Self.object(detail) }
            }
            return members
        }
    }

    /// Whether a group is known to have more members than that.
    func hasMany(_ gateway: String, _ group: String, more count: Int) throws -> Bool {
        try queue.unsafeRead { db in
            let number =
                try Int.fetchOne(
                    db.cachedStatement(
                        sql: """
                            SELECT count(*) FROM
                                (SELECT 1 FROM member WHERE gateway = ? AND owner = ? LIMIT ?)
                            """), arguments: [gateway, Data(group.utf8), count + 1]) ?? 0
            return number > count
        }
    }

    /// Some members of a group.
    func someMembers(_ gateway: String, of group: String, limit: Int) throws -> [String] {
        try queue.unsafeRead { db in
            try Data.fetchAll(
                db, sql: "SELECT member FROM member WHERE gateway = ? AND owner = ? LIMIT ?",
                arguments: [gateway, Data(group.utf8), limit]
            ).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Whether any member of any group is on record.
    func hasMembers(_ gateway: String) throws -> Bool {
        try queue.unsafeRead { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM member WHERE gateway = ?)", arguments: [gateway]) ?? false
        }
    }
}
