import Records
import Testing
import TransparencyLog
import Verification

/// Logs that are signed and hash well, whose entries break a rule: an operator who rewrote history before signing.
@Suite struct EntryRulesTests {
    private func replace(_ log: inout SampleLog, _ index: Int, _ old: String, _ new: String) throws {
        let text = String(decoding: log.entries[index], as: UTF8.self)
        try #require(text.contains(old), "\(text)")
        log.entries[index] = Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
    }

    private func firstFault(_ log: SampleLog) async throws -> Fault? {
        await verify(try log.files(), key: log.signer.verifierKey).faults.first
    }

    @Test func labelCountsAreFollowed() async throws {
        var log = try SampleLog(count: 1)
        let (one, two) = (SampleLog.label("one"), SampleLog.label("two"))
        for _ in 0..<5 { try log.append(subject: one, actor: two) }
        #expect(try await firstFault(log) == nil)
        var changed = log
        try replace(&changed, 4, " 3 3\n", " 2 3\n")
        let fault = try #require(await firstFault(changed))
        #expect(fault.index == 4)
        #expect(fault.reason == "the subject's label has 3 earlier entries here, the entry counts 2")
        changed = log
        try replace(&changed, 4, " 3 3\n", " 3 2\n")
        #expect(try await firstFault(changed)?.index == 4)
        changed = log
        try replace(&changed, 1, " 0 -\n", " 1 0\n")
        #expect(try await firstFault(changed)?.index == 1)
    }

    @Test func anEntryLeftOutIsMissedByTheNextOne() async throws {
        let full = try SampleLog(count: 30)
        var log = full
        log.entries.remove(at: 12)
        log.sealed.remove(at: 12)
        let fault = try #require(await firstFault(log))
        #expect(fault.reason.contains("earlier entries") || fault.reason.contains("last named"))
        #expect(try #require(fault.index) >= 12)
    }

    @Test func aLabelInTwoRolesCountsOnce() async throws {
        var log = try SampleLog(count: 1)
        let label = SampleLog.label("self")
        for _ in 0..<4 { try log.append(subject: label, actor: label) }
        #expect(try await firstFault(log) == nil)
    }

    @Test func timeNeverStepsBack() async throws {
        var log = try SampleLog(count: 300)
        try log.append(subject: SampleLog.label("s"), actor: SampleLog.label("a"), time: 1_299)
        #expect(try await firstFault(log) == nil, "equal times are allowed")
        try log.append(subject: SampleLog.label("s"), actor: SampleLog.label("a"), time: 1_298)
        let fault = try #require(await firstFault(log))
        #expect(fault.index == 301)
        #expect(fault.reason == "its time lies before that of the entry before it")
    }

    @Test func theGenesisEntryIsOfThisLog() async throws {
        var log = try SampleLog(count: 3)
        try replace(&log, 0, "origin log.example/test", "origin log.example/else")
        #expect(try await firstFault(log)?.reason.contains("entry 0 is of log log.example/else") == true)
        log = try SampleLog(count: 3)
        let other = try SigningKey(name: SampleLog.origin, seed: [UInt8](repeating: 2, count: 32)).verifierKey
        try replace(&log, 0, log.signer.verifierKey.description, other.description)
        #expect(try await firstFault(log)?.reason == "entry 0 names another key than the one given")
    }

    @Test func genesisStandsAtZeroOnly() async throws {
        var log = try SampleLog(count: 3)
        log.entries[2] = log.entries[0]
        log.sealed[2] = []
        #expect(try await firstFault(log)?.index == 2)
        log = try SampleLog(count: 3)
        log.entries.removeFirst()
        log.sealed.removeFirst()
        #expect(try await firstFault(log)?.reason == "entry 0 is not the genesis entry")
    }

    @Test(arguments: ["", "x", "muster-entry@v2 record\ntime 5\n", "muster-entry@v1 record\ntime 5\n"])
    func whatIsNoEntryIsAFault(text: String) async throws {
        var log = try SampleLog(count: 3)
        log.entries.append(Array(text.utf8))
        log.sealed.append([])
        let fault = try #require(await firstFault(log))
        #expect(fault.index == 3)
        #expect(fault.reason.hasPrefix("not an entry: "))
    }

    @Test func unspecifiedKindsAreCountedInAWarning() async throws {
        var log = try SampleLog(count: 3)
        log.entries.append(Array("muster-entry@v1 map-head\ntime 5000\nroot abc\n".utf8))
        log.sealed.append([])
        let report = await verify(try log.files())
        #expect(report.outcome == .verified)
        #expect(report.warnings.first?.reason.hasPrefix("1 entries are of a kind") == true)
    }

    @Test func sealedRecordsMatchTheirEntries() async throws {
        var log = try SampleLog(count: 5)
        log.sealed.swapAt(2, 3)
        #expect(try await firstFault(log)?.place == "sealed/000.p/5 record 2")
        log = try SampleLog(count: 5)
        log.sealed[4] = []
        #expect(
            try await firstFault(log)
                == Fault("sealed/000.p/5", 4, "the sealed record that the entry commits to is missing"))
        log = try SampleLog(count: 5)
        log.sealed[0] = [1]
        #expect(try await firstFault(log)?.reason == "sealed bytes stand here, but the entry commits to none")
        log = try SampleLog(count: 5)
        log.sealed[1].append(0)
        #expect(try await firstFault(log)?.index == 1)
    }

    private struct Opener: RecordOpener {
        let genesisFault: String?
        func check(genesis: Genesis) -> String? { genesisFault }
        func open(entry: Entry, sealed: [UInt8], index: UInt64) -> Opening {
            switch index {
            case 3: .fault("the record is another")
            case 2: .unreadable(1)
            default: .opened
            }
        }
    }

    @Test func openersAreAskedAboutEveryRecord() async throws {
        let small = await verify(try SampleLog(count: 3).files(), opener: Opener(genesisFault: nil))
        #expect(small.outcome == .verified)
        #expect(small.openedRecords == 2)
        #expect(small.unreadableRecords == 1)
        #expect(small.text.contains("records   2 opened and compared, 1 of them with erased or missing keys"))
        let large = await verify(try SampleLog(count: 6).files(), opener: Opener(genesisFault: nil))
        #expect(large.faults == [Fault("sealed/000.p/6", 3, "the record is another")])
        let genesis = await verify(try SampleLog(count: 3).files(), opener: Opener(genesisFault: "wrong index key"))
        #expect(genesis.faults == [Fault("tile/entries/000.p/3", 0, "wrong index key")])
    }
}
