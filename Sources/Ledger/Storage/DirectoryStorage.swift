package import DurableFiles
import Glibc
import Synchronization

/// The embedded driver: one folder tree on a local file system.
///
/// Commits go to a write-ahead log of preallocated segments; the lock record is a file of its own folder, which may
/// be put on another volume. One process at a time: the server's `DirectoryLock` sees to that.
package final class DirectoryStorage: LogStorage {
    /// Sizes that tests make small.
    package struct Settings: Sendable {
        /// Bytes of a write-ahead segment.
        package var segmentSize = 16 << 20
        /// Bytes of the largest write-ahead record, and so of the largest transaction.
        package var recordLimit = 64 << 20

        package init() {}
    }

    private let folders: LogFolders
    private let origin: [UInt8]
    private let settings: Settings
    private let system: any FileSystem
    /// Public folders whose names are durable, and those of all folders above them. The publisher's alone.
    private let durableFolders = Mutex<Set<String>>([])
    /// Set by `recover`. The writer appends and the publisher releases, seldom at the same moment.
    private let writeAhead = Mutex<WriteAheadLog?>(nil)

    package init(
        folders: LogFolders, origin originDigest: [UInt8], settings: Settings = Settings(),
        on system: any FileSystem = SystemFiles()
    ) {
        self.folders = folders
        self.settings = settings
        self.system = system
        origin = originDigest
    }

    package var batchLimit: Int {
        settings.recordLimit - WriteAheadRecord.size(payload: 0) - SegmentHeader.size
    }

    package func place(of part: LogPart) -> String {
        switch part {
        case .publicFiles: folders.log
        case .checkpoint: folders.checkpoint
        case .writeAhead: folders.writeAhead
        case .lockRecord: folders.lockFile
        }
    }

    package func recover() throws(LedgerError) -> Recovered {
        let found = try WriteAheadRecovery(
            folder: folders.writeAhead, origin: origin, segmentSize: settings.segmentSize, on: system)
        let log = try LedgerError.wrapping { () throws(FileError) in
            try WriteAheadLog(
                folder: folders.writeAhead, origin: origin,
                settings: .init(segmentSize: settings.segmentSize, recordLimit: settings.recordLimit), recovered: found,
                on: system)
        }
        writeAhead.withLock { $0 = log }
        return Recovered(batches: found.batches, nextIndex: found.nextIndex)
    }

    package func commit(_ batch: Batch) -> CommitOutcome {
        writeAhead.withLock { log in
            guard let log else {
                return .lost(FileError("write", folders.writeAhead, content: "the log was not recovered"))
            }
            guard batch.firstIndex == log.nextIndex else {
                return .unknown(
                    FileError("write", folders.writeAhead, content: "index \(batch.firstIndex) is not next"))
            }
            do throws(WriteAheadLog.Failure) {
                try log.append(batch)
                return .committed
            } catch {
                switch error {
                case .lost(let reason): return .lost(reason)
                case .unknown(let reason): return .unknown(reason)
                }
            }
        }
    }

    /// Writes and syncs all files first, then renames them, then syncs each folder once.
    package func publish(_ files: [PublicFile]) throws(FileError) {
        do throws(FileError) {
            let changed = Set(files.map { DurableFile.parent(of: $0.path) }).sorted()
            for folder in changed { try makeDurable(folder) }
            for start in stride(from: 0, to: files.count, by: UnsyncedFile.limit) {
                try writeUnfinished(files[start..<min(start + UnsyncedFile.limit, files.count)])
            }
            for (number, file) in files.enumerated() {
                try DurableFile.rename(
                    "\(folders.unfinished)/\(number)", to: folders.log + "/" + file.path, on: system)
            }
            for folder in changed { try DurableFile.syncFolder(folders.log + "/" + folder, on: system) }
        } catch {
            // Somebody may have taken a folder away: look again at the next try.
            durableFolders.withLock { $0.removeAll() }
            throw error
        }
    }

    /// Writes files under their numbers, and only then waits for one after the other.
    private func writeUnfinished(_ files: ArraySlice<PublicFile>) throws(FileError) {
        var open: [UnsyncedFile] = []
        open.reserveCapacity(files.count)
        for (number, file) in zip(files.indices, files) {
            open.append(try UnsyncedFile("\(folders.unfinished)/\(number)", file.bytes, on: system))
        }
        for file in open { try file.sync() }
    }

    /// Makes a public folder and those above it, and their names durable: also those that stand, since the process that
    /// made them may have died before that. Once in the life of a process.
    private func makeDurable(_ folder: String) throws(FileError) {
        guard folder != ".", !durableFolders.withLock({ $0.contains(folder) }) else { return }
        try makeDurable(DurableFile.parent(of: folder))
        try DurableFile.makeFolder(folders.log + "/" + folder, on: system)
        durableFolders.withLock { _ = $0.insert(folder) }
    }

    package func lockRecord() throws(FileError) -> [UInt8]? { try DurableFile.read(folders.lockFile, on: system) }

    package func swapLockRecord(expecting expected: [UInt8]?, with note: [UInt8]) -> SwapOutcome {
        do throws(FileError) {
            guard try lockRecord() == expected else { return .conflict }
            try DurableFile.write(note, to: folders.lockFile, mode: 0o600, on: system)
            return .swapped
        } catch {
            guard !error.isSync else { return .unknown(error) }
            // The name may have changed and the answer been lost: what is read from now on must be durable.
            do throws(FileError) { try DurableFile.syncFolder(folders.lock, on: system) } catch {
                return .unknown(error)
            }
            return .unknown(error)
        }
    }

    package func replaceCheckpoint(_ note: [UInt8]) throws(FileError) {
        try DurableFile.write(
            note, to: folders.checkpoint, temporary: folders.unfinished + "/checkpoint", on: system)
    }

    package func release(before index: UInt64, superseded: [String]) throws(FileError) {
        for path in superseded {
            try DurableFile.remove(folders.log + "/" + path, on: system)
            let folder = DurableFile.parent(of: path)
            if DurableFile.removeEmptyFolder(folders.log + "/" + folder, on: system) {
                durableFolders.withLock { _ = $0.remove(folder) }
            }
        }
        let released = writeAhead.withLock { log -> Result<String?, FileError> in
            do throws(FileError) {
                try log?.release(before: index)
                return .success(log?.nameForSpare())
            } catch { return .failure(error) }
        }
        if let spare = try released.get() { try makeSpare(spare) }
    }

    /// Makes a segment ahead of need. Without space there is none: the writer, when it comes to need it, tries again and
    /// fails its batch with the reason.
    private func makeSpare(_ path: String) throws(FileError) {
        do throws(FileError) { try Segment.create(path, capacity: settings.segmentSize, on: system) } catch {
            guard error.isSync else { return }
            throw error
        }
        writeAhead.withLock { $0?.addSpare(path) }
    }

    package func read(_ path: String) throws(FileError) -> [UInt8]? {
        try DurableFile.read(folders.log + "/" + path, on: system)
    }

    package func read(_ path: String, from offset: Int, count: Int) throws(FileError) -> [UInt8]? {
        try DurableFile.read(folders.log + "/" + path, from: offset, count: count, on: system)
    }

    package func names(in folder: String) throws(FileError) -> [String] {
        try DurableFile.names(in: folders.log + "/" + folder, on: system)
    }

    package func readUncached(_ path: String) throws(FileError) -> [UInt8]? {
        try DurableFile.readUncached(folders.log + "/" + path, on: system)
    }
}
