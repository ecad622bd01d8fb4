import DurableFiles
import Foundation
import Ledger
import Testing

@Suite struct ScrubberTests {
    @Test func everyFlippedByteOfAFullBundleIsFoundWhileTheLogRuns() async throws {
        let log = TestLog()
        let ledger = try log.open()
        _ = try await ledger.append(
            (0..<600).map { PendingEntry(.raw(Array("entry \($0)".utf8)), sealed: $0 & 255 == 0 ? [7] : []) },
            acknowledge: .published)
        let scrubber = Scrubber(ledger: ledger)
        try await scrubber.pass()
        #expect(
            scrubber.report
                == {
                    var report = Scrubber.Report(); report.passes = 1; report.bundles = 2; return report
                }())
        for path in ["tile/0/000", "tile/entries/001", "tile/0/001", "sealed/001"] {
            let file = log.folders.log + "/" + path
            let size = try #require(try DurableFile.read(file)).count
            // Nothing commits to the one byte that stands for a sealed record here.
            for place in stride(from: 0, to: path.hasPrefix("sealed") ? size - 1 : size, by: max(1, size / 20)) {
                try change(file) { $0[place] ^= 0x10 }
                #expect(scrubber.check(bundle: path.hasSuffix("000") ? 0 : 1) != nil, "\(path) byte \(place)")
                try change(file) { $0[place] ^= 0x10 }
            }
        }
        try change(log.folders.log + "/tile/entries/000") { $0[9] ^= 1 }
        try await scrubber.pass()
        #expect(scrubber.report.passes == 2)
        #expect(scrubber.report.faults.count == 1 && scrubber.report.faults[0].hasPrefix("tile/entries/000"))
        await ledger.close()
    }
}
