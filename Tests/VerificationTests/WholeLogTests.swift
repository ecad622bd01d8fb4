import Records
import Synchronization
import Testing
import TransparencyLog
import Verification

@Suite struct WholeLogTests {
    @Test(arguments: [1, 2, 3, 255, 256, 257, 511, 512, 513, 1000]) func goodLogsAreVerified(size: Int) async throws {
        let log = try SampleLog(count: size)
        let report = await verify(try log.files(), key: log.signer.verifierKey)
        #expect(report.outcome == .verified, "\(report.text)")
        #expect(report.size == UInt64(size))
        #expect(report.root == log.root(size))
        #expect(report.warnings.isEmpty, "\(report.warnings)")
        #expect(
            report.summary.hasPrefix("verified: \(size) entries, root \(log.root(size)), checkpoint of log.example"))
    }

    @Test func aLogWithThreeLevelsOfTiles() async throws {
        let log = try SampleLog(count: 65_536 + 300, subjects: 1000)
        var files = try log.files()
        #expect(files["tile/2/000.p/1"] != nil)
        #expect(await verify(files).outcome == .verified)
        files["tile/2/000.p/1"]?[5] ^= 1
        let report = await verify(files)
        #expect(report.faults.map(\.place) == ["tile/2/000.p/1 hash 0"])
    }

    @Test func withoutAKeyItSaysWhereTheKeyCameFrom() async throws {
        let log = try SampleLog(count: 3)
        let files = try log.files()
        let report = await verify(files)
        #expect(report.outcome == .verified)
        #expect(report.keySource == .log)
        #expect(report.text.contains("taken from the log itself"))
        #expect(await verify(files, key: log.signer.verifierKey).keySource == .argument)
    }

    @Test func anotherKeyFails() async throws {
        let other = try SigningKey(name: SampleLog.origin, seed: [UInt8](repeating: 9, count: 32)).verifierKey
        let report = await verify(try SampleLog(count: 3).files(), key: other)
        #expect(report.faults == [Fault("checkpoint", nil, "no known key signed this note")])
        #expect(report.outcome.exitStatus == 1)
    }

    @Test func anEmptyLogNeedsAKey() async throws {
        let log = try SampleLog(count: 0)
        #expect(await verify(try log.files(), key: log.signer.verifierKey).outcome == .verified)
        #expect(await verify(try log.files()).outcome == .failed)
    }

    @Test func nothingThereFails() async {
        let report = await verify([:])
        #expect(report.summary == "FAILED: checkpoint: the file is missing")
        #expect(report.outcome.exitStatus == 1)
    }

    @Test func whatMayNotBeReadCannotBeTold() async throws {
        let log = try SampleLog(count: 300)
        for path in ["checkpoint", "tile/entries/000", "tile/1/000.p/1", "sealed/001.p/44"] {
            let source = MemorySource(try log.files(), denied: [path])
            let report = await LogVerifier(source: source).verify()
            #expect(report.outcome == .unknown, "\(path)")
            #expect(report.outcome.exitStatus == 3)
            #expect(report.summary == "COULD NOT TELL: no permission to read \(path)")
        }
    }

    @Test func progressReachesTheEnd() async throws {
        let log = try SampleLog(count: 700)
        let seen = Mutex<[UInt64]>([])
        let source = MemorySource(try log.files())
        let report = await LogVerifier(source: source) { step in seen.withLock { $0.append(step.entries) } }.verify()
        #expect(report.outcome == .verified)
        #expect(seen.withLock { $0 } == [256, 512, 700])
    }

    @Test func theReportAsJSON() async throws {
        let log = try SampleLog(count: 3)
        let good = String(decoding: await verify(try log.files()).json, as: UTF8.self)
        #expect(
            good.hasPrefix("{\"ok\":true,\"outcome\":\"verified\",\"origin\":\"log.example/test\",\"size\":3,\"root\":")
        )
        #expect(good.contains("\"key_source\":\"log\""))
        #expect(good.contains("\"faults\":[],"))
        var files = try log.files()
        files["tile/entries/000.p/3"]?[10] ^= 1
        let bad = String(decoding: await verify(files, key: log.signer.verifierKey).json, as: UTF8.self)
        #expect(bad.hasPrefix("{\"ok\":false,\"outcome\":\"failed\""))
        #expect(bad.contains("\"faults\":[{\"file\":\"tile/entries/000.p/3\",\"index\":0,\"reason\":"))
    }
}
