import Records
import Testing
import TransparencyLog
import Verification

/// One thing that is wrong is told once, not once for every entry that follows from it.
@Suite struct OneFaultTests {
    private func faults(_ files: [String: [UInt8]], _ log: SampleLog) async -> [Fault] {
        await verify(files, key: log.signer.verifierKey).faults
    }

    @Test func aMissingSealedBundleIsOneFault() async throws {
        let log = try SampleLog(count: 600)
        var files = try log.files()
        files["sealed/001"] = nil
        let missing = await faults(files, log)
        #expect(
            missing == [
                Fault(
                    "sealed/001", 256, to: 511, "the file is missing; 256 entries commit to records in it")
            ])
        #expect(missing.first?.place == "sealed/001 records 256 to 511")
        // The first one lacks the genesis entry's, which has no record.
        files = try log.files()
        files["sealed/000"] = nil
        #expect(await faults(files, log).map(\.place) == ["sealed/000 records 1 to 255"])
        files = try log.files()
        files["sealed/001"]?[0] ^= 0x80
        let malformed = await faults(files, log)
        #expect(malformed.map(\.place) == ["sealed/001 records 256 to 511"])
        #expect(
            malformed.first?.reason.hasPrefix("the offset of record 0 is out of order or out of bounds; 256") == true)
    }

    @Test func oneRecordIsNoRange() async throws {
        let log = try SampleLog(count: 2)
        var files = try log.files()
        files["sealed/000.p/2"] = nil
        let faults = await faults(files, log)
        #expect(faults == [Fault("sealed/000.p/2", 1, "the file is missing; 1 entry commits to records in it")])
        #expect(faults.first?.place == "sealed/000.p/2 record 1")
        let json = String(decoding: await verify(files).json, as: UTF8.self)
        #expect(json.contains(#"{"file":"sealed/000.p/2","index":1,"reason""#))
        files = try SampleLog(count: 3).files()
        files["sealed/000.p/3"] = nil
        let ranged = String(decoding: await verify(files).json, as: UTF8.self)
        #expect(ranged.contains(#"{"file":"sealed/000.p/3","index":1,"last":2,"reason""#))
    }

    /// Later entries lean on those of the missing bundle: their labels go on from there.
    @Test func aMissingEntryBundleIsOneFault() async throws {
        let log = try SampleLog(count: 900)
        for bundle in ["000", "001", "002"] {
            var files = try log.files()
            files["tile/entries/\(bundle)"] = nil
            let faults = await faults(files, log)
            #expect(faults.map(\.file) == ["tile/entries/\(bundle)"], "\(faults)")
            #expect(faults.first?.index == faults.first?.last.map { $0 - 255 })
        }
    }

    @Test func aBundleCutShortIsOneFault() async throws {
        let log = try SampleLog(count: 900)
        let files = try log.files()
        for count in [0, 1, 4_000, 30_000] {
            var changed = files
            changed["tile/entries/001"] = Array(files["tile/entries/001"]?.prefix(count) ?? [])
            let faults = await faults(changed, log)
            #expect(faults.map(\.file) == ["tile/entries/001"], "cut to \(count): \(faults)")
        }
    }

    /// Whatever byte of an entry is changed, that entry alone is named: not its sealed record, not the entries whose
    /// labels or time follow from it.
    @Test func everyByteOfAnEntry() async throws {
        let log = try SampleLog(count: 40)
        let files = try log.files()
        let path = "tile/entries/000.p/40"
        let range = try EntryBundle.decode(try #require(files[path]), width: 40)[20]
        for place in range {
            for mask: UInt8 in [0x01, 0x08, 0x80] {
                var changed = files
                changed[path]?[place] ^= mask
                let places = await faults(changed, log).map(\.place)
                #expect(places == ["\(path) entry 20"], "byte \(place - range.lowerBound)")
            }
        }
    }

    /// When the tile is what was changed, the entries are checked as if nothing had been.
    @Test func whatIsWrongBesideAChangedTileIsTold() async throws {
        var log = try SampleLog(count: 40)
        let text = String(decoding: log.entries[20], as: UTF8.self)
        log.entries[20] = Array(text.replacing("time 1020", with: "time 1000").utf8)
        var files = try log.files()
        #expect(await faults(files, log).map(\.place) == ["tile/entries/000.p/40 entry 20"])
        files["tile/0/000.p/40"]?[20 * 32] ^= 1
        #expect(
            await faults(files, log).map(\.place) == [
                "tile/0/000.p/40 hash 20", "tile/entries/000.p/40 entry 20",
            ])
    }

    /// One clock that ran ahead is one fault, not one for every later entry.
    @Test func aTimeAheadIsOneFault() async throws {
        var log = try SampleLog(count: 30)
        let text = String(decoding: log.entries[10], as: UTF8.self)
        log.entries[10] = Array(text.replacing("time 1010", with: "time 9010").utf8)
        let faults = await faults(try log.files(), log)
        #expect(faults == [Fault("tile/entries/000.p/30", 11, "its time lies before that of the entry before it")])
    }

    /// Reading ends where a file may not be read; what was found before is wrong all the same.
    @Test func whatWasFoundBeforeAnObstacleStands() async throws {
        let log = try SampleLog(count: 6_000)
        var files = try log.files()
        files["sealed/001"] = nil
        let source = MemorySource(files, denied: ["tile/entries/022"])
        let report = await LogVerifier(source: source, key: log.signer.verifierKey).verify()
        #expect(report.outcome == .failed)
        #expect(report.faults.map(\.file) == ["sealed/001"])
        #expect(report.obstacle == "no permission to read tile/entries/022")
    }
}
