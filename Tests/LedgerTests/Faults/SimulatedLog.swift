import Dispatch
import DurableFiles
import Ledger
import Testing
import TransparencyLog

/// A log on a simulated disk, with segments and tables so small that a few entries go through all that can happen.
struct SimulatedLog {
    static let folders = LogFolders(data: "/data", name: "test")
    static let key = TestLog.makeKey()

    var settings = Ledger.Settings()
    let cache = PublicLog.Cache()

    init() {
        settings.storage.segmentSize = 32 << 10
        settings.storage.recordLimit = 1 << 20
        settings.tableCapacity = 16
        settings.publicationInterval = .milliseconds(2)
        settings.publicationWait = .seconds(20)
    }

    /// A closed log on a disk that has all of it: first entries of bare bytes, then numbered ones, each number its index.
    func disk(bare: Int, numbered: Int) async throws -> MemoryDisk {
        let disk = MemoryDisk()
        let ledger = try open(on: disk)
        for start in stride(from: 0, to: bare, by: 500) {
            let entries = (start..<min(start + 500, bare)).map { PendingEntry(.raw(Array("bare \($0)".utf8))) }
            _ = try await ledger.append(entries)
        }
        for start in stride(from: bare, to: bare + numbered, by: 20) {
            let entries = (start..<min(start + 20, bare + numbered)).map { NumberedEntry(number: $0).pending }
            _ = try await ledger.append(entries)
        }
        await ledger.close()
        #expect(bare + numbered == 0 || ledger.publishedSize == UInt64(bare + numbered))
        return disk.afterPowerCut(.none)
    }

    func open(on files: any FileSystem) throws(LedgerError) -> Ledger {
        do throws(FileError) { try Self.folders.make(on: files) } catch { throw .file(error) }
        return try Ledger.open(
            folders: Self.folders, origin: Self.key.verifierKey.name, key: Self.key, settings: settings, on: files)
    }

    func check(_ disk: MemoryDisk) throws -> PublicLog {
        try PublicLog(key: Self.key.verifierKey, cache: cache) { path in
            try DurableFile.read(Self.folders.log + "/" + path, on: disk)
        }
    }
}
