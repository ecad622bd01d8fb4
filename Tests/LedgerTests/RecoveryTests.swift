import DurableFiles
import Foundation
import Ledger
import Records
import Testing
import TransparencyLog

/// What a start makes of a data directory that a crash, a disk or an operator changed.
@Suite struct RecoveryTests {
    /// A closed log of `size` entries, each its own write.
    func closedLog(_ size: Int) async throws -> TestLog {
        let log = TestLog()
        let ledger = try log.open()
        for number in 0..<size { try await TestLog.append(["entry \(number)"], to: ledger) }
        await ledger.close()
        return log
    }

    func expectRefusal(_ log: TestLog, _ finding: Refusal.Finding, _ comment: Comment) throws {
        do {
            _ = try log.open()
            Issue.record("opened: \(comment)")
        } catch LedgerError.refused(let refusal) {
            #expect(refusal.finding == finding, comment)
            let text = refusal.description
            #expect(
                text.contains(refusal.path) && refusal.path.hasPrefix(log.folder.path)
                    && text.contains("Nothing was changed.") && text.contains("Ways out: "), "\(comment): \(text)")
        }
    }

    /// The bytes of the segment that takes records, and where they end.
    func liveSegment(_ log: TestLog) throws -> (path: String, end: Int) {
        for path in try log.segments() {
            let bytes = try #require(try DurableFile.read(path))
            if let last = bytes.lastIndex(where: { $0 != 0 }), last > 4096 { return (path, last + 1) }
        }
        throw CancellationError()
    }

    @Test func aTornRecordAtTheEndIsDroppedWhenItWasNeverSigned() async throws {
        let log = try await closedLog(10)
        let (path, end) = try liveSegment(log)
        let record = try #require(try DurableFile.read(path))[4096..<end]
        // The start of one more record of the same generation, cut in the middle.
        try change(path) { $0.replaceSubrange(((end + 7) & ~7)..<((end + 7) & ~7) + 60, with: record.prefix(60)) }
        let ledger = try log.open()
        #expect(ledger.committedSize == 10)
        try await TestLog.append(["entry 10"], to: ledger)
        await ledger.close()
        #expect(try log.check() == (0...10).map { "entry \($0)" })
    }

    @Test func aDamagedRecordWithAWholeOneBehindItIsCorruption() async throws {
        let log = try await closedLog(10)
        let (path, end) = try liveSegment(log)
        let middle = try #require(try DurableFile.read(path))[4096..<end].dropFirst(300).firstIndex(of: 0x65)!
        for place in [4096 + 10, 4096 + 100, middle] {
            try change(path) { $0[place] ^= 1 }
            try expectRefusal(log, .corruption, "a bit at \(place)")
            try change(path) { $0[place] ^= 1 }
        }
        await (try log.open()).close()
    }

    @Test func aDamagedRecordThatWasSignedIsRollback() async throws {
        let log = try await closedLog(10)
        let (path, end) = try liveSegment(log)
        try change(path) { $0[end - 2] ^= 1 }
        try expectRefusal(log, .rollback, "the last record was signed")
    }

    @Test func aDamagedHeaderIsCorruption() async throws {
        let log = try await closedLog(10)
        let (path, _) = try liveSegment(log)
        try change(path) { $0[20] ^= 1 }
        #expect(throws: LedgerError.self) { try log.open() }
        #expect(DurableFile.exists(path))
    }

    @Test func removedSegmentsAreRefused() async throws {
        let log = try await closedLog(10)
        for path in try log.segments() { try DurableFile.remove(path) }
        try expectRefusal(log, .rollback, "no segments")
    }

    @Test func aLockRecordThatKnowsMoreRefusesTheOldCopy() async throws {
        let log = try await closedLog(10)
        let old = log.folder.path + "-old"
        try FileManager.default.copyItem(atPath: log.folder.path, toPath: old)
        defer { try? FileManager.default.removeItem(atPath: old) }
        let ledger = try log.open()
        for number in 10..<20 { try await TestLog.append(["entry \(number)"], to: ledger) }
        await ledger.close()
        for part in ["logs", "wal", "state"] {
            try FileManager.default.removeItem(atPath: log.folder.path + "/" + part)
            try FileManager.default.copyItem(atPath: old + "/" + part, toPath: log.folder.path + "/" + part)
        }
        try expectRefusal(log, .rollback, "logs and wal are older than the lock record")
    }

    @Test func aLockRecordOlderThanThePublicCheckpointIsRefused() async throws {
        let log = try await closedLog(10)
        let lock = try #require(try DurableFile.read(log.folders.lock + "/checkpoint"))
        let ledger = try log.open()
        try await TestLog.append(["entry 10"], to: ledger)
        await ledger.close()
        try Data(lock).write(to: URL(filePath: log.folders.lock + "/checkpoint"))
        try expectRefusal(log, .rollback, "lock older")
    }

    @Test func aMissingOrForeignLockRecordIsRefused() async throws {
        let log = try await closedLog(10)
        let path = log.folders.lock + "/checkpoint"
        let lock = try #require(try DurableFile.read(path))
        try DurableFile.remove(path)
        try expectRefusal(log, .missing, "no lock record")
        let other = try SigningKey(name: "log.example/test", seed: [UInt8](repeating: 8, count: 32))
        let forged = try Checkpoint(origin: "log.example/test", size: 10, root: .zero).signed(by: other)
        try Data(forged).write(to: URL(filePath: path))
        try expectRefusal(log, .otherLog, "signed by another key")
        try Data(lock).write(to: URL(filePath: path))
        await (try log.open()).close()
    }

    @Test func aChangedEntryUnderTheSignedRootIsRefused() async throws {
        let log = try await closedLog(300)
        try change(log.folders.log + "/tile/0/000") { $0[77] ^= 1 }
        // Recovery reads the nodes that the full tiles give, so the root above them changes.
        try change(log.folders.log + "/tile/1/000.p/1") { $0[3] ^= 1 }
        try expectRefusal(log, .corruption, "changed tiles")
    }

    @Test func aCrashBetweenSwapAndShowIsMended() async throws {
        let log = try await closedLog(10)
        let old = try #require(try DurableFile.read(log.folders.log + "/checkpoint"))
        let ledger = try log.open()
        try await TestLog.append(["entry 10"], to: ledger)
        await ledger.close()
        try Data(old).write(to: URL(filePath: log.folders.log + "/checkpoint"))
        let again = try log.open()
        await again.close()
        #expect(try log.check().count == 11)
    }

    @Test func leftOverPartialsAreRemovedAtTheNextPublication() async throws {
        let log = try await closedLog(10)
        let folder = log.folders.log + "/tile/0/000.p/"
        try Data(try #require(try DurableFile.read(folder + "10")).prefix(32 * 4)).write(
            to: URL(filePath: folder + "4"))
        let ledger = try log.open()
        try await TestLog.append(["more"], to: ledger, .published)
        await ledger.close()
        #expect(try DurableFile.names(in: log.folders.log + "/tile/0/000.p") == ["11"])
    }

    @Test func lostStateFilesAreRebuilt() async throws {
        let log = TestLog()
        let key = Idempotency(key: MerkleTree.leafHash([1]), content: MerkleTree.leafHash([2]))
        let template = Self.template("a")
        let first = try log.open()
        for _ in 0..<400 { _ = try await first.append([PendingEntry(.template(template))]) }
        await first.close()
        for name in try DurableFile.names(in: log.folders.state) where name != "unfinished" {
            try DurableFile.remove(log.folders.state + "/" + name)
        }
        let second = try log.open()
        _ = try await second.append([PendingEntry(.template(template), idempotency: key)])
        await second.close()
        let last = try Entry(parsing: Array(try #require(try log.check().last).utf8))
        #expect(last.references.map(\.count) == [400])
        #expect(last.references.map(\.previous) == [399])
    }

    static func template(_ name: Character) -> EntryTemplate {
        EntryTemplate(
            kind: .record, action: .userCreate, outcome: .success,
            references: [(.subject, Label(hash: MerkleTree.leafHash(Array(String(name).utf8))))],
            commitment: MerkleTree.leafHash([9]))
    }

    @Test func filesOfAnotherTimeDoNotConfuseTheCounts() async throws {
        let log = try await closedLog(3)
        // State that knows more than the log: as if logs were restored and state was not.
        let ledger = try log.open()
        for _ in 0..<5 { _ = try await ledger.append([PendingEntry(.template(Self.template("b")))]) }
        await ledger.close()
        let state = log.folder.path + "-state"
        try FileManager.default.copyItem(atPath: log.folders.state, toPath: state)
        defer { try? FileManager.default.removeItem(atPath: state) }
        let other = try await closedLog(3)
        try FileManager.default.removeItem(atPath: other.folders.state)
        try FileManager.default.copyItem(atPath: state, toPath: other.folders.state)
        let reopened = try other.open()
        _ = try await reopened.append([PendingEntry(.template(Self.template("b")))])
        await reopened.close()
        let last = try Entry(parsing: Array(try #require(try other.check().last).utf8))
        #expect(last.references.map(\.count) == [0])
    }
}
