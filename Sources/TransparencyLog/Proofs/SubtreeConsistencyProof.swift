/// Hashes that show a subtree to be part of a tree (draft-ietf-plants-merkle-tree-certs, "Subtree Consistency Proofs").
///
/// For a subtree that starts at 0 it is the consistency proof of RFC 6962 section 2.1.2.
public struct SubtreeConsistencyProof: Sendable, Equatable {
    /// The part.
    public var subtree: Subtree
    /// The size of the whole tree.
    public var size: UInt64
    /// The deepest hash first, the root's child last.
    public var hashes: [Hash]

    /// A proof from its parts. Nothing is checked until `check` is called.
    public init(subtree: Subtree, size: UInt64, hashes: [Hash]) {
        self.subtree = subtree
        self.size = size
        self.hashes = hashes
    }

    /// Makes the proof that `subtree` is part of the tree of `size` entries. An empty subtree needs no hashes.
    ///
    /// - Throws: `ProofError` when the subtree reaches beyond the tree, and whatever `reader` throws.
    public static func prove(
        _ subtree: Subtree, size: UInt64, reader: some HashReader
    ) throws -> SubtreeConsistencyProof {
        guard subtree.end <= size else { throw ProofError("a tree of \(size) entries has no entry \(subtree.end - 1)") }
        let hashes = try descent(from: size, to: subtree).siblings.reversed().map { try $0.hash(from: reader) }
        return SubtreeConsistencyProof(subtree: subtree, size: size, hashes: hashes)
    }

    /// Checks that the subtree with `subtreeHash` is part of the tree with `root`.
    public func check(subtreeHash: Hash, root: Hash) -> Verdict {
        guard subtree.end <= size else { return .rejected("a tree of \(size) entries does not reach \(subtree.end)") }
        guard subtree.count > 0 else { return checkEmpty(subtreeHash: subtreeHash) }
        let descent = Self.descent(from: size, to: subtree)
        guard hashes.count == descent.siblings.count else {
            return .rejected("the consistency proof has \(hashes.count) hashes, \(descent.siblings.count) are needed")
        }
        let (part, whole) = climb(descent, from: subtreeHash)
        guard part == subtreeHash else {
            return .rejected("the consistency proof leads to older root \(part), not to \(subtreeHash)")
        }
        guard whole == root else {
            return .rejected("the consistency proof leads to newer root \(whole), not to \(root)")
        }
        return .accepted
    }

    private func checkEmpty(subtreeHash: Hash) -> Verdict {
        guard hashes.isEmpty else { return .rejected("the consistency proof of an empty tree has hashes") }
        guard subtreeHash == MerkleTree.emptyRoot else { return .rejected("an empty tree has another root") }
        return .accepted
    }

    /// Recomputes the subtree's hash and the tree's root upwards along the way that `descent` took down.
    private func climb(_ descent: Descent, from known: Hash) -> (part: Hash, whole: Hash) {
        var rest = hashes[...]
        let seed = descent.endsKnown ? known : (rest.popFirst() ?? known)
        var (part, whole) = (seed, seed)
        for (sibling, turn) in zip(rest, descent.turns.reversed()) {
            switch turn {
            case .left: whole = MerkleTree.nodeHash(whole, sibling)
            case .right: whole = MerkleTree.nodeHash(sibling, whole)
            case .cut:
                part = MerkleTree.nodeHash(sibling, part)
                whole = MerkleTree.nodeHash(sibling, whole)
            }
        }
        return (part, whole)
    }
}

extension SubtreeConsistencyProof {
    /// One step down from a node of the tree towards the subtree.
    private enum Turn {
        /// The subtree lies in the left child.
        case left
        /// The subtree lies in the right child.
        case right
        /// The left child belongs to the subtree whole; go on in the right one, which it covers in part.
        case cut
    }

    /// The way from the root down to the subtree's last own node: what the prover hashes and the checker climbs.
    private struct Descent {
        var turns: [Turn] = []
        /// The sibling at each turn, and the last node itself unless the checker knows its hash.
        var siblings: [Subtree] = []
        /// True when the last node is the subtree, whose hash the checker has.
        var endsKnown = true
    }

    /// SUBTREE_SUBPROOF of the draft (SUBPROOF of RFC 6962 section 2.1.2 when the subtree starts at 0) as a loop.
    private static func descent(from size: UInt64, to subtree: Subtree) -> Descent {
        var descent = Descent()
        var node = Subtree(unchecked: 0, size)
        var target = subtree
        guard target.count > 0 else { return descent }
        while node != target {
            let left = Subtree(unchecked: node.start, node.middle)
            let right = Subtree(unchecked: node.middle, node.end)
            if target.end <= left.end {
                descent.turns.append(.left)
                descent.siblings.append(right)
                node = left
            } else {
                // A valid subtree that reaches into both children begins where the left one does.
                let covers = target.start < right.start
                descent.turns.append(covers ? .cut : .right)
                descent.siblings.append(left)
                if covers { (target, descent.endsKnown) = (Subtree(unchecked: right.start, target.end), false) }
                node = right
            }
        }
        if !descent.endsKnown { descent.siblings.append(node) }
        return descent
    }
}
