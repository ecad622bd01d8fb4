import Dispatch
import DurableFiles
import Foundation
import Ledger
import Records
import Testing
import TransparencyLog

@Suite struct LedgerTests {
    @Test func entriesOfManyWritersStandOnceInOrderOfTheirAnswers() async throws {
        let log = TestLog()
        let ledger = try log.open()
        let indices = try await withThrowingTaskGroup(of: [(String, UInt64)].self) { group in
            for writer in 0..<20 {
                group.addTask {
                    var mine: [(String, UInt64)] = []
                    for number in 0..<50 {
                        let text = "writer \(writer) entry \(number)"
                        mine.append((text, try await TestLog.append([text], to: ledger)[0]))
                    }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        await ledger.close()
        let texts = try log.check()
        #expect(texts.count == 1000)
        for (text, index) in indices { #expect(texts[Int(index)] == text) }
    }

    @Test(arguments: [1, 2, 255, 256, 257, 511, 512, 513]) func reopensAtEverySizeNearATileBoundary(size: Int)
        async throws
    {
        let log = TestLog()
        let first = try log.open()
        try await TestLog.append((0..<size).map { "entry \($0)" }, to: first)
        await first.close()
        #expect(try log.check().count == size)
        let second = try log.open()
        #expect(second.committedSize == UInt64(size))
        #expect(second.publishedSize == UInt64(size))
        try await TestLog.append(["next", "and next"], to: second, .published)
        await second.close()
        #expect(try log.check() == (0..<size).map { "entry \($0)" } + ["next", "and next"])
    }

    @Test func aTreeOfThreeLevelsReopens() async throws {
        let log = TestLog(segmentSize: 1 << 20)
        var size = 0
        for step in [65_535, 1, 1, 300] {
            let ledger = try log.open()
            var left = step
            while left > 0 {
                let count = min(left, 8192)
                try await TestLog.append((size..<size + count).map { "\($0)" }, to: ledger)
                size += count
                left -= count
            }
            await ledger.close()
            #expect(try log.check() == (0..<size).map { "\($0)" })
        }
    }

    @Test func publishedMeansCoveredByTheShownCheckpointAndProvable() async throws {
        let log = TestLog()
        let ledger = try log.open()
        for round in 0..<30 {
            let index = try await TestLog.append((0..<round + 1).map { "\(round) \($0)" }, to: ledger, .published)[0]
            let receipt = try #require(try ledger.receipt(index))
            let entry = Array("\(round) 0".utf8)
            guard case .verified = receipt.check(entry: entry, key: log.key.verifierKey) else {
                Issue.record("the receipt of \(index) does not verify")
                continue
            }
            guard case .rejected = receipt.check(entry: entry + [0], key: log.key.verifierKey) else {
                Issue.record("a receipt verifies for another entry")
                continue
            }
        }
        #expect(try ledger.receipt(ledger.committedSize) == nil)
        await ledger.close()
    }

    @Test func olderPartialWidthsAreAnsweredByCuttingTheNewest() async throws {
        let log = TestLog()
        let ledger = try log.open()
        var files: [String: [UInt8]] = [:]
        for number in 0..<300 {
            try await TestLog.append(["\(number)"], to: ledger, .published)
            for prefix in ["tile/0/", "tile/entries/", "sealed/"] {
                let path = prefix + TilePath.suffix(index: UInt64(number / 256), width: number % 256 + 1)
                let bytes: [UInt8] = try #require(try ledger.publicFile(path), "\(path)")
                files[path] = bytes
            }
        }
        for (path, bytes) in files { #expect(try ledger.publicFile(path) == bytes, "\(path)") }
        for path in [
            "tile/0/001.p/45", "tile/0/002", "tile/1/001", "tile/9/000", "tile/0/000.p/0", "../keys", "tile/0/1",
        ] {
            #expect(try ledger.publicFile(path) == nil, "\(path)")
        }
        #expect(try DurableFile.names(in: log.folders.log + "/tile/0") == ["000", "001.p"])
        #expect(try DurableFile.names(in: log.folders.log + "/tile/0/001.p") == ["44"])
        await ledger.close()
    }

    @Test func segmentsAreRecycledAndNothingOldComesBack() async throws {
        let log = TestLog(segmentSize: 64 << 10)
        var size = 0
        for _ in 0..<4 {
            let ledger = try log.open()
            for _ in 0..<150 {
                try await TestLog.append(
                    (0..<20).map { "\($0 + size) " + String(repeating: "x", count: 100) }, to: ledger, .published)
                size += 20
            }
            await ledger.close()
            #expect(try log.check().count == size)
            #expect(try log.segments().count <= 5)
        }
    }

    @Test func aTransactionBeyondTheLimitIsRefusedAndTheLogGoesOn() async throws {
        let log = TestLog()
        let ledger = try log.open()
        let large = (0..<3).map { _ in PendingEntry(.raw([1]), sealed: [UInt8](repeating: 2, count: 2 << 20)) }
        await #expect(throws: LedgerError.self) { try await ledger.append(large) }
        #expect(try await TestLog.append(["small"], to: ledger) == [0])
        let jumbo = PendingEntry(.raw([1]), sealed: [UInt8](repeating: 2, count: 1 << 20))
        #expect(try await ledger.append([jumbo]) == [.recorded(1)])
        await ledger.close()
        #expect(try log.check().count == 2)
    }

    @Test func theTailIsReadFromMemoryAndFromFilesAlike() async throws {
        let log = TestLog()
        let first = try log.open()
        for number in 0..<700 { try await TestLog.append(["\(number)"], to: first) }
        let inMemory = try first.read(from: 0, limit: 1000).map(\.entry)
        await first.close()
        var settings = log.settings
        settings.tailBytes = 0
        let second = try Ledger.open(
            folders: log.folders, origin: log.key.verifierKey.name, key: log.key, settings: settings)
        var found: [[UInt8]] = []
        while found.count < 700 {
            let next = try second.read(from: UInt64(found.count), limit: 100)
            #expect(!next.isEmpty && next[0].index == UInt64(found.count))
            found += next.map(\.entry)
        }
        #expect(found == inMemory)
        #expect(try second.read(from: 700, limit: 1).isEmpty)
        await second.close()
    }

    @Test func aWaitingFollowerIsWokenByACommitAndByCancelling() async throws {
        let log = TestLog()
        let ledger = try log.open()
        let woken = Task { try await ledger.waitCommitted(beyond: 0) }
        let cancelled = Task { try await ledger.waitCommitted(beyond: 100) }
        try await TestLog.append(["one"], to: ledger)
        try await woken.value
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        let atClose = Task { try await ledger.waitCommitted(beyond: 100) }
        await ledger.close()
        await #expect(throws: LedgerError.self) { try await atClose.value }
        await #expect(throws: LedgerError.self) { try await TestLog.append(["late"], to: ledger) }
    }
}
