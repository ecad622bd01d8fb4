import Testing
import TransparencyLog
import Verification

/// Logs with the same tiles whose entries are any bytes.
@Suite struct PlainLogTests {
    private func plainLog(_ count: Int) throws -> SampleLog {
        var log = try SampleLog(count: 0)
        log.sealed = [[UInt8]](repeating: [], count: count)
        log.entries = (0..<count).map { [UInt8(truncatingIfNeeded: $0), 0xFF, 0x0A] }
        return log
    }

    private func files(_ log: SampleLog) throws -> [String: [UInt8]] {
        try log.files().filter { !$0.key.hasPrefix("sealed/") }
    }

    private func verifyPlain(_ files: [String: [UInt8]], key: VerifierKey?) async -> VerificationReport {
        await LogVerifier(source: MemorySource(files), key: key, isPlain: true).verify()
    }

    @Test(arguments: [1, 255, 256, 257, 700]) func hashesAreAllThatIsChecked(size: Int) async throws {
        let log = try plainLog(size)
        let report = await verifyPlain(try files(log), key: log.signer.verifierKey)
        #expect(report.outcome == .verified, "\(report.text)")
        #expect(report.warnings.isEmpty && report.newestTime == nil)
        #expect(report.text.contains("entries   any bytes (a plain log)"))
        #expect(String(decoding: report.json, as: UTF8.self).contains(#""plain":true"#))
        // Without being told so, verification does not take it for a log of Muster's.
        #expect(await verify(try files(log), key: log.signer.verifierKey).outcome == .failed)
    }

    @Test func everyByteCounts() async throws {
        let log = try plainLog(5)
        let files = try files(log)
        for (path, bytes) in files {
            for place in bytes.indices {
                var changed = files
                changed[path]?[place] ^= 0x10
                let report = await verifyPlain(changed, key: log.signer.verifierKey)
                #expect(report.faults.first?.file == path, "\(path) byte \(place): \(report.summary)")
            }
        }
    }

    @Test func itsKeyMustBeGiven() async throws {
        let report = await verifyPlain(try files(try plainLog(5)), key: nil)
        #expect(report.outcome == .failed && report.summary.contains("--vkey"))
        // A log of Muster's may be taken for a plain one; what its entries say is not read, not even the key.
        let log = try SampleLog(count: 300)
        let muster = await verifyPlain(try log.files(), key: log.signer.verifierKey)
        #expect(muster.outcome == .verified)
        #expect(muster.warnings.map(\.reason) == ["2 files of sealed records: not checked, as in a plain log"])
        #expect(await verifyPlain(try log.files(), key: nil).outcome == .failed)
    }

    @Test func aLogOfNothingButFaultsIsCounted() async throws {
        let log = try plainLog(2_000)
        let report = await verify(try files(log), key: log.signer.verifierKey)
        #expect(report.faultCount == 2_000 && report.faults.count == 100)
        #expect(report.faults.enumerated().allSatisfy { $0.element.index == UInt64($0.offset) })
        #expect(report.summary.hasPrefix("FAILED: tile/entries/000 entry 0: not an entry: "))
    }
}
