import Testing
import TransparencyLog

/// A tree whose complete subtrees are all kept in memory.
struct MemoryTree: HashReader {
    private var levels: [[Hash]] = []
    private(set) var edge = CompactRange()

    init(_ entries: some Sequence<[UInt8]>) {
        for entry in entries { append(MerkleTree.leafHash(entry)) }
    }

    /// The tree whose entry `i` is the single byte `i` (modulo 256).
    init(bytesUpTo size: Int) {
        self.init((0..<size).lazy.map { [UInt8(truncatingIfNeeded: $0)] })
    }

    mutating func append(_ leaf: Hash) {
        var added: [(Int, UInt64, Hash)] = []
        edge.append(leaf) { added.append(($0, $1, $2)) }
        for (level, index, hash) in added {
            if level == levels.count { levels.append([]) }
            precondition(levels[level].count == Int(index), "nodes come in order")
            levels[level].append(hash)
        }
    }

    func leaf(_ index: Int) -> Hash { levels[0][index] }

    func hash(level: Int, index: UInt64) throws -> Hash {
        guard level < levels.count, index < levels[level].count else { throw OutOfTree() }
        return levels[level][Int(index)]
    }

    /// The root of the tree over the first `size` entries.
    func root(_ size: Int) throws -> Hash {
        try #require(Subtree(0, UInt64(size))).hash(from: self)
    }

    /// The bytes of a tile.
    func bytes(of tile: Tile) throws -> [UInt8] {
        try (0..<tile.width).reduce(into: []) { bytes, offset in
            try hash(level: 8 * tile.level, index: tile.index << 8 + UInt64(offset)).append(to: &bytes)
        }
    }

    struct OutOfTree: Error {}
}

/// The tree hash as RFC 6962 section 2.1 defines it, word for word: slow, and independent of the code under test.
func definedRoot(_ entries: ArraySlice<[UInt8]>) -> Hash {
    guard let first = entries.first else { return sha256([]) }
    guard entries.count > 1 else { return sha256([0] + first) }
    var split = 1
    while split * 2 < entries.count { split *= 2 }
    let middle = entries.startIndex + split
    return sha256([1] + definedRoot(entries[..<middle]).bytes + definedRoot(entries[middle...]).bytes)
}
