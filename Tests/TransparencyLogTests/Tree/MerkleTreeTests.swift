import Testing
import TransparencyLog

@Suite struct MerkleTreeTests {
    @Test func rootsOfTheReferenceTree() throws {
        for size in 0...8 {
            #expect(definedRoot(ReferenceTree.entries[..<size]) == ReferenceTree.roots[size])
            #expect(try ReferenceTree.tree.root(size) == ReferenceTree.roots[size])
        }
        #expect(ReferenceTree.tree.edge.root == ReferenceTree.roots[8])
        #expect(MerkleTree.emptyRoot.base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }

    @Test(arguments: [0, 1, 55, 56, 63, 64, 65, 1024, 65_535]) func leafHashOfEveryLength(count: Int) {
        let entry = [UInt8](repeating: 0x5a, count: count)
        #expect(MerkleTree.leafHash(entry) == sha256([0] + entry))
        #expect(MerkleTree.leafHash(entry[...]) == sha256([0] + entry))
    }

    @Test func nodeHashIsOfBothChildrenInOrder() {
        let (left, right) = (ReferenceTree.roots[1], ReferenceTree.roots[2])
        #expect(MerkleTree.nodeHash(left, right) == sha256([1] + left.bytes + right.bytes))
        #expect(MerkleTree.nodeHash(left, right) != MerkleTree.nodeHash(right, left))
    }

    @Test func compactRangeHasTheDefinedRootAtEverySize() {
        let entries = (0..<260).map { [UInt8(truncatingIfNeeded: $0), 7] }
        var range = CompactRange()
        for size in 0...entries.count {
            #expect(range.size == UInt64(size))
            #expect(range.root == definedRoot(entries[..<size]))
            #expect(CompactRange(size: range.size, hashes: range.hashes) == range)
            if size < entries.count { range.append(MerkleTree.leafHash(entries[size])) }
        }
    }

    @Test func compactRangeReportsEveryCompletedSubtreeOnce() {
        var range = CompactRange()
        var seen: [String] = []
        for number in 0..<8 {
            range.append(MerkleTree.leafHash([UInt8(number)])) { level, index, _ in seen.append("\(level).\(index)") }
        }
        #expect(
            seen == [
                "0.0", "0.1", "1.0", "0.2", "0.3", "1.1", "2.0", "0.4", "0.5", "1.2", "0.6", "0.7", "1.3", "2.1", "3.0",
            ])
    }

    @Test func compactRangeRefusesAnotherNumberOfHashes() {
        #expect(CompactRange(size: 3, hashes: [.zero]) == nil)
        #expect(CompactRange(size: 4, hashes: [.zero, .zero]) == nil)
        #expect(CompactRange(size: .max, hashes: Array(repeating: .zero, count: 64)) != nil)
        #expect(CompactRange(size: 0, hashes: []) == CompactRange())
    }
}
