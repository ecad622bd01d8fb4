import CSHA256
import Crypto
import Testing
import TransparencyLog

/// Many hashes at once are those that come one after the other.
@Suite struct ManyHashesTests {
    /// Bytes that differ from place to place and from message to message.
    private static func message(_ number: Int, _ length: Int) -> [UInt8] {
        (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8 &+ number &* 31) }
    }

    private static func digests(_ lanes: Int, prefix: [UInt8], _ messages: [[UInt8]]) -> [[UInt8]] {
        let joined = messages.flatMap { $0 }
        var output = [UInt8](repeating: 0, count: 32 * messages.count)
        joined.withUnsafeBufferPointer { memory in
            var offset = 0
            let bases = messages.map { message -> UnsafePointer<UInt8>? in
                defer { offset += message.count }
                return memory.baseAddress.map { $0 + offset }
            }
            muster_sha256_many(
                Int32(lanes), prefix, prefix.count, bases, messages.map(\.count), messages.count, &output)
        }
        return messages.indices.map { Array(output[32 * $0..<32 * $0 + 32]) }
    }

    private static let widths = [8, 16].filter { muster_sha256_supports(Int32($0)) != 0 }

    /// Every length up to three blocks and around the padding's edges, alone and beside others.
    @Test(arguments: widths) func everyLength(_ lanes: Int) {
        for prefix in [[], [0], [1], Array(repeating: 9, count: 16)] as [[UInt8]] {
            let messages =
                (0...260).map { Self.message($0, $0) } + [1023, 1024, 1025, 4096].map { Self.message(3, $0) }
            let expected = messages.map { Array(SHA256.hash(data: prefix + $0)) }
            #expect(Self.digests(lanes, prefix: prefix, messages) == expected)
            for (message, digest) in zip(messages, expected) where message.count % 16 < 3 {
                #expect(Self.digests(lanes, prefix: prefix, [message]) == [digest])
            }
        }
    }

    /// Every number of messages up to more than twice the width, of lengths that end at different blocks.
    @Test(arguments: widths) func everyNumber(_ lanes: Int) {
        for count in 0...40 {
            let messages = (0..<count).map { Self.message($0, ($0 * 37 + count * 11) % 300) }
            #expect(Self.digests(lanes, prefix: [0], messages) == messages.map { Array(SHA256.hash(data: [0] + $0)) })
        }
    }

    /// One or two that are much longer than the others are ended alone.
    @Test(arguments: widths) func longOnesAmongShortOnes(_ lanes: Int) {
        for long in [[0], [5], [0, 1], [3, 19], [1, 2, 3], [20, 21]] {
            let messages = (0..<22).map { Self.message($0, long.contains($0) ? 1500 + $0 : 20 + $0) }
            #expect(Self.digests(lanes, prefix: [1], messages) == messages.map { Array(SHA256.hash(data: [1] + $0)) })
        }
    }

    @Test func leavesAreThoseOfOneAtATime() {
        for count in [0, 1, 2, 3, 4, 15, 16, 17, 63, 64, 65, 200] {
            let entries = (0..<count).map { Self.message($0, $0 * 53 % 700) }
            let expected = entries.map { MerkleTree.leafHash($0) }
            #expect(MerkleTree.leafHashes(entries) == expected)
            var ranges: [Range<Int>] = []
            var joined: [UInt8] = []
            for entry in entries {
                ranges.append(joined.count..<joined.count + entry.count)
                joined += entry
            }
            #expect(joined.withUnsafeBytes { MerkleTree.leafHashes($0, ranges) } == expected)
            let digests = joined.withUnsafeBytes { MerkleTree.digests($0, ranges) }
            #expect(digests.map(\.bytes) == entries.map { Array(SHA256.hash(data: $0)) })
            #expect(MerkleTree.digests(entries) == digests)
        }
    }

    @Test func parentsAndRootsAreThoseOfOneAtATime() {
        let leaves = (0..<256).map { MerkleTree.leafHash(Self.message($0, 5)) }
        for count in 0...40 {
            let expected = (0..<count / 2).map { MerkleTree.nodeHash(leaves[2 * $0 + 1], leaves[2 * $0 + 2]) }
            #expect(MerkleTree.parents(leaves[1..<1 + count]) == expected)
        }
        for height in 0...8 {
            var range = CompactRange()
            for leaf in leaves.prefix(1 << height) { range.append(leaf) }
            #expect(MerkleTree.root(ofComplete: Array(leaves.prefix(1 << height))) == range.root)
        }
    }

    /// A tree grown by complete subtrees is the tree grown by leaves, and reports the same nodes from that height up.
    @Test func subtreesGrowTheSameTree() {
        let leaves = (0..<32).map { MerkleTree.leafHash(Self.message($0, 9)) }
        var byLeaf = CompactRange()
        var bySubtree = CompactRange()
        for start in stride(from: 0, to: 32, by: 4) {
            var nodes: [String] = []
            for leaf in leaves[start..<start + 4] {
                byLeaf.append(leaf) { if $0 >= 2 { nodes.append("\($0) \($1) \($2)") } }
            }
            var found: [String] = []
            let root = MerkleTree.root(ofComplete: Array(leaves[start..<start + 4]))
            bySubtree.append(subtree: root, height: 2) { found.append("\($0) \($1) \($2)") }
            #expect(bySubtree == byLeaf)
            #expect(found == nodes)
        }
    }
}
