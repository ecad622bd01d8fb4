/// The audit path from a leaf to the hash of a subtree (draft-ietf-plants-merkle-tree-certs).
public struct SubtreeInclusionProof: Sendable, Equatable {
    /// The subtree that holds the leaf.
    public var subtree: Subtree
    /// The leaf's index in the whole log.
    public var index: UInt64
    /// The leaf's sibling first.
    public var hashes: [Hash]

    /// A proof from its parts. Nothing is checked until `check` is called.
    public init(subtree: Subtree, index: UInt64, hashes: [Hash]) {
        self.subtree = subtree
        self.index = index
        self.hashes = hashes
    }

    /// Makes the proof for the leaf at `index`.
    ///
    /// - Throws: `ProofError` when the index is not in the subtree, and whatever `reader` throws.
    public static func prove(
        index: UInt64, in subtree: Subtree, reader: some HashReader
    ) throws -> SubtreeInclusionProof {
        guard subtree.start <= index, index < subtree.end else {
            throw ProofError("entry \(index) is not in [\(subtree.start), \(subtree.end))")
        }
        let hashes = try InclusionProof.path(to: index, in: subtree, reader: reader)
        return SubtreeInclusionProof(subtree: subtree, index: index, hashes: hashes)
    }

    /// Checks that the leaf with `leafHash` is at `index` in the subtree with `subtreeHash`.
    public func check(leafHash: Hash, subtreeHash: Hash) -> Verdict {
        guard subtree.start <= index, index < subtree.end else {
            return .rejected("entry \(index) is not in [\(subtree.start), \(subtree.end))")
        }
        // A subtree is aligned, so within it a leaf's path is that of a tree of its own.
        return InclusionProof(index: index - subtree.start, size: subtree.count, hashes: hashes)
            .check(leafHash: leafHash, root: subtreeHash)
    }
}
