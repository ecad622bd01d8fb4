import Foundation
import GRDB
import Synchronization
import TransparencyLog

/// The catalog's database: opened when it is what it should be, else built anew.
///
/// Durability: WAL with `synchronous = NORMAL`, so a commit is not synced. That is enough, because the position stands
/// in the same transaction as the rows: after a power cut the file is whole and at most behind, and the log fills in what
/// is missing. `OFF` would be faster still, but could leave a damaged file that nobody notices.
final class CatalogStore: Sendable {
    /// How far a database has come.
    struct Position: Equatable {
        /// Entries that segments cover, which is the index of the next.
        var next: UInt64
        /// Entries whose names are there; as many, or more.
        var seen: UInt64
        /// Leaf hash of the last of these.
        var tail: Hash
    }

    private enum State {
        case open(DatabasePool)
        case rebuilding
        case closed
    }

    private let files: CatalogFiles
    private let log: FollowedLog
    private let state = Mutex(State.rebuilding)
    /// Directories of segments that were read.
    let cache = SegmentCache()

    var path: String { files.database }

    /// Opens the database in `directory`, or makes an empty one when there is none or it cannot be trusted: another
    /// schema version, another log, a position that `isOurs` denies, or damage.
    ///
    /// - Parameters:
    ///   - directory: the catalog's own folder.
    ///   - log: which log the database must be made from.
    ///   - isOurs: whether the log has that many entries and that last one.
    /// - Returns: the store, and how far it has come; nil when it is new.
    /// - Throws: `CatalogError.unusable` when the files cannot be used at all.
    static func open(
        directory: String, log: FollowedLog, isOurs: (Position) throws -> Bool
    ) throws -> (store: CatalogStore, position: Position?) {
        let store = CatalogStore(files: CatalogFiles(directory: directory), log: log)
        if try store.files.prepare(), let (pool, position) = try store.existing() {
            if try isOurs(position) {
                store.state.withLock { $0 = .open(pool) }
                return (store, position)
            }
            try pool.close()
        }
        try store.create()
        return (store, nil)
    }

    private init(files: CatalogFiles, log: FollowedLog) {
        self.files = files
        self.log = log
    }

    /// The database that is there, with its position; nil when it must be built again.
    private func existing() throws -> (DatabasePool, Position)? {
        do {
            let pool = try DatabasePool(path: path, configuration: Self.configuration())
            let position = Result { try pool.read { try Self.position(in: $0, log: log) } }
            if let position = try? position.get() { return (pool, position) }
            try pool.close()
            _ = try position.get()
            return nil
        } catch let error as DatabaseError where Self.meansRebuild(error) {
            return nil
        } catch let error as DatabaseError {
            throw unusable(error)
        }
    }

    private func create() throws {
        do {
            try files.remove()
            _ = try files.prepare()
            let pool = try DatabasePool(path: path, configuration: Self.configuration())
            try pool.write { db in
                try Schema.create(in: db)
                try db.execute(
                    sql: """
                        INSERT INTO catalog (id, version, origin, genesis, position, seen, tail)
                        VALUES (1, ?, ?, ?, 0, 0, ?)
                        """,
                    arguments: [Schema.version, log.origin, Data(log.genesis.bytes), Data(Hash.zero.bytes)])
            }
            state.withLock { $0 = .open(pool) }
        } catch let error as DatabaseError {
            throw unusable(error)
        }
    }

    /// Throws the database away and begins an empty one. Waits for reads that are under way; new ones are refused.
    func rebuild() throws {
        let old: DatabasePool? = try state.withLock { state in
            defer { if case .open = state { state = .rebuilding } }
            switch state {
            case .open(let pool): return pool
            case .rebuilding: return nil
            case .closed: throw CatalogError.closed
            }
        }
        try? old?.close()
        cache.removeAll()
        try create()
    }

    /// Closes the database. The write-ahead log is brought into it first: the pool closes its readers last, and those,
    /// being read-only, would leave the log behind.
    func close() {
        let old: DatabasePool? = state.withLock { state in
            defer { state = .closed }
            if case .open(let pool) = state { return pool } else { return nil }
        }
        _ = try? old?.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try? old?.close()
    }

    /// The pool of connections for use now; nil while the database is exchanged for a new one.
    ///
    /// - Throws: `CatalogError.closed`.
    func pool() throws(CatalogError) -> DatabasePool? {
        switch state.withLock({ $0 }) {
        case .open(let pool): return pool
        case .rebuilding: return nil
        case .closed: throw .closed
        }
    }
}

extension CatalogStore {
    private static func configuration() -> GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "catalog"
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = 8
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA synchronous = NORMAL;
                    PRAGMA cache_size = \(db.configuration.readonly ? -16_000 : -64_000);
                    PRAGMA temp_store = MEMORY;
                    PRAGMA secure_delete = ON;
                    PRAGMA wal_autocheckpoint = 4000;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA trusted_schema = OFF;
                    """)
        }
        return configuration
    }

    /// The position that stands in a database, when it is of this schema and this log.
    private static func position(in db: Database, log: FollowedLog) throws -> Position? {
        guard
            let row = try Row.fetchOne(
                db, sql: "SELECT origin, genesis, position, tail, seen FROM catalog WHERE id = 1 AND version = ?",
                arguments: [Schema.version]),
            let origin = String.fromDatabaseValue(row["origin"]),
            let genesis = Data.fromDatabaseValue(row["genesis"]).flatMap({ Hash($0) }),
            FollowedLog(origin: origin, genesis: genesis) == log,
            let next = UInt64.fromDatabaseValue(row["position"]),
            let tail = Data.fromDatabaseValue(row["tail"]).flatMap({ Hash($0) }),
            let seen = UInt64.fromDatabaseValue(row["seen"]), seen >= next,
            try Segment.all(in: db).reduce(Int64?(0), { $1.first == $0 ? $0! + Int64($1.count) : nil })
                == Int64(exactly: next)
        else { return nil }
        return Position(next: next, seen: seen, tail: tail)
    }

    /// Whether a file found at the start is at fault itself, so that a new one helps: damage, or other tables.
    private static func meansRebuild(_ error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_FORMAT, .SQLITE_SCHEMA, .SQLITE_ERROR, .SQLITE_MISMATCH: true
        default: meansDamage(error)
        }
    }

    /// Whether an error in use means that the file is damaged.
    static func meansDamage(_ error: DatabaseError) -> Bool {
        error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
    }

    private func unusable(_ error: DatabaseError) -> CatalogError {
        .unusable(path: path, reason: error.message ?? "SQLite error \(error.resultCode.rawValue)")
    }
}
