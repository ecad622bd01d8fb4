internal import CSHA256
import Crypto

/// Many hashes at once: on a processor with wide vectors and without instructions for SHA-256 several times as quick as one
/// after the other. The values are the same everywhere.
extension MerkleTree {
    /// The leaf hashes of entries, in their order.
    public static func leafHashes(_ entries: [[UInt8]]) -> [Hash] {
        guard lanes > 1, entries.count >= worthwhile else { return entries.map { leafHash($0) } }
        return hashes(entries, prefix: 0)
    }

    /// SHA-256 of each message, in their order: nothing stands before them.
    public static func digests(_ messages: [[UInt8]]) -> [Hash] {
        guard lanes > 1, messages.count >= worthwhile else { return messages.map { $0.withUnsafeBytes(digest) } }
        return hashes(messages, prefix: nil)
    }

    private static func hashes(_ messages: [[UInt8]], prefix: UInt8?) -> [Hash] {
        var hashes: [Hash] = []
        hashes.reserveCapacity(messages.count)
        var pointers: [UnsafeRawBufferPointer] = []
        pointers.reserveCapacity(group)
        for start in stride(from: 0, to: messages.count, by: group) {
            pointers.removeAll(keepingCapacity: true)
            lend(messages[start..<min(start + group, messages.count)], &pointers) {
                hash($0, prefix: prefix, into: &hashes)
            }
        }
        return hashes
    }

    private static func digest(_ message: UnsafeRawBufferPointer) -> Hash {
        var digest = SHA256()
        digest.update(bufferPointer: message)
        return finish(digest)
    }

    /// The leaf hashes of entries that stand in one piece of memory, in the order of `ranges`.
    public static func leafHashes(_ memory: UnsafeRawBufferPointer, _ ranges: [Range<Int>]) -> [Hash] {
        guard lanes > 1, ranges.count >= worthwhile else {
            return ranges.map { leafHash(UnsafeRawBufferPointer(rebasing: memory[$0])) }
        }
        var hashes: [Hash] = []
        hashes.reserveCapacity(ranges.count)
        hash(ranges.map { UnsafeRawBufferPointer(rebasing: memory[$0]) }, prefix: 0, into: &hashes)
        return hashes
    }

    /// The parents of nodes that stand side by side: of the first and the second, the third and the fourth, and so on. A
    /// last node without a neighbour has none.
    public static func parents(_ nodes: ArraySlice<Hash>) -> [Hash] {
        let count = nodes.count / 2
        guard lanes > 1, count >= worthwhile else {
            return (0..<count).map { nodeHash(nodes[nodes.startIndex + 2 * $0], nodes[nodes.startIndex + 2 * $0 + 1]) }
        }
        var hashes: [Hash] = []
        hashes.reserveCapacity(count)
        nodes.withUnsafeBytes { memory in
            let pairs = (0..<count).map { UnsafeRawBufferPointer(rebasing: memory[64 * $0..<64 * $0 + 64]) }
            hash(pairs, prefix: 1, into: &hashes)
        }
        return hashes
    }

    /// SHA-256 of each piece of memory, in the order of `ranges`: nothing stands before them.
    public static func digests(_ memory: UnsafeRawBufferPointer, _ ranges: [Range<Int>]) -> [Hash] {
        guard lanes > 1, ranges.count >= worthwhile else {
            return ranges.map { digest(UnsafeRawBufferPointer(rebasing: memory[$0])) }
        }
        var hashes: [Hash] = []
        hashes.reserveCapacity(ranges.count)
        hash(ranges.map { UnsafeRawBufferPointer(rebasing: memory[$0]) }, prefix: nil, into: &hashes)
        return hashes
    }

    /// The root over a power of two of nodes of one height.
    public static func root(ofComplete nodes: [Hash]) -> Hash {
        precondition(nodes.count.nonzeroBitCount == 1, "\(nodes.count) is no power of two")
        var level = nodes
        while level.count > 1 { level = parents(level[...]) }
        return level[0]
    }

    /// How many messages this processor hashes at once.
    static let lanes = Int(muster_sha256_lanes())
    /// Messages from which on the lanes are quicker: with fewer, most of them stand idle.
    private static let worthwhile = 3
    /// Entries that are lent at once.
    private static let group = 64

    private static func hash(_ messages: [UnsafeRawBufferPointer], prefix: UInt8?, into hashes: inout [Hash]) {
        let bases = messages.map { $0.baseAddress?.assumingMemoryBound(to: UInt8.self) }
        let lengths = messages.map(\.count)
        let start = hashes.count
        hashes.append(contentsOf: repeatElement(.zero, count: messages.count))
        hashes.withUnsafeMutableBytes { output in
            withUnsafeBytes(of: prefix ?? 0) { first in
                muster_sha256_many(
                    Int32(lanes), first.baseAddress, prefix == nil ? 0 : 1, bases, lengths, messages.count,
                    output.baseAddress?.advanced(by: start * Hash.byteCount).assumingMemoryBound(to: UInt8.self))
            }
        }
    }

    /// Calls `body` with the bytes of all entries, while all of them are lent.
    private static func lend(
        _ entries: ArraySlice<[UInt8]>, _ pointers: inout [UnsafeRawBufferPointer],
        _ body: ([UnsafeRawBufferPointer]) -> Void
    ) {
        guard let first = entries.first else { return body(pointers) }
        first.withUnsafeBytes { bytes in
            pointers.append(bytes)
            lend(entries.dropFirst(), &pointers, body)
        }
    }
}
