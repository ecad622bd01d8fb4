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
    /// Set by `recover`. The writer appends and the publisher releases, seldom at the same moment.
    private let writeAhead = Mutex<WriteAheadLog?>(nil)

    package init(folders: LogFolders, origin originDigest: [UInt8], settings: Settings = Settings()) {
        self.folders = folders
        self.settings = settings
        origin = originDigest
    }

    package var batchLimit: Int {
        settings.recordLimit - WriteAheadRecord.size(payload: 0) - SegmentHeader.size
    }

    package func recover() throws(LedgerError) -> Recovered {
        let found = try WriteAheadRecovery(
            folder: folders.writeAhead, origin: origin, segmentSize: settings.segmentSize)
        let log = try LedgerError.wrapping { () throws(FileError) in
            try WriteAheadLog(
                folder: folders.writeAhead, origin: origin,
                settings: .init(segmentSize: settings.segmentSize, recordLimit: settings.recordLimit), recovered: found)
        }
        try LedgerError.wrapping { () throws(FileError) in
            for path in found.discarded { try DurableFile.remove(path) }
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
        var changed: Set<String> = []
        for file in files { changed.insert(DurableFile.parent(of: folders.log + "/" + file.path)) }
        for folder in changed where !DurableFile.isFolder(folder) { try DurableFile.makeFolder(folder) }
        for start in stride(from: 0, to: files.count, by: Self.openFiles) {
            try writeUnfinished(files[start..<min(start + Self.openFiles, files.count)])
        }
        for (number, file) in files.enumerated() {
            try DurableFile.rename("\(folders.unfinished)/\(number)", to: folders.log + "/" + file.path)
        }
        for folder in changed.sorted() { try DurableFile.syncFolder(folder) }
    }

    /// Files that are open at once while they are written.
    private static let openFiles = 96

    /// Writes files under their numbers, starts the disk on each at once, and only then waits for one after the other:
    /// several times quicker than to wait for each before the next is written.
    private func writeUnfinished(_ files: ArraySlice<PublicFile>) throws(FileError) {
        var open: [UnfinishedFile] = []
        open.reserveCapacity(files.count)
        for (number, file) in zip(files.indices, files) {
            open.append(try UnfinishedFile("\(folders.unfinished)/\(number)", file.bytes))
        }
        for file in open { try file.sync() }
    }

    /// A file that was written and is held open until it is synced, so that no write error is lost with its inode.
    private final class UnfinishedFile {
        private let file: File

        init(_ path: String, _ bytes: [UInt8]) throws(FileError) {
            file = try File(path, O_WRONLY | O_CREAT | O_TRUNC)
            try file.write(bytes, at: 0)
            file.startWriting()
        }

        func sync() throws(FileError) { try file.sync() }
    }

    package func lockRecord() throws(FileError) -> [UInt8]? { try DurableFile.read(folders.lockFile) }

    package func swapLockRecord(expecting expected: [UInt8]?, with note: [UInt8]) -> SwapOutcome {
        do throws(FileError) {
            guard try lockRecord() == expected else { return .conflict }
            try DurableFile.write(note, to: folders.lockFile, mode: 0o600)
            return .swapped
        } catch { return .unknown(error) }
    }

    package func replaceCheckpoint(_ note: [UInt8]) throws(FileError) {
        try DurableFile.write(note, to: folders.checkpoint, temporary: folders.unfinished + "/checkpoint")
    }

    package func release(before index: UInt64, superseded: [String]) throws(FileError) {
        for path in superseded {
            try DurableFile.remove(folders.log + "/" + path)
            DurableFile.removeEmptyFolder(DurableFile.parent(of: folders.log + "/" + path))
        }
        let released = writeAhead.withLock { log -> Result<String?, FileError> in
            do throws(FileError) {
                try log?.release(before: index)
                return .success(log?.nameForSpare())
            } catch { return .failure(error) }
        }
        if let spare = try released.get() {
            try Segment.create(spare, capacity: settings.segmentSize)
            writeAhead.withLock { $0?.addSpare(spare) }
        }
    }

    package func read(_ path: String) throws(FileError) -> [UInt8]? {
        try DurableFile.read(folders.log + "/" + path)
    }

    package func names(in folder: String) throws(FileError) -> [String] {
        try DurableFile.names(in: folders.log + "/" + folder)
    }

    package func readUncached(_ path: String) throws(FileError) -> [UInt8]? {
        try DurableFile.readUncached(folders.log + "/" + path)
    }
}
