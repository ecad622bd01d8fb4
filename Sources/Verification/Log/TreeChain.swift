import TransparencyLog

/// Grows a tree from full level-0 tiles and recomputes every tile above them.
struct TreeChain: Sendable {
    /// The right edge of the tree whose leaves are the roots of full level-0 tiles.
    private var upper = CompactRange()
    /// The hashes of the unfinished tile at each level from 1.
    private var unfinished: [[Hash]] = []

    /// A tile above level 0, recomputed.
    struct ComputedTile: Sendable {
        let file: LogFile
        let hashes: [Hash]
    }

    /// The number of full level-0 tiles.
    var tileCount: UInt64 { upper.size }

    /// Adds a full level-0 tile by its root.
    ///
    /// - Returns: The tiles that it completes, lowest level first.
    mutating func append(_ root: Hash) -> [ComputedTile] {
        var added: [(level: Int, index: UInt64, hash: Hash)] = []
        upper.append(root) { level, index, hash in
            if level % 8 == 0 { added.append((level / 8, index, hash)) }
        }
        var completed: [ComputedTile] = []
        for (level, index, hash) in added {
            if level == unfinished.count { unfinished.append([]) }
            unfinished[level].append(hash)
            guard unfinished[level].count == 256 else { continue }
            let file = LogFile(.tile(level: level + 1), index >> 8, width: 256)
            completed.append(ComputedTile(file: file, hashes: unfinished[level]))
            unfinished[level].removeAll(keepingCapacity: true)
        }
        return completed
    }

    /// The unfinished tiles above level 0, as the log has them at its end.
    var partialTiles: [ComputedTile] {
        unfinished.enumerated().filter { !$0.element.isEmpty }.map { level, hashes in
            let index = upper.size >> UInt64(8 * (level + 1))
            return ComputedTile(
                file: LogFile(.tile(level: level + 1), index, width: hashes.count), hashes: hashes)
        }
    }

    /// The root of the tree of all full tiles and `leaves`, fewer than 256, after them.
    func root(with leaves: some Collection<Hash>) -> Hash {
        guard !leaves.isEmpty else { return upper.root }
        return upper.hashes.reversed().reduce(Self.root(of: leaves)) { MerkleTree.nodeHash($1, $0) }
    }

    /// The root of a tree of its own over `leaves`.
    static func root(of leaves: some Collection<Hash>) -> Hash {
        var range = CompactRange()
        for leaf in leaves { range.append(leaf) }
        return range.root
    }
}
