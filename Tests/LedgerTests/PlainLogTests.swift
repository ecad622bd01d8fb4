import Foundation
import Ledger
import Records
import Testing
import TransparencyLog

/// A plain log: entries are bytes and nothing else.
@Suite struct PlainLogTests {
    private func plain() -> TestLog {
        var log = TestLog()
        log.settings.isPlain = true
        return log
    }

    private func waitForCheckpoint(_ ledger: Ledger) async throws {
        for _ in 0..<500 where ledger.checkpoint.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Appends bare entries, with nothing beside them.
    private func append(_ texts: [String], to ledger: Ledger) async throws {
        _ = try await ledger.append(texts.map { PendingEntry(.raw(Array($0.utf8))) }, acknowledge: .published)
    }

    @Test func theEmptyLogIsSignedAndShown() async throws {
        let log = plain()
        for _ in 0..<2 {
            let ledger = try log.open()
            try await waitForCheckpoint(ledger)
            let checkpoint = try Checkpoint.open(ledger.checkpoint, key: log.key.verifierKey)
            #expect(checkpoint.size == 0 && checkpoint.root == MerkleTree.emptyRoot)
            await ledger.close()
        }
        #expect(try log.folders.listing() == ["checkpoint"])
    }

    @Test func nothingStandsBesideTheEntries() async throws {
        let log = plain()
        let ledger = try log.open()
        try await append((0..<300).map { "entry \($0)" }, to: ledger)
        #expect(try ledger.read(from: 299, limit: 1).first?.sealed == [])
        await ledger.close()
        let names = ["entries/000", "entries/001.p/44", "0/000", "0/001.p/44", "1/000.p/1"]
        #expect(try log.folders.listing() == (["checkpoint"] + names.map { "tile/" + $0 }).sorted())
        let again = try log.open()
        #expect(try again.read(from: 0, limit: 300).map(\.entry) == (0..<300).map { Array("entry \($0)".utf8) })
        await again.close()
    }

    /// Bytes that look like one of Muster's entries, with numbers that no honest writer would reach, are bytes.
    @Test func lookalikesAreNotRead() async throws {
        let log = plain()
        let label = Label(hash: Hash.sha256(Array("x".utf8)))
        let text = "muster-entry@v1 erasure\ntime 253402300799999\nsubject \(label) \(UInt64.max) \(UInt64.max)\n"
        for _ in 0..<2 {
            let ledger = try log.open()
            try await append([text, "", "\u{0}"], to: ledger)
            await ledger.close()
        }
        let last = try log.open()
        #expect(last.committedSize == 6)
        await last.close()
    }

    /// The same bytes in a log that does read entries must not end the process either.
    @Test func numbersAtTheEndOfTheirRangeAreNoTrap() async throws {
        let log = TestLog()
        let label = Label(hash: Hash.sha256(Array("x".utf8)))
        let text = "muster-entry@v1 erasure\ntime 7\nsubject \(label) \(UInt64.max) \(UInt64.max)\n"
        let ledger = try log.open()
        try await append([text], to: ledger)
        await ledger.close()
        try FileManager.default.removeItem(atPath: log.folders.state)
        let again = try log.open()
        #expect(again.committedSize == 1)
        await again.close()
    }
}

extension LogFolders {
    /// Every public file, as sorted paths.
    func listing() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: log).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: log + "/" + path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }
}
