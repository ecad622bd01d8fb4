import Dispatch
import DurableFiles
import Foundation
import Ledger
import Records
import Testing
import TransparencyLog

/// A log in a temporary folder, with small segments, that can be opened again and checked by its public files alone.
struct TestLog {
    let folder = TemporaryFolder()
    let key = TestLog.makeKey()
    var settings = Ledger.Settings()

    init(segmentSize: Int = 256 << 10) {
        settings.storage.segmentSize = segmentSize
        settings.storage.recordLimit = 4 << 20
        settings.publicationInterval = .milliseconds(5)
    }

    static func makeKey() -> SigningKey {
        guard let key = try? SigningKey(name: "log.example/test", seed: [UInt8](repeating: 7, count: 32)) else {
            preconditionFailure("any 32 bytes are a seed")
        }
        return key
    }

    var folders: LogFolders { LogFolders(data: folder.path, name: "test") }

    func open() throws -> Ledger {
        try folders.make()
        return try Ledger.open(folders: folders, origin: key.verifierKey.name, key: key, settings: settings)
    }

    /// Appends entries as one transaction, each with a sealed record beside it, and gives their indices.
    @discardableResult
    static func append(_ texts: [String], to ledger: Ledger, _ acknowledge: Acknowledgement = .durable) async throws
        -> [UInt64]
    {
        try await ledger.append(
            texts.map { PendingEntry(.raw(Array($0.utf8)), sealed: Array("beside \($0)".utf8)) },
            acknowledge: acknowledge
        ).map(\.index)
    }

    /// Checks the whole log from its public files: signature, bundles, leaf hashes, every tile, root.
    ///
    /// Returns the entries as text.
    func check() throws -> [String] {
        func read(_ path: String) throws -> [UInt8] {
            try #require(try DurableFile.read(folders.log + "/" + path), "missing \(path)")
        }
        let checkpoint = try Checkpoint.open(try read("checkpoint"), key: key.verifierKey)
        var tree = CompactRange()
        var hashes: [[Hash]] = Array(repeating: [], count: 8)
        var texts: [String] = []
        var start: UInt64 = 0
        while start < checkpoint.size {
            let width = Int(min(256, checkpoint.size - start))
            let suffix = TilePath.suffix(index: start >> 8, width: width)
            let bundle = try read("tile/entries/" + suffix)
            for range in try EntryBundle.decode(bundle, width: width) {
                texts.append(String(decoding: bundle[range], as: UTF8.self))
                tree.append(MerkleTree.leafHash(bundle[range])) { level, _, hash in
                    if level % 8 == 0 { hashes[level / 8].append(hash) }
                }
            }
            // There is no file where no entry of the bundle has a sealed record.
            if let sealed = try DurableFile.read(folders.log + "/sealed/" + suffix) {
                let records = try SealedBundle.decode(sealed, width: width)
                #expect(records.contains { !$0.isEmpty }, "sealed/\(suffix) holds nothing")
            }
            start += 256
        }
        for tile in Tile.tiles(forSize: checkpoint.size) {
            let first = Int(tile.index) * 256
            #expect(
                try read(tile.path) == hashes[tile.level][first..<first + tile.width].flatMap(\.bytes), "\(tile.path)")
        }
        #expect(tree.root == checkpoint.root)
        return texts
    }

    func segments() throws -> [String] {
        try DurableFile.names(in: folders.writeAhead).map { folders.writeAhead + "/" + $0 }
    }
}

/// Reads, changes and writes back a file.
func change(_ path: String, _ body: (inout [UInt8]) -> Void) throws {
    var bytes = try #require(try DurableFile.read(path))
    body(&bytes)
    try Data(bytes).write(to: URL(filePath: path))
}
