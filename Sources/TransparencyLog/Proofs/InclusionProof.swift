/// The audit path that shows an entry to be in a tree (RFC 6962 section 2.1.1).
public struct InclusionProof: Sendable, Equatable {
    /// The entry's index, from 0.
    public var index: UInt64
    /// The size of the tree.
    public var size: UInt64
    /// The leaf's sibling first, the root's child last.
    public var hashes: [Hash]

    /// A proof from its parts. Nothing is checked until `check` is called.
    public init(index: UInt64, size: UInt64, hashes: [Hash]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// Makes the proof for the entry at `index` in the tree of `size` entries.
    ///
    /// - Throws: `ProofError` when the index is not in the tree, and whatever `reader` throws.
    public static func prove(index: UInt64, size: UInt64, reader: some HashReader) throws -> InclusionProof {
        guard index < size else { throw ProofError("entry \(index) is not in a tree of \(size) entries") }
        let hashes = try path(to: index, in: Subtree(unchecked: 0, size), reader: reader)
        return InclusionProof(index: index, size: size, hashes: hashes)
    }

    /// PATH(m, D[n]) of RFC 6962 section 2.1.1, without recursion: walks from the root to the leaf.
    static func path(to index: UInt64, in tree: Subtree, reader: some HashReader) throws -> [Hash] {
        var siblings: [Subtree] = []
        var tree = tree
        while tree.count > 1 {
            let left = Subtree(unchecked: tree.start, tree.middle)
            let right = Subtree(unchecked: tree.middle, tree.end)
            siblings.append(index < left.end ? right : left)
            tree = index < left.end ? left : right
        }
        return try siblings.reversed().map { try $0.hash(from: reader) }
    }

    /// The root that the proof leads to from `leafHash`, or nil when no tree has a proof of this shape.
    public func root(leafHash: Hash) -> Hash? {
        guard index < size, hashes.count == expectedCount else { return nil }
        var root = leafHash
        for (level, sibling) in hashes.prefix(innerCount).enumerated() {
            let isRightChild = index >> UInt64(level) & 1 == 1
            root = isRightChild ? MerkleTree.nodeHash(sibling, root) : MerkleTree.nodeHash(root, sibling)
        }
        for sibling in hashes.dropFirst(innerCount) { root = MerkleTree.nodeHash(sibling, root) }
        return root
    }

    /// Checks that the entry with `leafHash` is at `index` in the tree of `size` entries with `root`.
    public func check(leafHash: Hash, root: Hash) -> Verdict {
        guard index < size else { return .rejected("entry \(index) is not in a tree of \(size) entries") }
        guard let computed = self.root(leafHash: leafHash) else {
            return .rejected("the inclusion proof has \(hashes.count) hashes, \(expectedCount) are needed")
        }
        guard computed == root else {
            return .rejected("the inclusion proof leads to root \(computed), not to \(root)")
        }
        return .accepted
    }

    /// Levels at which the path can still turn either way; above them, siblings are all on the left.
    private var innerCount: Int { (index ^ (size - 1)).bitLength }

    /// The only possible length of a proof for this index and size; needs `index < size`.
    private var expectedCount: Int { innerCount + (index >> UInt64(innerCount)).nonzeroBitCount }
}
