import Testing
import TransparencyLog

@Suite struct InclusionProofTests {
    /// Every entry of every tree to 128 entries: the proof holds, and with any one hash changed it does not.
    @Test func everyProofOfEverySizeTo128() throws {
        let tree = MemoryTree(bytesUpTo: 129)
        for size in 1...128 {
            let root = try tree.root(size)
            for index in 0..<size {
                let proof = try InclusionProof.prove(index: UInt64(index), size: UInt64(size), reader: tree)
                let leaf = tree.leaf(index)
                #expect(proof.check(leafHash: leaf, root: root) == .accepted)
                try expectRejected(proof, leaf: leaf, root: root)
            }
        }
    }

    private func expectRejected(_ proof: InclusionProof, leaf: Hash, root: Hash) throws {
        let bit = Int(proof.index * 31 + proof.size * 7) % 256
        for place in proof.hashes.indices {
            var changed = proof
            changed.hashes[place] = proof.hashes[place].flipped(bit: bit)
            #expect(!changed.check(leafHash: leaf, root: root).isAccepted)
            changed = proof
            changed.hashes.remove(at: place)
            #expect(!changed.check(leafHash: leaf, root: root).isAccepted)
        }
        #expect(!proof.check(leafHash: leaf.flipped(bit: bit), root: root).isAccepted)
        #expect(!proof.check(leafHash: leaf, root: root.flipped(bit: bit)).isAccepted)
        var longer = proof
        longer.hashes.append(root)
        #expect(!longer.check(leafHash: leaf, root: root).isAccepted)
    }

    @Test func everyBitOfOneProof() throws {
        let tree = MemoryTree(bytesUpTo: 128)
        let root = try tree.root(101)
        let proof = try InclusionProof.prove(index: 77, size: 101, reader: tree)
        for place in proof.hashes.indices {
            for bit in 0..<256 {
                var changed = proof
                changed.hashes[place] = proof.hashes[place].flipped(bit: bit)
                #expect(!changed.check(leafHash: tree.leaf(77), root: root).isAccepted)
            }
        }
    }

    @Test func anotherIndexOrSizeIsRejected() throws {
        let tree = MemoryTree(bytesUpTo: 40)
        let proof = try InclusionProof.prove(index: 11, size: 37, reader: tree)
        let root = try tree.root(37)
        for index in 0..<64 where index != 11 {
            let other = InclusionProof(index: UInt64(index), size: 37, hashes: proof.hashes)
            #expect(!other.check(leafHash: tree.leaf(11), root: root).isAccepted)
        }
    }

    @Test func proofsBeyondTheTreeAreNotMade() {
        let tree = MemoryTree(bytesUpTo: 4)
        #expect(throws: ProofError.self) { try InclusionProof.prove(index: 4, size: 4, reader: tree) }
        #expect(throws: ProofError.self) { try InclusionProof.prove(index: 0, size: 0, reader: tree) }
        #expect(throws: MemoryTree.OutOfTree.self) { try InclusionProof.prove(index: 0, size: 5, reader: tree) }
    }

    @Test(arguments: [0, 1, 63, 64, 65, 200], [UInt64.min, 1, .max - 1, .max])
    func extremeNumbersDoNotTrap(count: Int, index: UInt64) {
        for size in [UInt64.min, 1, 2, 1 << 63, .max - 1, .max] {
            let proof = InclusionProof(index: index, size: size, hashes: Array(repeating: .zero, count: count))
            let verdict = proof.check(leafHash: .zero, root: .zero)
            #expect(!verdict.isAccepted || (size == 1 && count == 0))
        }
    }

    @Test func reasonsSayWhatIsWrong() {
        let proof = InclusionProof(index: 3, size: 8, hashes: [.zero])
        #expect(
            proof.check(leafHash: .zero, root: .zero).reason == "the inclusion proof has 1 hashes, 3 are needed")
        #expect(
            InclusionProof(index: 8, size: 8, hashes: []).check(leafHash: .zero, root: .zero).reason
                == "entry 8 is not in a tree of 8 entries")
    }
}
