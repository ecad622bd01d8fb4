import Testing
import TransparencyLog

@Suite struct TileHashReaderTests {
    @Test(arguments: [1, 2, 255, 256, 257, 511, 4095, 65_535, 65_536, 70_000])
    func provesFromTilesWhatItProvesFromMemory(size: Int) throws {
        let tree = Self.tree
        let reader = TileHashReader(size: UInt64(size)) { try tree.bytes(of: $0) }
        let root = try tree.root(size)
        var dice = Dice(seed: UInt64(size))
        for _ in 0..<25 {
            let index = Int.random(in: 0..<size, using: &dice)
            let proof = try InclusionProof.prove(index: UInt64(index), size: UInt64(size), reader: reader)
            #expect(proof.check(leafHash: tree.leaf(index), root: root) == .accepted)
            let older = try ConsistencyProof.prove(oldSize: UInt64(index), newSize: UInt64(size), reader: reader)
            #expect(try index == 0 || older.check(oldRoot: tree.root(index), newRoot: root).isAccepted)
        }
    }

    private static let tree = MemoryTree(bytesUpTo: 70_000)

    @Test func refusesWhatIsNotInTheTree() throws {
        let tree = Self.tree
        let reader = TileHashReader(size: 300) { try tree.bytes(of: $0) }
        #expect(try reader.hash(level: 8, index: 0) == tree.hash(level: 8, index: 0))
        for (level, index) in [(8, 1), (9, 0), (0, 300), (63, 0), (64, 0), (-1, 0), (0, UInt64.max), (63, .max)] {
            #expect(throws: TileError.self) { try reader.hash(level: level, index: index) }
        }
    }

    @Test func refusesTilesOfAnotherLength() throws {
        let tree = Self.tree
        for change in [-32, -1, 1, 32] {
            let reader = TileHashReader(size: 300) { tile in
                let bytes = try tree.bytes(of: tile)
                return change < 0 ? Array(bytes.dropLast(-change)) : bytes + [UInt8](repeating: 0, count: change)
            }
            #expect(throws: TileError.self) { try reader.hash(level: 0, index: 299) }
        }
    }

    @Test func readsATileOnceWhileItIsKept() throws {
        var reads = 0
        let tree = Self.tree
        let reader = TileHashReader(size: 4096) { tile in
            reads += 1
            return try tree.bytes(of: tile)
        }
        for index in 0..<256 { _ = try reader.hash(level: 0, index: UInt64(index)) }
        #expect(reads == 1)
    }
}
