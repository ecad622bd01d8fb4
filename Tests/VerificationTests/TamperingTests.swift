import Records
import Testing
import TransparencyLog
import Verification

/// Whatever byte of whatever file changes, verification fails and names that file.
@Suite struct TamperingTests {
    @Test(arguments: [1, 2, 3] as [Int]) func everyByteOfATinyLog(size: Int) async throws {
        let log = try SampleLog(count: size)
        let files = try log.files()
        for (path, bytes) in files {
            for place in bytes.indices {
                for mask: UInt8 in [0x01, 0x80] {
                    var changed = files
                    changed[path]?[place] ^= mask
                    let report = await verify(changed, key: log.signer.verifierKey)
                    #expect(report.faults.first?.file == path, "\(path) byte \(place): \(report.summary)")
                }
            }
        }
    }

    @Test func everyByteOfATinyLogWithoutAKey() async throws {
        let files = try SampleLog(count: 2).files()
        for (path, bytes) in files where path != "checkpoint" {
            for place in bytes.indices {
                var changed = files
                changed[path]?[place] ^= 0x04
                let report = await verify(changed)
                #expect(report.outcome == .failed, "\(path) byte \(place)")
            }
        }
    }

    @Test func randomBytesOfALargerLog() async throws {
        let log = try SampleLog(count: 777, subjects: 40)
        let files = try log.files()
        let paths = files.keys.sorted()
        var state: UInt64 = 88_172_645_463_325_252
        func random(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        for round in 0..<150 {
            let path = paths[round % paths.count]
            let place = random(files[path]?.count ?? 1)
            var changed = files
            changed[path]?[place] ^= UInt8(1 << random(8))
            let report = await verify(changed, key: log.signer.verifierKey)
            #expect(report.faults.first?.file == path, "\(path) byte \(place): \(report.summary)")
        }
    }

    @Test func theEntryIsNamedByItsIndex() async throws {
        let log = try SampleLog(count: 600)
        let files = try log.files()
        let bundle = try #require(files["tile/entries/001"])
        let ranges = try EntryBundle.decode(bundle, width: 256)
        for place in [0, 17, 255] {
            var changed = files
            changed["tile/entries/001"]?[ranges[place].upperBound - 5] ^= 1
            let report = await verify(changed)
            #expect(report.faults.first?.place == "tile/entries/001 entry \(256 + place)", "\(report.text)")
            #expect(report.summary.hasPrefix("FAILED: tile/entries/001 entry \(256 + place): the entry's bytes do not"))
        }
    }

    @Test func theTileIsNamedWhenTheEntriesAreRight() async throws {
        let log = try SampleLog(count: 600)
        var files = try log.files()
        files["tile/0/001"]?[32 * 9] ^= 1
        #expect(await verify(files).faults.map(\.place) == ["tile/0/001 hash 265"])
        files = try log.files()
        files["tile/1/000.p/2"]?[33] ^= 1
        #expect(await verify(files).faults.map(\.place) == ["tile/1/000.p/2 hash 1"])
    }

    @Test func everyFileCut() async throws {
        let log = try SampleLog(count: 259)
        let files = try log.files()
        for (path, bytes) in files {
            for count in Set([0, 1, bytes.count / 2, bytes.count - 1]) {
                var changed = files
                changed[path] = Array(bytes.prefix(count))
                let report = await verify(changed, key: log.signer.verifierKey)
                #expect(report.faults.first?.file == path, "\(path) cut to \(count): \(report.summary)")
            }
            var longer = files
            longer[path]?.append(0)
            let report = await verify(longer, key: log.signer.verifierKey)
            #expect(report.faults.first?.file == path, "\(path) longer: \(report.summary)")
        }
    }

    @Test func everyFileRemoved() async throws {
        let log = try SampleLog(count: 259)
        let files = try log.files()
        for path in files.keys {
            var changed = files
            changed[path] = nil
            let report = await verify(changed, key: log.signer.verifierKey)
            #expect(report.faults.first?.file == path, "\(path): \(report.summary)")
        }
    }

    @Test func everyTwoFilesSwapped() async throws {
        let log = try SampleLog(count: 600)
        let files = try log.files()
        for one in files.keys.sorted() {
            for two in files.keys.sorted() where one < two {
                var changed = files
                (changed[one], changed[two]) = (files[two], files[one])
                let report = await verify(changed, key: log.signer.verifierKey)
                #expect(report.outcome == .failed, "\(one) and \(two)")
                #expect([one, two].contains(report.faults.first?.file), "\(one) and \(two): \(report.summary)")
            }
        }
    }

    @Test func entriesSwapped() async throws {
        var log = try SampleLog(count: 20)
        let honest = try log.checkpoint(20)
        log.entries.swapAt(7, 8)
        var files = try log.files()
        files["checkpoint"] = honest
        let report = await verify(files)
        #expect(report.outcome == .failed)
        #expect(report.faults.contains { $0.file == "checkpoint" }, "the root is another")
    }
}
