import DurableFiles
import Foundation
import Ledger
import Records
import Testing
import TransparencyLog

/// Write-ahead segments that are not what a crash leaves: old copies, those of other logs, flipped bits. None of them
/// ever brings back a record, drops an acknowledged one, or puts one where another stands.
@Suite struct StrangeSegmentTests {
    /// What became of a start.
    enum Outcome: Equatable {
        /// As if nothing had been done.
        case same
        case refused(Refusal.Finding)
        /// It opened without the last entries.
        case shorter(Int)
    }

    /// Opens the log, appends one more entry if it lets itself be opened, and holds it against what it was.
    private func start(_ log: TestLog, _ entries: [String], _ comment: Comment) async throws -> Outcome {
        let ledger: Ledger
        do { ledger = try log.open() } catch LedgerError.refused(let refusal) {
            let text = refusal.description
            #expect(text.contains(refusal.path) && text.contains("Ways out: "), "\(comment): \(text)")
            return .refused(refusal.finding)
        }
        let size = Int(ledger.committedSize)
        try await TestLog.append(["one more"], to: ledger)
        await ledger.close()
        #expect(try log.check() == entries.prefix(size) + ["one more"], comment)
        return size == entries.count ? .same : .shorter(size)
    }

    /// Puts the folder back to what it was.
    private func restore(_ log: TestLog, from copy: String) throws {
        try FileManager.default.removeItem(atPath: log.folder.path)
        try FileManager.default.copyItem(atPath: copy, toPath: log.folder.path)
    }

    @Test func oldCopiesOfRecycledSegmentsResurrectNothing() async throws {
        let log = TestLog(segmentSize: 64 << 10)
        let ledger = try log.open()
        var entries: [String] = []
        var old: [(name: String, bytes: [UInt8])] = []
        for round in 0..<40 {
            let texts = (0..<40).map { "round \(round) entry \($0), of some length that fills the segment soon" }
            try await TestLog.append(texts, to: ledger, round % 5 == 0 ? .published : .durable)
            entries += texts
            guard round % 4 == 3 else { continue }
            for path in try log.segments() where !path.hasSuffix(".making") {
                old.append((String(path.split(separator: "/").last!), try #require(try DurableFile.read(path))))
            }
        }
        await ledger.close()
        let copy = log.folder.path + "-copy"
        try FileManager.default.copyItem(atPath: log.folder.path, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        var outcomes: [Outcome] = []
        for (number, (name, bytes)) in old.enumerated() {
            for target in [name, "00000099"] {
                try Data(bytes).write(to: URL(filePath: log.folders.writeAhead + "/" + target))
                outcomes.append(try await start(log, entries, "copy \(number) of \(name) as \(target)"))
                try restore(log, from: copy)
            }
        }
        #expect(outcomes.count > 30 && outcomes.contains(.same) && outcomes.contains(.refused(.corruption)))
        #expect(!outcomes.contains { if case .shorter = $0 { true } else { false } })
    }

    @Test func aSegmentOfAnotherLogIsRefusedWhereverItStands() async throws {
        let (log, other) = (TestLog(), TestLog())
        let key = try SigningKey(name: "log.example/other", seed: [UInt8](repeating: 9, count: 32))
        try other.folders.make()
        let foreign = try Ledger.open(
            folders: other.folders, origin: key.verifierKey.name, key: key, settings: other.settings)
        try await TestLog.append(["theirs"], to: foreign)
        await foreign.close()
        let ledger = try log.open()
        let texts = (0..<300).map { "entry \($0)" }
        try await TestLog.append(texts, to: ledger, .published)
        await ledger.close()
        for path in try other.segments() {
            let bytes = try #require(try DurableFile.read(path))
            guard bytes[0] != 0 else { continue }  // a spare, which is nobody's
            for name in ["00000000", "00000001", "00000099"] {
                let target = log.folders.writeAhead + "/" + name
                let before = try DurableFile.read(target)
                try Data(bytes).write(to: URL(filePath: target))
                #expect(try await start(log, texts, "\(name)") == .refused(.otherLog), "\(path) as \(name)")
                try before.map { try Data($0).write(to: URL(filePath: target)) } ?? DurableFile.remove(target)
            }
        }
    }

    /// The files of a log whose last entries are committed and not signed, as a crash would leave them.
    private func crashedLog() async throws -> (log: TestLog, entries: [String], lastRecord: Int) {
        var log = TestLog()
        log.settings.publicationInterval = .seconds(600)
        let ledger = try log.open()
        var entries = (0..<24).map { "entry \($0)" }
        for text in entries { try await TestLog.append([text], to: ledger) }
        try await ledger.waitPublished(23)
        for number in 24..<30 {
            entries.append("entry \(number)")
            try await TestLog.append([entries[number]], to: ledger)
        }
        let crashed = TestLog()
        try FileManager.default.removeItem(atPath: crashed.folder.path)
        try FileManager.default.copyItem(atPath: log.folder.path, toPath: crashed.folder.path)
        await ledger.close()
        // magic 4, length 4, generation 16, index 8, count 4, zero 4, previous 32, payload, checksum 32, to 8 bytes
        let payload = 8 + entries[29].utf8.count + "beside ".utf8.count + entries[29].utf8.count
        return (crashed, entries, (72 + payload + 32 + 7) & ~7)
    }

    @Test func aFlippedBitInTheMiddleIsRefusedAndAtTheTornEndDropped() async throws {
        let (log, entries, lastRecord) = try await crashedLog()
        let copy = log.folder.path + "-copy"
        try FileManager.default.copyItem(atPath: log.folder.path, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let path = try #require(
            try log.segments().first { try DurableFile.read($0)?.starts(with: Array("muster-wal".utf8)) == true })
        let bytes = try #require(try DurableFile.read(path))
        let end = (try #require(bytes.lastIndex { $0 != 0 }) + 8) & ~7
        var generator = SeededGenerator(11)
        var dropped = 0
        for place in Array(stride(from: 4096, to: end, by: 31)) + Array(end - 8..<end) {
            try change(path) { $0[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
            let outcome = try await start(log, entries, "byte \(place) of \(end)")
            if place < end - lastRecord {
                #expect(outcome == .refused(.corruption) || outcome == .same, "byte \(place): \(outcome)")
            } else {
                #expect(outcome == .shorter(29) || outcome == .same, "byte \(place): \(outcome)")
                if outcome == .shorter(29) { dropped += 1 }
            }
            if outcome == .same { #expect(bytes[place] == 0, "only what fills up to eight bytes is not covered") }
            try restore(log, from: copy)
        }
        #expect(dropped > 3)
    }
}
