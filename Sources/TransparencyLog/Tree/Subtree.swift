/// A range of leaves [start, end) whose hash can be computed from nodes of every tree that holds it.
public struct Subtree: Hashable, Sendable {
    /// The first leaf.
    public let start: UInt64
    /// One past the last leaf.
    public let end: UInt64

    /// A subtree; nil unless `start` is 0 or a multiple of the smallest power of two that is at least `end - start`.
    public init?(_ start: UInt64, _ end: UInt64) {
        guard start <= end else { return nil }
        let size = end - start
        let aligned = start == 0 || size <= 1 || start.trailingZeroBitCount >= (size - 1).bitLength
        guard aligned else { return nil }
        self.init(unchecked: start, end)
    }

    init(unchecked start: UInt64, _ end: UInt64) {
        self.start = start
        self.end = end
    }

    /// The number of leaves.
    public var count: UInt64 { end - start }

    /// Where a subtree of two leaves or more is cut: the largest power of two smaller than its size (RFC 6962, 2.1).
    var middle: UInt64 { start + 1 << UInt64((count - 1).bitLength - 1) }

    /// The hash of the subtree: of nothing when it is empty.
    public func hash(from reader: some HashReader) throws -> Hash {
        guard count > 0 else { return MerkleTree.emptyRoot }
        guard count & (count - 1) != 0 else {
            let level = count.trailingZeroBitCount
            return try reader.hash(level: level, index: start >> UInt64(level))
        }
        return MerkleTree.nodeHash(
            try Subtree(unchecked: start, middle).hash(from: reader),
            try Subtree(unchecked: middle, end).hash(from: reader))
    }

    /// The two neighbouring subtrees that together cover [start, end), wherever it lies.
    ///
    /// The left one may begin before `start`; the right one is empty when the range has at most one leaf. Nil when
    /// `start` is above `end` (draft-ietf-plants-merkle-tree-certs, "Arbitrary Intervals").
    public static func covering(_ start: UInt64, _ end: UInt64) -> (left: Subtree, right: Subtree)? {
        guard start <= end else { return nil }
        guard end - start > 1 else { return (Subtree(unchecked: start, end), Subtree(unchecked: end, end)) }
        let last = end - 1
        let split = (start ^ last).bitLength - 1
        let mask = (UInt64(1) << UInt64(split)) - 1
        let middle = last & ~mask
        let leftSplit = (~start & mask).bitLength
        let first = start & ~((UInt64(1) << UInt64(leftSplit)) - 1)
        return (Subtree(unchecked: first, middle), Subtree(unchecked: middle, end))
    }
}

extension UInt64 {
    /// The number of binary digits: 0 for 0, 64 for the largest.
    var bitLength: Int { UInt64.bitWidth - leadingZeroBitCount }
}
