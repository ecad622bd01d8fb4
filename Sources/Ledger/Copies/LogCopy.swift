import DurableFiles
import Glibc
import Records
package import TransparencyLog

/// The public files of a log as its tree of one size has them, copied from a folder that may be written to meanwhile.
///
/// What a checkpoint covers never changes: full files are immutable, and of a partial file every wider one is a
/// continuation. So whatever the writer does, each file of the tree of this size is there or can be cut from a wider
/// one, and a copy holds exactly what its checkpoint covers.
package struct LogCopy: Sendable {
    private let files: PublicFiles
    private let place: String
    package let checkpoint: Checkpoint
    package let note: [UInt8]

    /// A copy to be made of the log in `folder` at a checkpoint.
    package init(of folder: String, at known: KnownCheckpoint) {
        files = PublicFiles(storage: PublicFolder(folder))
        place = folder
        checkpoint = known.checkpoint
        note = known.note
    }

    /// Writes every file of the tree below `target`, then the checkpoint; all of it is durable when this returns.
    ///
    /// - Throws: `LedgerError` when a file is missing or malformed, `FileError`.
    package func write(to target: String, progress: (UInt64, UInt64) -> Void = { _, _ in }) throws {
        var new = try NewFiles(in: target)
        for bundle in 0..<bundleCount {
            for file in try bundleFiles(bundle) { try new.add(file.path, file.bytes) }
            progress(min((bundle + 1) << 8, checkpoint.size), checkpoint.size)
        }
        for tile in Tile.tiles(forSize: checkpoint.size) where tile.level > 0 {
            try new.add(tile.path, try need(tile.path))
        }
        try new.finish()
        try DurableFile.write(note, to: target + "/checkpoint")
    }

    private var bundleCount: UInt64 { (checkpoint.size + 255) >> 8 }

    private func width(of bundle: UInt64) -> Int {
        bundle < checkpoint.size >> 8 ? 256 : Int(checkpoint.size & 255)
    }

    /// The tile of leaf hashes, the entries and the sealed records of a bundle.
    private func bundleFiles(_ bundle: UInt64) throws -> [PublicFile] {
        let suffix = TilePath.suffix(index: bundle, width: width(of: bundle))
        var found = try ["tile/0/" + suffix, "tile/entries/" + suffix].map { path in
            PublicFile(path: path, bytes: try need(path))
        }
        let entries = try EntryBundle.decode(found[1].bytes, width: width(of: bundle)).map { Array(found[1].bytes[$0]) }
        let path = "sealed/" + suffix
        if let bytes = try patiently({ try files.read(path) }, until: { $0 != nil || !Self.isSealed(entries) }) {
            // Cut from a wider file, where nothing of this width has a record: such a bundle has no file.
            let isEmpty = try SealedBundle.decode(bytes, width: entries.count).allSatisfy(\.isEmpty)
            if !isEmpty { found.append(PublicFile(path: path, bytes: bytes)) }
        } else if Self.isSealed(entries) {
            throw missing(path)
        }
        return found
    }

    private static func isSealed(_ entries: [[UInt8]]) -> Bool {
        entries.contains { (try? Entry(parsing: $0))?.commitment != nil }
    }

    private func need(_ path: String) throws -> [UInt8] {
        guard let bytes = try patiently({ try files.read(path) }, until: { $0 != nil }) else { throw missing(path) }
        return bytes
    }

    private func missing(_ path: String) -> LedgerError {
        .refused(Refusal(.missing, "\(place)/\(path)", "the file is missing"))
    }

    /// Looks again for a while: the writer may have replaced a partial file by a wider one between two looks.
    private func patiently<T>(_ look: () throws -> T, until isFound: (T) -> Bool) throws -> T {
        for _ in 0..<50 {
            let found = try look()
            if isFound(found) { return found }
            usleep(2000)
        }
        return try look()
    }

    /// Makes the parts of a log from this copy, so that it can be opened and goes on behind the checkpoint: public
    /// files, a write-ahead log with the entries that are in no full bundle yet, and the lock record.
    ///
    /// Nothing of the log stands in `folders` yet. `lock` is the last known checkpoint, where that is another than the
    /// copy's own: a later one makes a start refuse.
    package func install(
        in folders: LogFolders, origin: [UInt8], lock: [UInt8]? = nil,
        settings: DirectoryStorage.Settings = DirectoryStorage.Settings(),
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws {
        try folders.make()
        try write(to: folders.log, progress: progress)
        try FreshWriteAhead(folder: folders.writeAhead, origin: origin, settings: settings)
            .make(from: checkpoint.size & ~255, try tail())
        try DurableFile.write(lock ?? note, to: folders.lockFile, mode: 0o600)
    }

    /// The entries that are in no full bundle, with their sealed records.
    private func tail() throws -> [StoredEntry] {
        let start = checkpoint.size & ~255
        guard checkpoint.size > start else { return [] }
        let entries = try files.entries(bundle: start >> 8, size: checkpoint.size)
        let sealed = try files.sealed(bundle: start >> 8, beside: entries, size: checkpoint.size)
        return zip(entries, sealed).enumerated().map { place, pair in
            StoredEntry(index: start + UInt64(place), entry: pair.0, sealed: pair.1, attachment: nil)
        }
    }
}
