import DurableFiles
import Foundation
import Ledger
import Records
import Testing
import TransparencyLog

/// A damaged log put together from what is left of it and a copy.
@Suite struct RebuildTests {
    /// A closed log of 600 entries in small batches, and a copy of its public files.
    struct Case {
        let log = TestLog()
        let copy = TemporaryFolder()
        let known: KnownCheckpoint
        static let size = 600
        static var texts: [String] { (0..<size).map { "entry \($0)" } }

        init(copyAt early: Int = size) async throws {
            let ledger = try log.open()
            for start in stride(from: 0, to: Self.size, by: 5) {
                if start == early { try await Self.copy(log, ledger, to: copy.path) }
                try await Case.append((start..<start + 5).map { "entry \($0)" }, to: ledger)
            }
            await ledger.close()
            known = try CopyTests.known(log)
            if early == Self.size { try LogCopy(of: log.folders.log, at: known).write(to: copy.path) }
        }

        /// Appends entries without sealed records, which these are not the entries for.
        static func append(
            _ texts: [String], to ledger: Ledger, _ acknowledge: Acknowledgement = .durable
        ) async throws {
            _ = try await ledger.append(
                texts.map { PendingEntry(.raw(Array($0.utf8))) }, acknowledge: acknowledge)
        }

        static func copy(_ log: TestLog, _ ledger: Ledger, to folder: String) async throws {
            try await ledger.waitPublished(ledger.committedSize - 1)
            try LogCopy(of: log.folders.log, at: try CopyTests.known(log)).write(to: folder)
        }

        func rebuild(known others: [KnownCheckpoint] = []) throws -> LogRebuild {
            try LogRebuild(
                folders: log.folders, originDigest: CopyTests.origin, copy: copy.path, known: [known] + others,
                settings: log.settings.storage)
        }

        @discardableResult
        func mend(hasDoubt: Bool = false) throws -> LogRebuild.Report {
            try rebuild().mend(
                aside: log.folder.path + "/aside", origin: "log.example/test", hasDoubt: hasDoubt,
                now: Timestamp(milliseconds: 1_800_000_000_000))
        }

        /// Opens it, appends, and checks that entries are what they were, then perhaps a gap, then the new one.
        func expectWhole(gap: Bool = false) async throws {
            let ledger = try log.open()
            try await Case.append(["one more"], to: ledger, .published)
            await ledger.close()
            let texts = try log.check()
            #expect(Array(texts.prefix(Self.size)) == Self.texts)
            #expect(texts.last == "one more")
            #expect(texts.count == Self.size + (gap ? 2 : 1))
            if gap { #expect(texts[Self.size].hasPrefix("muster-entry@v1 gap\n")) }
        }
    }

    @Test func everyPublicFileIsMendedWhicheverIsDamagedOrMissing() async throws {
        let log = try await Case().log
        for path in try FileManager.default.subpathsOfDirectory(atPath: log.folders.log) {
            guard !DurableFile.isFolder(log.folders.log + "/" + path) else { continue }
            for isMissing in [false, true] {
                let test = try await Case()
                let file = test.log.folders.log + "/" + path
                let before = try #require(try DurableFile.read(file))
                if isMissing { try DurableFile.remove(file) } else { try change(file) { $0[$0.count / 2] ^= 4 } }
                let damaged = try DurableFile.read(file)
                let report = try test.mend()
                #expect(try DurableFile.read(file) == before, "\(path)")
                #expect(report.gap == nil && !report.isWriteAheadNew && !report.isLockNew)
                #expect(try DurableFile.read(test.log.folder.path + "/aside/logs/test/" + path) == damaged, "\(path)")
                try await test.expectWhole()
            }
        }
    }

    /// A flipped bit in any record of the write-ahead log that was signed costs nothing; in the last one, the end is in doubt.
    @Test func aDamagedRecordIsReadFromThePublicFiles() async throws {
        let places = try Self.records(try await Case().log)
        #expect(places.count >= 17)
        for place in [places[0], places[places.count / 2], places[places.count - 2], places[places.count - 1]] {
            let test = try await Case()
            let live = try #require(try test.log.segments().max { try Self.used($0) < Self.used($1) })
            try change(live) { $0[place + 80] ^= 1 }
            #expect(throws: LedgerError.self) { try test.log.open() }
            let isLast = place == places.last
            let report = try test.mend()
            #expect(report.isWriteAheadNew && (report.gap != nil) == isLast)
            if isLast {
                #expect(report.gap?.entries == Gap.LostEntries(origin: "log.example/test", first: 600, end: nil))
            }
            try await test.expectWhole(gap: isLast)
        }
    }

    /// Where the records of the live segment begin.
    static func records(_ log: TestLog) throws -> [Int] {
        let live = try #require(try log.segments().max { try used($0) < used($1) })
        let bytes = try #require(try DurableFile.read(live))
        return stride(from: 4096, to: bytes.count - 80, by: 8).filter { bytes[$0..<$0 + 4].elementsEqual("MWAR".utf8) }
    }

    static func used(_ path: String) throws -> Int {
        try DurableFile.read(path)?.lastIndex { $0 != 0 } ?? 0
    }

    /// A log of which 620 entries are committed and 600 signed, as after a crash.
    func crashed() async throws -> Case {
        let test = try await Case()
        var slow = test.log
        slow.settings.publicationInterval = .seconds(1_000_000)
        let ledger = try slow.open()
        for number in 600..<620 { try await Case.append(["entry \(number)"], to: ledger) }
        let kept = test.log.folder.path + "/kept"
        try FileManager.default.copyItem(atPath: test.log.folders.writeAhead, toPath: kept)
        await ledger.close()
        try FileManager.default.removeItem(atPath: test.log.folders.writeAhead)
        try FileManager.default.moveItem(atPath: kept, toPath: test.log.folders.writeAhead)
        try Data(test.known.note).write(to: URL(filePath: test.log.folders.lockFile))
        return test
    }

    /// What is committed and not signed survives when it is whole, also behind a damaged record that was signed.
    @Test func whatWasCommittedBeyondTheSignedSizeIsKept() async throws {
        let test = try await crashed()
        let live = try #require(try test.log.segments().max { try Self.used($0) < Self.used($1) })
        try change(live) { $0[4096 + 80] ^= 1 }
        let report = try test.mend()
        #expect(report.size == 620 && report.gap == nil)
        // The public files of 620 were not signed as far as is known: they were set aside.
        #expect(report.setAside.contains("tile/entries/002.p/108"))
        let again = try test.log.open()
        #expect(again.committedSize == 620)
        await again.close()
        #expect(try test.log.check() == (0..<620).map { "entry \($0)" })
    }

    /// Killed when the old write-ahead log was gone and the new one not in its place: what was not signed is in that one.
    @Test(arguments: [true, false]) func anInterruptedRecoveryLosesNothing(_ isOldGone: Bool) async throws {
        let test = try await crashed()
        let folders = test.log.folders
        let live = try #require(try test.log.segments().max { try Self.used($0) < Self.used($1) })
        try change(live) { $0[4096 + 80] ^= 1 }
        let damaged = test.log.folder.path + "/damaged"
        try FileManager.default.copyItem(atPath: folders.writeAhead, toPath: damaged)
        try test.mend()
        try FileManager.default.moveItem(atPath: folders.writeAhead, toPath: folders.writeAhead + ".ready")
        if !isOldGone { try FileManager.default.moveItem(atPath: damaged, toPath: folders.writeAhead) }
        try FileManager.default.removeItem(atPath: test.log.folder.path + "/aside")
        try LogRebuild.completeInterrupted(folders)
        #expect(!DurableFile.exists(folders.writeAhead + ".ready"))
        let report = try test.mend()
        #expect(report.size == 620 && report.gap == nil && report.isWriteAheadNew == !isOldGone)
        let again = try test.log.open()
        #expect(again.committedSize == 620)
        await again.close()
    }

    /// Behind a damaged record that was not signed nothing can be placed: it is lost, and a gap says so.
    @Test func whatLiesBehindADamagedUnsignedRecordIsAGap() async throws {
        let test = try await crashed()
        let places = try Self.records(test.log)
        let live = try #require(try test.log.segments().max { try Self.used($0) < Self.used($1) })
        try change(live) { $0[places[places.count - 10] + 77] ^= 1 }
        let report = try test.mend()
        #expect(report.gap?.entries == Gap.LostEntries(origin: "log.example/test", first: 610, end: nil))
        #expect(report.size == 611)
        let again = try test.log.open()
        await again.close()
        #expect(try test.log.check().prefix(610) == (0..<610).map { "entry \($0)" }[...])
    }

    @Test func segmentsOfAnotherTimeAndOtherLogsBringNothingToLife() async throws {
        let test = try await Case(copyAt: 300)
        // A segment that once was this log's and went on differently, as after a restored copy that was served.
        let fork = TestLog()
        try LogCopy(of: test.copy.path, at: try CopyTests.known(test.log, in: test.copy.path)).install(
            in: fork.folders, origin: CopyTests.origin, settings: fork.settings.storage)
        let forked = try fork.open()
        for number in 300..<700 { try await Case.append(["forged \(number)"], to: forked) }
        await forked.close()
        for (number, path) in try fork.segments().enumerated() {
            try FileManager.default.copyItem(
                atPath: path, toPath: test.log.folders.writeAhead + "/0000009\(number)")
        }
        #expect(throws: LedgerError.self) { try test.log.open() }
        let report = try test.mend()
        #expect(report.isWriteAheadNew)
        try await test.expectWhole(gap: report.gap != nil)
    }

    @Test func anOldCopyDoesNotLeadToTheSignedRoot() async throws {
        let test = try await Case(copyAt: 300)
        for part in [test.log.folders.log, test.log.folders.writeAhead] {
            try FileManager.default.removeItem(atPath: part)
        }
        let before = try FileManager.default.subpathsOfDirectory(atPath: test.log.folder.path).sorted()
        let refusal = #expect(throws: Refusal.self) { try test.rebuild() }
        #expect(refusal?.finding == .missing)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: test.log.folder.path).sorted() == before)
    }

    @Test func twoSignedHistoriesAreToldApart() async throws {
        let test = try await Case()
        let other = try Checkpoint(origin: "log.example/test", size: 500, root: .zero).signed(by: test.log.key)
        let known = try KnownCheckpoint("elsewhere", other, key: test.log.key.verifierKey)
        let refusal = #expect(throws: Refusal.self) { try test.rebuild(known: [known]) }
        #expect(refusal?.path == "elsewhere" && refusal?.finding == .corruption)
    }

    @Test func nothingLeftButACopyIsEnoughUpToItsEnd() async throws {
        let test = try await Case()
        for part in ["logs", "wal", "lock", "state"] {
            try FileManager.default.removeItem(atPath: test.log.folder.path + "/" + part)
        }
        let report = try test.mend(hasDoubt: true)
        #expect(report.isLockNew && report.isWriteAheadNew && report.gap != nil)
        try await test.expectWhole(gap: true)
    }

    /// Entries changed with their tile in one place, and only there: the root tells which reading is right.
    @Test(arguments: [true, false]) func ofTwoReadingsTheOneWithTheSignedRootIsTaken(_ isOwn: Bool) async throws {
        let test = try await Case()
        let folder = isOwn ? test.log.folders.log : test.copy.path
        var leaf: [UInt8] = []
        try change(folder + "/tile/entries/000") { bytes in
            let first = Int(bytes[1])
            bytes[2] ^= 1
            leaf = MerkleTree.leafHash(bytes[2..<2 + first]).bytes
        }
        try change(folder + "/tile/0/000") { $0.replaceSubrange(0..<32, with: leaf) }
        let report = try test.mend()
        #expect(report.written.sorted() == (isOwn ? ["tile/0/000", "tile/entries/000"] : []))
        try await test.expectWhole()
    }
}
