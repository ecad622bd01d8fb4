/// Hashes that show a tree to be an extension of an older one (RFC 6962 section 2.1.2).
public struct ConsistencyProof: Sendable, Equatable {
    /// The size of the older tree.
    public var oldSize: UInt64
    /// The size of the newer tree.
    public var newSize: UInt64
    /// The deepest hash first, the root's child last. Empty when the sizes are equal or the older tree is empty.
    public var hashes: [Hash]

    /// A proof from its parts. Nothing is checked until `check` is called.
    public init(oldSize: UInt64, newSize: UInt64, hashes: [Hash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Makes the proof between two sizes of the log.
    ///
    /// - Throws: `ProofError` when the older tree is the larger, and whatever `reader` throws.
    public static func prove(oldSize: UInt64, newSize: UInt64, reader: some HashReader) throws -> ConsistencyProof {
        guard oldSize <= newSize else { throw ProofError("a tree of \(newSize) entries has no part of \(oldSize)") }
        let proof = try SubtreeConsistencyProof.prove(Subtree(unchecked: 0, oldSize), size: newSize, reader: reader)
        return ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: proof.hashes)
    }

    /// Checks that the tree of `newSize` entries with `newRoot` begins with the tree of `oldSize` entries with `oldRoot`.
    ///
    /// Equal sizes need equal roots and no hashes. An empty older tree is always rejected: every tree begins with it,
    /// so a caller who may have one compares its root with the empty root and asks for no proof.
    public func check(oldRoot: Hash, newRoot: Hash) -> Verdict {
        guard oldSize <= newSize else {
            return .rejected("the older tree has \(oldSize) entries, the newer only \(newSize)")
        }
        guard oldSize > 0 else {
            return .rejected("every tree begins with the empty one, so no proof can show anything about it")
        }
        guard oldSize != newSize || oldRoot == newRoot else {
            return .rejected("two different roots for size \(newSize): \(oldRoot) and \(newRoot)")
        }
        let proof = SubtreeConsistencyProof(subtree: Subtree(unchecked: 0, oldSize), size: newSize, hashes: hashes)
        return proof.check(subtreeHash: oldRoot, root: newRoot)
    }
}
