import DurableFiles
import Foundation
import Ledger
import Testing
import TransparencyLog

/// Copies of a log at a checkpoint, and logs made from them.
@Suite struct CopyTests {
    static func known(_ log: TestLog, in folder: String? = nil) throws -> KnownCheckpoint {
        try #require(try KnownCheckpoint.read((folder ?? log.folders.log) + "/checkpoint", key: log.key.verifierKey))
    }

    static var origin: [UInt8] { Ledger.digest(ofOrigin: "log.example/test") }

    @Test(arguments: [1, 2, 255, 256, 257, 511, 512, 600])
    func aLogMadeFromACopyGoesOn(_ size: Int) async throws {
        let log = TestLog()
        let ledger = try log.open()
        for start in stride(from: 0, to: size, by: 7) {
            try await TestLog.append((start..<min(start + 7, size)).map { "entry \($0)" }, to: ledger)
        }
        await ledger.close()
        let restored = TestLog()
        try LogCopy(of: log.folders.log, at: try Self.known(log)).install(
            in: restored.folders, origin: Self.origin, settings: restored.settings.storage)
        #expect(try restored.check() == (0..<size).map { "entry \($0)" })
        let again = try restored.open()
        #expect(again.committedSize == UInt64(size) && again.publishedSize == UInt64(size))
        #expect(
            try again.read(from: UInt64(size - 1), limit: 1).map(\.sealed) == [Array("beside entry \(size - 1)".utf8)])
        try await TestLog.append(["one more"], to: again, .published)
        await again.close()
        #expect(try restored.check() == (0..<size).map { "entry \($0)" } + ["one more"])
    }

    @Test func aCopyEndsAtItsCheckpointWhateverIsWrittenMeanwhile() async throws {
        let log = TestLog()
        let ledger = try log.open()
        try await TestLog.append(["entry 0"], to: ledger, .published)
        let writer = Task {
            for number in 1..<3000 { try await TestLog.append(["entry \(number)"], to: ledger) }
        }
        for _ in 0..<20 {
            let copy = TestLog()
            let known = try Self.known(log)
            try LogCopy(of: log.folders.log, at: known).write(to: copy.folders.log)
            #expect(try copy.check() == (0..<Int(known.checkpoint.size)).map { "entry \($0)" })
            #expect(try DurableFile.read(copy.folders.checkpoint) == known.note)
        }
        try await writer.value
        await ledger.close()
    }

    @Test func aMissingFileIsNamed() async throws {
        let log = TestLog()
        let ledger = try log.open()
        try await TestLog.append((0..<300).map { "entry \($0)" }, to: ledger)
        await ledger.close()
        let known = try Self.known(log)
        for path in ["tile/entries/000", "tile/0/000", "tile/1/000.p/1", "tile/entries/001.p/44"] {
            let file = log.folders.log + "/" + path
            let bytes = try #require(try DurableFile.read(file))
            try DurableFile.remove(file)
            let copy = TemporaryFolder()
            let error = #expect(throws: LedgerError.self) {
                try LogCopy(of: log.folders.log, at: known).write(to: copy.path)
            }
            #expect("\(try #require(error))".contains(path))
            try Data(bytes).write(to: URL(filePath: file))
        }
    }

    @Test func aLaterCheckpointKeepsTheCopyFromBeingOpened() async throws {
        let log = TestLog()
        let ledger = try log.open()
        try await TestLog.append(["entry 0"], to: ledger, .published)
        let early = TemporaryFolder()
        let known = try Self.known(log)
        try LogCopy(of: log.folders.log, at: known).write(to: early.path + "/log")
        try await TestLog.append(["entry 1"], to: ledger, .published)
        await ledger.close()
        let restored = TestLog()
        try LogCopy(of: early.path + "/log", at: known).install(
            in: restored.folders, origin: Self.origin, lock: try Self.known(log).note)
        #expect(throws: LedgerError.self) { try restored.open() }
    }
}
