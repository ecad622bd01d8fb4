import Records
import Testing
import TransparencyLog
import Verification

/// Files beside those that the checkpoint needs.
@Suite struct PresentFilesTests {
    @Test func unexpectedFilesAreReported() async throws {
        var files = try SampleLog(count: 5).files()
        for path in ["notes.txt", "tile/0/000.p/300", "tile/entries/x000/001", "sealed/000.tmp", "tile/x/000"] {
            files[path] = [1]
        }
        let report = await verify(files)
        #expect(report.outcome == .verified)
        #expect(
            report.warnings.map(\.file).sorted() == [
                "notes.txt", "sealed/000.tmp", "tile/0/000.p/300", "tile/entries/x000/001", "tile/x/000",
            ])
        #expect(report.warnings.allSatisfy { $0.reason.hasPrefix("unexpected file") })
    }

    @Test func filesBeyondTheCheckpointHaveTheirOwnWords() async throws {
        let log = try SampleLog(count: 600)
        var files = try log.files(300)
        for (path, bytes) in try log.files(600) where files[path] == nil { files[path] = bytes }
        let report = await verify(files)
        #expect(report.outcome == .verified, "\(report.text)")
        #expect(
            report.warnings.map(\.file).sorted() == [
                "sealed/001", "sealed/002.p/88", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/001",
                "tile/entries/002.p/88",
            ])
        #expect(report.warnings.allSatisfy { $0.reason.hasPrefix("beyond the checkpoint of 300 entries") })
    }

    /// Files of an older size: prefixes of the present ones, every byte of which is checked.
    @Test func leftOverPartialFilesArePrefixes() async throws {
        let log = try SampleLog(count: 5)
        let files = try log.files()
        let old = try log.files(3).filter { $0.key != "checkpoint" }
        let both = files.merging(old) { new, _ in new }
        let good = await verify(both)
        #expect(good.outcome == .verified, "\(good.text)")
        #expect(good.warnings.isEmpty)
        for (path, bytes) in old {
            for place in bytes.indices {
                var changed = both
                changed[path]?[place] ^= 0x10
                let report = await verify(changed)
                #expect(report.faults.first?.file == path, "\(path) byte \(place): \(report.summary)")
            }
            var longer = both
            longer[path]?.append(0)
            #expect(await verify(longer).outcome == .failed, "\(path)")
        }
    }

    @Test func aWiderFileStandsInForTheExactOne() async throws {
        let log = try SampleLog(count: 300)
        var files = try log.files(280)
        for (path, bytes) in try log.files(290) where files[path] == nil { files[path] = bytes }
        for path in ["tile/0/001.p/24", "tile/entries/001.p/24", "sealed/001.p/24"] { files[path] = nil }
        let report = await verify(files)
        #expect(report.outcome == .verified, "\(report.text)")
        #expect(report.warnings.count == 3)
        var changed = files
        changed["tile/entries/001.p/34"]?[100] ^= 1
        #expect(await verify(changed).faults.first?.file == "tile/entries/001.p/34")
    }
}
