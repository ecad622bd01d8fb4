import Crypto
import Testing
import TransparencyLog

/// The accumulated digests of draft-ietf-plants-merkle-tree-certs, "Subtree Test Vectors": entries are single bytes
/// 0, 1, …, sizes go to 130, and every line of output is folded into one SHA-256.
@Suite struct SubtreeTests {
    private static let maximum: UInt64 = 130
    private let tree = MemoryTree(bytesUpTo: Int(maximum))

    private struct Fold {
        private var digest = SHA256()
        mutating func add(_ line: String) { digest.update(data: Array((line + "\n").utf8)) }
        mutating func add(_ line: String, _ hashes: [Hash]) {
            add(line + hashes.map { " " + hexadecimal($0.bytes) }.joined())
        }
        var value: String { hexadecimal(digest.finalize()) }
    }

    /// Every valid subtree that ends by `end`, `end` outermost, empty ones included.
    private func subtrees(upTo end: UInt64) -> [Subtree] {
        (0...end).flatMap { end in (0...end).compactMap { Subtree($0, end) } }
    }

    @Test func hashes() throws {
        var fold = Fold()
        for subtree in subtrees(upTo: Self.maximum) {
            fold.add("[\(subtree.start), \(subtree.end))", [try subtree.hash(from: tree)])
        }
        #expect(fold.value == "b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81")
    }

    @Test func inclusion() throws {
        var fold = Fold()
        for subtree in subtrees(upTo: Self.maximum) {
            let hash = try subtree.hash(from: tree)
            for index in subtree.start..<subtree.end {
                let proof = try SubtreeInclusionProof.prove(index: index, in: subtree, reader: tree)
                fold.add("\(index) [\(subtree.start), \(subtree.end))", proof.hashes)
                #expect(proof.check(leafHash: tree.leaf(Int(index)), subtreeHash: hash) == .accepted)
            }
        }
        #expect(fold.value == "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f")
    }

    @Test func consistency() throws {
        var fold = Fold()
        for size in 0...Self.maximum {
            let root = try tree.root(Int(size))
            for subtree in subtrees(upTo: size) {
                let proof = try SubtreeConsistencyProof.prove(subtree, size: size, reader: tree)
                fold.add("[\(subtree.start), \(subtree.end)) \(size)", proof.hashes)
                #expect(proof.check(subtreeHash: try subtree.hash(from: tree), root: root) == .accepted)
            }
        }
        #expect(fold.value == "10fa99b37bf9bf9ffa26b412fbd98bd75363256d0b75d61bc4538b9c9c5a0a74")
    }

    @Test func coveringPairs() throws {
        var fold = Fold()
        for end in 0...Self.maximum {
            for start in 0...end {
                let (left, right) = try #require(Subtree.covering(start, end))
                fold.add("[\(left.start), \(left.end)) [\(right.start), \(right.end))")
                #expect(Subtree(left.start, left.end) == left)
                #expect(Subtree(right.start, right.end) == right)
            }
        }
        #expect(fold.value == "7fd9c8b926e9d2b5cf831560e8ce295a5ef97ad5c5ede4ea0dea28a8c8fc8bb0")
    }

    @Test func flippedBitsAreRejected() throws {
        for subtree in subtrees(upTo: 40) where subtree.count > 0 {
            let hash = try subtree.hash(from: tree)
            let proof = try SubtreeConsistencyProof.prove(subtree, size: 41, reader: tree)
            let root = try tree.root(41)
            for place in proof.hashes.indices {
                var changed = proof
                changed.hashes[place] = proof.hashes[place].flipped(bit: Int(subtree.end) * 5)
                #expect(!changed.check(subtreeHash: hash, root: root).isAccepted)
            }
            #expect(!proof.check(subtreeHash: hash.flipped(bit: 200), root: root).isAccepted)
            #expect(!proof.check(subtreeHash: hash, root: root.flipped(bit: 100)).isAccepted)
        }
    }

    @Test func misalignedRangesAreNoSubtrees() {
        #expect(Subtree(1, 3) == nil)
        #expect(Subtree(2, 5) == nil)
        #expect(Subtree(5, 4) == nil)
        #expect(Subtree(4, 7) != nil)
        #expect(Subtree(1 << 63, .max) != nil)
        #expect(Subtree(0, .max) != nil)
        #expect(Subtree(1, .max) == nil)
        if Subtree.covering(3, 2) != nil { Issue.record("a range that ends before it begins") }
        #expect(Subtree.covering(1, .max)?.right.end == .max)
    }
}
