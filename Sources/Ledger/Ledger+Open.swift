package import DurableFiles
import Records
package import TransparencyLog

extension Ledger {
    /// Opens the log in `folders`, reading everything that a crash may have left and refusing what contradicts itself.
    ///
    /// A log that was never written to is opened empty. `progress` is told how many entries of how many were read.
    package static func open(
        folders: LogFolders, origin: String, key: SigningKey, settings: Settings = Settings(),
        on system: any FileSystem = SystemFiles(),
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws(LedgerError) -> Ledger {
        let storage = DirectoryStorage(
            folders: folders, origin: digest(ofOrigin: origin), settings: settings.storage, on: system)
        return try open(
            storage: storage, state: folders.state, origin: origin, key: key, settings: settings, on: system,
            progress: progress)
    }

    /// Opens the log that a storage driver holds; `state` is the folder of the rebuildable tables.
    package static func open(
        storage: any LogStorage, state: String, origin: String, key: SigningKey, settings: Settings = Settings(),
        on system: any FileSystem = SystemFiles(),
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws(LedgerError) -> Ledger {
        let tables = try LedgerError.wrapping { () throws(FileError) in
            try IndexTables(folder: state, capacity: settings.tableCapacity, on: system)
        }
        let opened = try OpenedLog(
            storage: storage, tables: tables, origin: origin, key: key.verifierKey, isPlain: settings.isPlain,
            progress: progress)
        return Ledger(opened: opened, key: key, storage: storage, settings: settings)
    }
}

/// What a start found: the tree as it was signed last, and the committed entries beyond it.
struct OpenedLog {
    let origin: String
    let tables: IndexTables
    /// The last signed checkpoint, from the lock record; nil for a new log.
    let lock: [UInt8]?
    let published: UInt64
    let note: [UInt8]
    /// The public checkpoint is older than the lock record: the crash came between swap and show.
    let mustShow: Bool
    let edge: EdgeTiles
    let batches: [Batch]
    let nextIndex: UInt64
    var lastTime = Timestamp(milliseconds: 0)
    private(set) var partials: Set<String> = []

    init(
        storage: any LogStorage, tables: IndexTables, origin: String, key: VerifierKey, isPlain: Bool = false,
        progress: (UInt64, UInt64) -> Void
    ) throws(LedgerError) {
        self.origin = origin
        self.tables = tables
        let lock = try LedgerError.wrapping { () throws(FileError) in try storage.lockRecord() }
        let shown = try LedgerError.wrapping { () throws(FileError) in try storage.read("checkpoint") }
        let signed = try Self.signed(lock, shown, origin: origin, key: key, storage)
        let recovered = try storage.recover()
        if let signed, recovered.nextIndex < signed.size {
            throw .refused(
                Refusal(
                    .rollback, storage.place(of: .writeAhead),
                    "it knows of \(recovered.nextIndex) entries only, but \(signed.size) were signed, as "
                        + "\(storage.place(of: .lockRecord)) says: what lacks entries is this folder, whatever "
                        + "\(storage.place(of: .checkpoint)) and the files beside it hold"))
        }
        self.lock = lock
        published = signed?.size ?? 0
        mustShow = shown != lock
        note = mustShow ? [] : shown ?? []
        batches = recovered.batches
        nextIndex = recovered.nextIndex
        edge = try Self.edge(signed, recovered, storage)
        if !isPlain { try replay(storage, progress) }
        partials = try LedgerError.wrapping { () throws(FileError) in
            try Self.partials(storage, size: signed?.size ?? 0)
        }
    }

    /// The last signed checkpoint, checked against our key and against the public one.
    private static func signed(
        _ lock: [UInt8]?, _ shown: [UInt8]?, origin: String, key: VerifierKey, _ storage: any LogStorage
    ) throws(LedgerError) -> Checkpoint? {
        let place = storage.place(of: .lockRecord)
        guard let lock else {
            guard shown == nil else {
                throw .refused(
                    Refusal(
                        .missing, place, "there is no lock record, but there is \(storage.place(of: .checkpoint))"))
            }
            return nil
        }
        let signed: Checkpoint
        do { signed = try Checkpoint.open(lock, key: key, origin: origin) } catch {
            throw .refused(
                Refusal(.otherLog, place, "it is not signed by this log's key for \(origin): \(error)"))
        }
        if let shown { try check(shown, against: signed, origin: origin, key: key, storage) }
        return signed
    }

    private static func check(
        _ shown: [UInt8], against signed: Checkpoint, origin: String, key: VerifierKey, _ storage: any LogStorage
    ) throws(LedgerError) {
        let path = storage.place(of: .checkpoint)
        let checkpoint: Checkpoint
        do { checkpoint = try Checkpoint.open(shown, key: key, origin: origin) } catch {
            throw .refused(Refusal(.corruption, path, "it is not a checkpoint of this log: \(error)"))
        }
        guard checkpoint.size <= signed.size else {
            throw .refused(
                Refusal(
                    .rollback, storage.place(of: .lockRecord),
                    "it stands at \(signed.size) entries, but \(path) at \(checkpoint.size)"))
        }
        guard checkpoint.size < signed.size || checkpoint.root == signed.root else {
            throw .refused(
                Refusal(
                    .corruption, path, "it has the size of \(storage.place(of: .lockRecord)) but another root"))
        }
    }

    /// The edge at the signed size: full tiles from the public files, the rest from the write-ahead log, and the root of
    /// both must be the signed one.
    private static func edge(
        _ signed: Checkpoint?, _ recovered: Recovered, _ storage: any LogStorage
    ) throws(LedgerError) -> EdgeTiles {
        guard let signed else {
            guard recovered.batches.first?.firstIndex ?? 0 == 0 else {
                throw .refused(
                    Refusal(
                        .missing, storage.place(of: .lockRecord),
                        "there is no lock record, but \(storage.place(of: .writeAhead)) continues a log"))
            }
            return EdgeTiles()
        }
        let full = signed.size & ~255
        var edge = try stored(full, storage)
        if signed.size > full {
            guard let first = recovered.batches.first?.firstIndex, first <= full else {
                throw .refused(
                    Refusal(
                        .missing, storage.place(of: .writeAhead),
                        "the segment that holds the entries from \(full) to \(signed.size) is not there"))
            }
        }
        for batch in recovered.batches {
            let start = max(batch.firstIndex, full)
            let end = min(batch.endIndex, signed.size)
            guard start < end else { continue }
            try edge.append(batch, places: Int(start - batch.firstIndex)..<Int(end - batch.firstIndex))
        }
        guard edge.size == signed.size, edge.root == signed.root else {
            throw .refused(
                Refusal(
                    .corruption, storage.place(of: .publicFiles) + "/tile",
                    "the entries and tiles on the disk do not have the root that was signed at "
                        + "\(signed.size) entries, as \(storage.place(of: .lockRecord)) has it"))
        }
        return edge
    }

    /// The edge at a multiple of 256, read from full and partial tiles.
    private static func stored(_ size: UInt64, _ storage: any LogStorage) throws(LedgerError) -> EdgeTiles {
        let files = PublicFiles(storage: storage)
        let reader = TileHashReader(size: size) { tile in
            guard let bytes = try files.read(tile.path) else {
                throw LedgerError.refused(Refusal(.missing, tile.path, "the tile is missing"))
            }
            return bytes
        }
        do {
            var hashes: [Hash] = []
            var start: UInt64 = 0
            for level in (0..<64).reversed() where size >> UInt64(level) & 1 == 1 {
                hashes.append(try reader.hash(level: level, index: start >> UInt64(level)))
                start += 1 << UInt64(level)
            }
            var levels: [[Hash]] = [[]]
            for level in 1..<8 where size >> UInt64(8 * level) > 0 {
                let count = size >> UInt64(8 * level)
                levels.append(
                    try (count & ~255..<count).map { try reader.hash(level: 8 * level, index: $0) })
            }
            guard let tree = CompactRange(size: size, hashes: hashes) else {
                throw LedgerError.stopped("no tree of \(size)")
            }
            return EdgeTiles(tree: tree, levels: levels)
        } catch let error as LedgerError { throw error } catch let error as FileError { throw .file(error) } catch {
            throw .refused(Refusal(.corruption, "tile", "\(error)"))
        }
    }

    /// Partial files left by publications, to be removed once newer ones are shown.
    private static func partials(_ storage: any LogStorage, size: UInt64) throws(FileError) -> Set<String> {
        var found: Set<String> = []
        for (prefix, shift) in [("tile/entries/", 8), ("sealed/", 8)] + (0..<8).map({ ("tile/\($0)/", 8 * ($0 + 1)) }) {
            for index in [size >> UInt64(shift), (size >> UInt64(shift)) + 1, max(size >> UInt64(shift), 1) - 1] {
                let folder = prefix + TilePath.suffix(index: index, width: 256) + ".p"
                for name in try storage.names(in: folder) { found.insert(folder + "/" + name) }
            }
        }
        return found
    }
}
