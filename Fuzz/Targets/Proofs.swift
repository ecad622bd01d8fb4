import TransparencyLog

/// Receipts (C2SP tlog-proof), and proofs whose sizes and hashes somebody else chose.
enum Proofs {
    /// Every complete subtree of a tree of 64 leaves.
    struct Tree: HashReader {
        static let leaves = (0..<64).map { MerkleTree.leafHash([UInt8($0)]) }

        func hash(level: Int, index: UInt64) throws -> Hash {
            let first = Int(index) << level
            var tree = CompactRange()
            for leaf in Self.leaves[first..<first + 1 << level] { tree.append(leaf) }
            return tree.root
        }

        static func root(_ size: UInt64) -> Hash {
            var tree = CompactRange()
            for leaf in leaves.prefix(Int(size)) { tree.append(leaf) }
            return tree.root
        }
    }

    static func attempt(_ bytes: [UInt8]) {
        if let receipt = try? Receipt(parsing: bytes) {
            promise(receipt.bytes == bytes, "a receipt is written as it was read")
            _ = receipt.check(leafHash: .zero, key: Notes.key.verifierKey)
        }
        guard bytes.count >= 17 else { return }
        let (first, second) = (number(bytes[1..<9]), number(bytes[9..<17]))
        let hashes = stride(from: 17, through: bytes.count - 32, by: 32).compactMap { Hash(bytes[$0..<$0 + 32]) }
        if bytes[0] & 1 == 0 { huge(first, second, hashes) } else { small(first % 65, second % 65, hashes, bytes[0]) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    /// Sizes of all 64 bits: only that nothing traps or hangs.
    private static func huge(_ first: UInt64, _ second: UInt64, _ hashes: [Hash]) {
        _ = InclusionProof(index: first, size: second, hashes: hashes).check(leafHash: .zero, root: .zero)
        _ = ConsistencyProof(oldSize: first, newSize: second, hashes: hashes).check(oldRoot: .zero, newRoot: .zero)
    }

    /// Sizes of a tree that is known: the true proof is accepted, and with other hashes it is not.
    private static func small(_ first: UInt64, _ second: UInt64, _ hashes: [Hash], _ choice: UInt8) {
        let root = Tree.root(second)
        if first < second, let proof = try? InclusionProof.prove(index: first, size: second, reader: Tree()) {
            let leaf = Tree.leaves[Int(first)]
            promise(proof.check(leafHash: leaf, root: root) == .accepted, "the true inclusion proof is accepted")
            let other = InclusionProof(index: first, size: second, hashes: hashes)
            promise(
                hashes == proof.hashes || other.check(leafHash: leaf, root: root) != .accepted,
                "no other inclusion proof is accepted")
        }
        if first > 0, first <= second,
            let proof = try? ConsistencyProof.prove(oldSize: first, newSize: second, reader: Tree())
        {
            let old = Tree.root(first)
            promise(proof.check(oldRoot: old, newRoot: root) == .accepted, "the true consistency proof is accepted")
            let other = ConsistencyProof(oldSize: first, newSize: second, hashes: hashes)
            promise(
                hashes == proof.hashes || other.check(oldRoot: old, newRoot: root) != .accepted,
                "no other consistency proof is accepted")
        }
    }

    static var seeds: [[UInt8]] {
        let proof = sure { try InclusionProof.prove(index: 5, size: 40, reader: Tree()) }
        let checkpoint = sure { try Checkpoint(origin: "log.example/a", size: 40, root: Tree.root(40)) }
        let note = checkpoint.signed(by: Notes.key)
        let numbers = [UInt8](repeating: 0, count: 7) + [5] + [UInt8](repeating: 0, count: 7) + [40]
        let hashes = proof.hashes.flatMap(\.bytes)
        return [
            Receipt(extra: [1, 2, 3], index: 5, hashes: proof.hashes, checkpoint: note).bytes,
            Receipt(index: 5, hashes: proof.hashes, checkpoint: note).bytes, [1] + numbers + hashes,
            [0] + numbers + hashes,
        ]
    }
}
