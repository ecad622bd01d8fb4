import Testing
import TransparencyLog

@Suite struct ConsistencyProofTests {
    /// Every pair of sizes to 128: the proof holds, and with any one hash changed it does not.
    @Test func everyProofOfEverySizeTo128() throws {
        let tree = MemoryTree(bytesUpTo: 128)
        let roots = try (0...128).map { try tree.root($0) }
        for newSize in 0...128 {
            for oldSize in 0...newSize {
                let proof = try ConsistencyProof.prove(
                    oldSize: UInt64(oldSize), newSize: UInt64(newSize), reader: tree)
                let verdict = proof.check(oldRoot: roots[oldSize], newRoot: roots[newSize])
                guard oldSize > 0 else {
                    #expect(proof.hashes.isEmpty && !verdict.isAccepted)
                    continue
                }
                #expect(verdict == .accepted)
                expectRejected(proof, oldRoot: roots[oldSize], newRoot: roots[newSize])
            }
        }
    }

    private func expectRejected(_ proof: ConsistencyProof, oldRoot: Hash, newRoot: Hash) {
        let bit = Int(proof.oldSize * 31 + proof.newSize * 7) % 256
        for place in proof.hashes.indices {
            var changed = proof
            changed.hashes[place] = proof.hashes[place].flipped(bit: bit)
            #expect(!changed.check(oldRoot: oldRoot, newRoot: newRoot).isAccepted)
            changed = proof
            changed.hashes.remove(at: place)
            #expect(!changed.check(oldRoot: oldRoot, newRoot: newRoot).isAccepted)
        }
        #expect(!proof.check(oldRoot: oldRoot.flipped(bit: bit), newRoot: newRoot).isAccepted)
        #expect(!proof.check(oldRoot: oldRoot, newRoot: newRoot.flipped(bit: bit)).isAccepted)
        var longer = proof
        longer.hashes.append(newRoot)
        #expect(!longer.check(oldRoot: oldRoot, newRoot: newRoot).isAccepted)
    }

    @Test func aForkIsRejected() throws {
        let tree = MemoryTree(bytesUpTo: 50)
        for changed in 0..<20 {
            let fork = MemoryTree((0..<50).map { $0 == changed ? [99, 99] : [UInt8($0)] })
            let proof = try ConsistencyProof.prove(oldSize: 20, newSize: 50, reader: fork)
            #expect(try !proof.check(oldRoot: tree.root(20), newRoot: fork.root(50)).isAccepted)
        }
    }

    @Test func anEmptyTreeNeedsNoProofAndHasNone() {
        let root = ReferenceTree.roots[3]
        for (newSize, newRoot, hashes) in [(3, root, []), (0, MerkleTree.emptyRoot, []), (3, root, [root])] {
            let proof = ConsistencyProof(oldSize: 0, newSize: UInt64(newSize), hashes: hashes)
            #expect(!proof.check(oldRoot: MerkleTree.emptyRoot, newRoot: newRoot).isAccepted)
        }
    }

    @Test func equalSizesNeedEqualRoots() {
        let proof = ConsistencyProof(oldSize: 4, newSize: 4, hashes: [])
        #expect(proof.check(oldRoot: ReferenceTree.roots[4], newRoot: ReferenceTree.roots[4]).isAccepted)
        let reason = proof.check(oldRoot: ReferenceTree.roots[4], newRoot: ReferenceTree.roots[5]).reason
        #expect(reason?.hasPrefix("two different roots for size 4") == true)
    }

    @Test func aShrunkenTreeIsRejected() {
        let tree = MemoryTree(bytesUpTo: 9)
        #expect(throws: ProofError.self) { try ConsistencyProof.prove(oldSize: 9, newSize: 8, reader: tree) }
        let proof = ConsistencyProof(oldSize: 9, newSize: 8, hashes: [])
        #expect(
            proof.check(oldRoot: .zero, newRoot: .zero).reason == "the older tree has 9 entries, the newer only 8")
    }

    @Test(arguments: [0, 1, 63, 64, 65, 200], [UInt64.min, 1, 1 << 63, .max - 1, .max])
    func extremeNumbersDoNotTrap(count: Int, oldSize: UInt64) {
        for newSize in [UInt64.min, 1, 2, 1 << 63, .max - 1, .max] {
            let hashes = Array(repeating: Hash.zero, count: count)
            let proof = ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: hashes)
            let verdict = proof.check(oldRoot: .zero, newRoot: .zero)
            #expect(!verdict.isAccepted || (oldSize == newSize && count == 0))
        }
    }
}
