import Foundation
import GRDB
import Synchronization
import TransparencyLog

/// What the records of a log say about the resources behind its gateways, and which attempts are open: a database that is
/// made from the log and can be made again, but for the marks of attempts (`AttemptMark`) and for which resources were looked
/// at without anything new: what is lost of these makes records say less, never more.
///
/// This is the only process that has it open, over one connection that is used in turns (`StoreCheckpoints` has another): a
/// question of one statement needs no transaction, and where the state stands is remembered.
final class GatewayStore: Sendable {
    let queue: DatabaseQueue
    let checkpoints: StoreCheckpoints
    private let origin: String
    /// As it was written last; nil when that is to be read.
    private let known = Mutex<Position?>(nil)

    struct Position: Equatable, Sendable {
        /// Entries taken in, which is the index of the next.
        var next: UInt64
        /// Leaf hash of the last one.
        var tail: Hash
    }

    static let version = 3

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
                checkpoints = StoreCheckpoints(own: try Self.open(path), writer: queue)
                return
            }
            try queue.close()
        }
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
        queue = try Self.open(path)
        checkpoints = StoreCheckpoints(own: try Self.open(path), writer: queue)
        try queue.write { db in try Self.create(in: db, origin) }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.label = "gateway"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;
                    PRAGMA wal_autocheckpoint = 16384; PRAGMA journal_size_limit = 33554432
                    """)
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { db in
            try db.execute(
                sql:
                    "CREATE TABLE IF NOT EXISTS upstream (gateway TEXT PRIMARY KEY, address TEXT NOT NULL) WITHOUT ROWID"
            )
            try createAwaited(in: db)
        }
        return queue
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

    func close() throws {
        try checkpoints.close()
        try queue.close()
    }

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
        checkpoints.written()
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
}
