import Records
import Testing
import TransparencyLog
import Verification

@Suite struct HistoryTests {
    private func older(_ log: SampleLog, _ size: Int) throws -> OlderCheckpoint {
        OlderCheckpoint(name: "old.checkpoint", bytes: try log.checkpoint(size))
    }

    @Test(arguments: [0, 1, 2, 255, 256, 257, 511, 512, 513, 700]) func earlierCheckpointsAreConsistent(
        size: Int
    ) async throws {
        let log = try SampleLog(count: 700)
        let report = await verify(try log.files(), key: log.signer.verifierKey, older: try older(log, size))
        #expect(report.outcome == .verified, "\(report.text)")
        #expect(report.consistentSize == UInt64(size))
    }

    @Test func aForkIsCaught() async throws {
        let log = try SampleLog(count: 300)
        var fork = try SampleLog(count: 200)
        try fork.append(subject: SampleLog.label("x"), actor: SampleLog.label("y"))
        for (size, isConsistent) in [(200, true), (201, false)] {
            let report = await verify(try log.files(), key: log.signer.verifierKey, older: try older(fork, size))
            #expect((report.outcome == .verified) == isConsistent)
            if !isConsistent { #expect(report.faults.first?.file == "old.checkpoint") }
        }
    }

    @Test func aLogCutShortIsCaught() async throws {
        let log = try SampleLog(count: 300)
        let report = await verify(try log.files(250), key: log.signer.verifierKey, older: try older(log, 300))
        #expect(report.faults.first?.reason.hasPrefix("it covers 300 entries, the log shows only 250") == true)
    }

    @Test func anotherLogsCheckpointIsNoHistory() async throws {
        let log = try SampleLog(count: 10)
        let other = try SampleLog(count: 10, seed: 2)
        let report = await verify(try log.files(), key: log.signer.verifierKey, older: try older(other, 5))
        #expect(report.outcome == .unknown && report.outcome.exitStatus == 3 && report.consistentSize == nil)
        #expect(
            report.summary.hasPrefix(
                "COULD NOT TELL: old.checkpoint is a checkpoint of log log.example/test signed by "
                    + "\(other.signer.verifierKey.signer), this log of the same name is signed by "
                    + "\(log.signer.verifierKey.signer): "), "\(report.summary)")
        #expect(report.summary.hasSuffix("(by itself the log is whole: 10 entries)"))
    }

    @Test func theCheckpointOfAnotherOriginIsNoHistory() async throws {
        let log = try SampleLog(count: 10)
        let signer = try SigningKey(name: "elsewhere.example/log", seed: [UInt8](repeating: 1, count: 32))
        let note = try Checkpoint(origin: "elsewhere.example/log", size: 5, root: log.root(5)).signed(by: signer)
        let older = OlderCheckpoint(name: "old.checkpoint", bytes: note)
        let report = await verify(try log.files(), key: log.signer.verifierKey, older: older)
        #expect(report.outcome == .unknown && report.faults.isEmpty)
        #expect(
            report.obstacle == "old.checkpoint is a checkpoint of log elsewhere.example/log, this is log "
                + "log.example/test: give a checkpoint of the same log")
        // What is wrong with the log itself weighs more.
        var files = try log.files()
        files["tile/0/000.p/10"]?[3] ^= 1
        #expect(await verify(files, key: log.signer.verifierKey, older: older).outcome == .failed)
    }

    @Test func aBrokenOlderCheckpointIsAFault() async throws {
        let log = try SampleLog(count: 10)
        let good = try log.checkpoint(5)
        let broken = OlderCheckpoint(name: "f", bytes: [1, 2, 3])
        #expect(await verify(try log.files(), older: broken).outcome == .failed)
        // A flipped bit in size, root or signature leaves origin and key: it is this log's, and not good.
        let size = try #require(good.firstIndex(of: UInt8(ascii: "5")))
        for place in [size, size + 10, good.count - 20] {
            var changed = good
            changed[place] ^= 1
            let older = OlderCheckpoint(name: "old.checkpoint", bytes: changed)
            let report = await verify(try log.files(), key: log.signer.verifierKey, older: older)
            #expect(report.outcome == .failed && report.faults.first?.file == "old.checkpoint", "byte \(place)")
        }
    }

    @Test func theServerMayPublishMeanwhile() async throws {
        let log = try SampleLog(count: 900)
        let (before, after) = (try log.files(300), try log.files(900))
        let source = MemorySource(before) { source, path in
            if path == "tile/entries/000" { source.replace(after) }
        }
        let report = await LogVerifier(source: source, key: log.signer.verifierKey).verify()
        #expect(report.outcome == .verified, "\(report.text)")
        #expect(report.size == 300)
        #expect(report.warnings.isEmpty, "\(report.warnings)")
    }

    @Test func theServerMayPublishAFewMeanwhile() async throws {
        let log = try SampleLog(count: 320)
        let (before, after) = (try log.files(300), try log.files(320))
        let source = MemorySource(before) { source, path in
            if path == "tile/entries/000" { source.replace(after) }
        }
        let report = await LogVerifier(source: source, key: log.signer.verifierKey).verify()
        #expect(report.outcome == .verified, "\(report.text)")
        #expect(report.size == 300)
    }
}
