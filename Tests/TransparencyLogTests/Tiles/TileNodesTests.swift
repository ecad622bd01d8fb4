import Testing
import TransparencyLog

/// Nodes kept of a tile are those that are computed from its bytes one by one.
@Suite struct TileNodesTests {
    @Test func everyNodeOfEveryWidth() throws {
        let hashes = (0..<256).map { MerkleTree.leafHash([UInt8($0)]) }
        for width in 1...256 {
            let bytes = hashes[..<width].flatMap(\.bytes)
            let nodes = try TileNodes(bytes)
            for height in 0...8 {
                let count = width >> height
                for offset in 0..<count {
                    let expected = try Tile.node(height: height, offset: offset << height, in: bytes)
                    #expect(nodes.node(height: height, offset: offset) == expected, "\(width) \(height) \(offset)")
                }
                #expect(nodes.node(height: height, offset: count) == nil)
                #expect(nodes.node(height: height, offset: -1) == nil)
            }
            #expect(nodes.node(height: 9, offset: 0) == nil)
            #expect(nodes.node(height: -1, offset: 0) == nil)
        }
    }

    @Test(arguments: [0, 1, 31, 33, 257 * 32]) func otherLengthsAreRefused(_ count: Int) {
        #expect(throws: TileError.self) { try TileNodes([UInt8](repeating: 0, count: count)) }
    }
}
