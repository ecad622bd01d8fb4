/// Every node within a tile, hashed once: what many proofs through the same tile need.
///
/// A full tile has 511 nodes, 16 KiB. Node `offset` of height `h` is the root of the complete subtree of 2^h of the tile's
/// hashes that begins with hash `offset << h`.
public struct TileNodes: Sendable {
    /// Nodes by height, one height behind the other.
    private var nodes: [Hash]
    /// Where each height begins.
    private var starts: [Int]

    /// All nodes over a tile's bytes.
    ///
    /// - Throws: `TileError` when these are not 1 to 256 whole hashes.
    public init(_ bytes: [UInt8]) throws(TileError) {
        guard bytes.count % Hash.byteCount == 0, (1...Tile.fullWidth).contains(bytes.count / Hash.byteCount) else {
            throw TileError(.length, "\(bytes.count) bytes are not a tile's hashes")
        }
        let width = bytes.count / Hash.byteCount
        nodes = []
        nodes.reserveCapacity(2 * width)
        for place in 0..<width { nodes.append(try Tile.hash(at: place, in: bytes)) }
        starts = [0]
        var count = width
        while count > 1 {
            let below = starts[starts.count - 1]
            starts.append(nodes.count)
            nodes += MerkleTree.parents(nodes[below..<below + count])
            count /= 2
        }
        starts.append(nodes.count)
    }

    /// A node; nil when the tile has no such complete subtree.
    public func node(height: Int, offset: Int) -> Hash? {
        guard height >= 0, height + 1 < starts.count, offset >= 0, offset < starts[height + 1] - starts[height] else {
            return nil
        }
        return nodes[starts[height] + offset]
    }
}
