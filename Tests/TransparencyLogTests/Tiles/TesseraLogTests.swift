import Foundation
import Testing
import TransparencyLog

/// A log written by another implementation: 16 checkpoints (sizes 0 to 15), every partial tile and bundle.
@Suite(.enabled(if: SharedData.isPresent("vectors/tlog-tiles-log.json"), "\(SharedData.note)"))
struct TesseraLogTests {
    private let files: [String: [UInt8]]
    private let key: VerifierKey
    private static let words = [
        "one", "two", "three", "four", "five", "six", "seven", "eit", "nain", "ten", "ileven", "twelf", "threeten",
        "fourten", "fivten",
    ]

    init() throws {
        files = try SharedData.read("vectors/tlog-tiles-log.json", as: [String: Data].self).mapValues { Array($0) }
        key = try VerifierKey(KeyTests.vkeys[2])
    }

    private func checkpoint(_ size: Int) throws -> Checkpoint {
        try Checkpoint.open(#require(files["checkpoint.\(size)"]), key: key, origin: "example.com/log/testdata")
    }

    @Test(arguments: 0...15) func everyCheckpointIsTheRootOfItsEntries(size: Int) throws {
        let checkpoint = try checkpoint(size)
        #expect(checkpoint.size == UInt64(size))
        let tree = MemoryTree(Self.words.prefix(size).map { Array($0.utf8) })
        #expect(checkpoint.root == tree.edge.root)
        guard let bundle = EntryBundle(index: 0, width: size) else { return }
        let bytes = try #require(files[bundle.path])
        let entries = try EntryBundle.decode(bytes, width: size).map { Array(bytes[$0]) }
        #expect(entries == Self.words.prefix(size).map { Array($0.utf8) })
        #expect(try EntryBundle.encode(entries) == bytes)
        for tile in Tile.tiles(forSize: checkpoint.size) {
            #expect(try files[tile.path] == tree.bytes(of: tile))
        }
    }

    @Test func everyPairOfCheckpointsIsConsistent() throws {
        for newSize in 0...15 {
            let newer = try checkpoint(newSize)
            let reader = TileHashReader(size: newer.size) { tile in try #require(files[tile.path]) }
            for oldSize in stride(from: 1, through: newSize, by: 1) {
                let older = try checkpoint(oldSize)
                let proof = try ConsistencyProof.prove(oldSize: older.size, newSize: newer.size, reader: reader)
                #expect(proof.check(oldRoot: older.root, newRoot: newer.root) == .accepted)
            }
            for index in 0..<newSize {
                let proof = try InclusionProof.prove(index: UInt64(index), size: newer.size, reader: reader)
                let leaf = MerkleTree.leafHash(Array(Self.words[index].utf8))
                #expect(proof.check(leafHash: leaf, root: newer.root) == .accepted)
            }
        }
    }

    @Test func everyFileIsOneThatIsKnown() throws {
        let last = try checkpoint(15)
        #expect(try Checkpoint.open(#require(files["checkpoint"]), key: key) == last)
        for path in files.keys where path.hasPrefix("tile/") {
            let isTile = (try? Tile(parsing: path)) != nil
            let isBundle = (try? EntryBundle(parsing: path)) != nil
            #expect(isTile != isBundle, "\(path)")
        }
    }
}
