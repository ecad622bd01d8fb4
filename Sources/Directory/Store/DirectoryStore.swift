import Foundation
import GRDB
import SCIM
import Synchronization
package import TransparencyLog

/// The database of the directory's state: opened when it belongs to the log, else built anew from it.
///
/// Nothing here is the only copy of anything. The position is written in the same transaction as the rows, so after a
/// power cut the state is whole and at most behind.
package final class DirectoryStore: Sendable {
    /// Which log a state was made from.
    package struct Source: Equatable, Sendable {
        let origin: String
        /// Leaf hash of entry 0.
        let genesis: Hash
        /// Of the resource types that it was made under.
        let types: String

        package init(origin: String, genesis: Hash, types: String = "") {
            self.types = types
            self.origin = origin
            self.genesis = genesis
        }
    }

    /// How far a state has come.
    package struct Position: Equatable, Sendable {
        /// Entries taken in, which is the index of the next.
        package var next: UInt64
        /// Leaf hash of the last one.
        package var tail: Hash

        package init(next: UInt64, tail: Hash) {
            self.next = next
            self.tail = tail
        }
    }

    let pool: DatabasePool
    /// For look-ups that need no snapshot, each of which costs less than taking one would.
    private let readers: [DatabaseQueue]
    private let turn = Atomic(0)
    let types: ServedTypes
    /// What is visible and not written yet.
    let live: Mutex<LiveState>
    /// Held by whoever writes into the database.
    let writing = Mutex(())

    /// Opens `directory.sqlite` in a folder, which is made when it is missing.
    ///
    /// `isOurs` says whether the log has so many entries and that last one; when not, the state is built again.
    ///
    /// - Throws: ``UnusableStore`` when the file can neither be used nor made.
    package init(
        folder: String, source: Source, types: ServedTypes, isOurs: (Position) throws -> Bool
    ) throws {
        self.types = types
        let path = folder + "/directory.sqlite"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            if let (pool, position) = try Self.existing(path, source, isOurs) {
                self.pool = pool
                live = Mutex(LiveState(position: position.next))
            } else {
                pool = try Self.empty(path, source)
                live = Mutex(LiveState(position: 0))
            }
            var configuration = Self.configuration
            configuration.readonly = true
            readers = try (0..<Self.readerCount).map { _ in
                try DatabaseQueue(path: path, configuration: configuration)
            }
        } catch let error as DatabaseError {
            throw UnusableStore(path, error)
        } catch let error as CocoaError { throw UnusableStore(path, error) }
    }

    private static func empty(_ path: String, _ source: Source) throws -> DatabasePool {
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.write { db in
            try DirectorySchema.create(in: db)
            try db.execute(
                sql:
                    "INSERT INTO projection (id, version, origin, genesis, position, tail, types) VALUES (1, ?, ?, ?, 0, ?, ?)",
                arguments: [
                    DirectorySchema.version, source.origin, Data(source.genesis.bytes), Data(Hash.zero.bytes),
                    source.types,
                ])
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return pool
    }

    /// Writes what is visible, and closes the file.
    package func close() throws {
        let result = Result { try flush() }
        for reader in readers { try reader.close() }
        try pool.close()
        try result.get()
    }

    // Nil when the state is missing, damaged, of another form or of another log.
    private static func existing(
        _ path: String, _ source: Source, _ isOurs: (Position) throws -> Bool
    ) throws -> (DatabasePool, Position)? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let pool = try? DatabasePool(path: path, configuration: configuration) else { return nil }
        let position = try? pool.read { db in try self.position(in: db, of: source) }
        guard let position, try isOurs(position) else {
            try pool.close()
            return nil
        }
        return (pool, position)
    }

    private static func position(in db: Database, of source: Source) throws -> Position? {
        let row = try Row.fetchOne(
            db, sql: "SELECT origin, genesis, position, tail, types FROM projection WHERE id = 1 AND version = ?",
            arguments: [DirectorySchema.version])
        guard let row, row["origin"] == source.origin, row["types"] == source.types,
            let genesis = Hash(row["genesis"] as Data),
            genesis == source.genesis, let tail = Hash(row["tail"] as Data)
        else { return nil }
        return Position(next: UInt64(max(0, row["position"] as Int64)), tail: tail)
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "directory"
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = 8
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA synchronous = NORMAL;
                    PRAGMA cache_size = -16000;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA trusted_schema = OFF;
                    """)
        }
        return configuration
    }

    /// Looks at one moment of the state, for questions over many resources: what is visible is written first.
    package func read<T>(_ body: (StoreReader) throws -> T) throws -> T {
        if waiting > 0 { try flush() }
        return try pool.read { db in try body(StoreReader(db: db, types: types)) }
    }

    /// Looks at single resources as they are now.
    package func look<T>(_ body: (LiveReader) throws -> T) throws -> T {
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return try readers[turn & (Self.readerCount - 1)].unsafeRead { db in
            try body(LiveReader(store: self, database: StoreReader(db: db, types: types)))
        }
    }

    /// A power of two.
    private static let readerCount = 4
}
