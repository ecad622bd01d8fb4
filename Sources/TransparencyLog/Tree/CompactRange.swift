/// The right edge of the tree over entries [0, size): the hashes of the complete subtrees that make it up.
///
/// It is all that appending needs: at most 64 hashes, one amortised node hash for each leaf.
public struct CompactRange: Sendable, Equatable {
    /// The number of leaves.
    public private(set) var size: UInt64

    /// One hash for each set bit of `size`, the largest subtree (highest bit) first.
    public private(set) var hashes: [Hash]

    /// The empty tree.
    public init() {
        size = 0
        hashes = []
        hashes.reserveCapacity(64)
    }

    /// A range from its stored parts; nil unless there is one hash for each set bit of `size`.
    public init?(size: UInt64, hashes: [Hash]) {
        guard hashes.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.hashes = hashes
    }

    /// Adds a leaf, and reports every subtree that it completes, the leaf itself (level 0) included.
    ///
    /// - Parameters:
    ///   - leaf: The leaf hash of the entry at index `size`.
    ///   - onNode: Called with level, index and hash of each completed subtree, lowest level first;
    ///     the subtree covers leaves [index << level, (index + 1) << level).
    @inlinable
    public mutating func append(_ leaf: Hash, onNode: (_ level: Int, _ index: UInt64, _ hash: Hash) -> Void) {
        precondition(canGrow, "a tree has at most 2^64 - 1 leaves")
        var node = leaf
        onNode(0, size, node)
        for level in 1..<(size.trailingOnes + 1) {
            node = MerkleTree.nodeHash(removeLast(), node)
            onNode(level, size >> UInt64(level), node)
        }
        add(node)
    }

    /// Adds the root of a complete subtree of 2^height leaves, and reports every larger one that it completes.
    ///
    /// The size must be a multiple of 2^height.
    public mutating func append(
        subtree root: Hash, height: Int, onNode: (_ level: Int, _ index: UInt64, _ hash: Hash) -> Void
    ) {
        let leaves = UInt64(1) << UInt64(height)
        precondition(size % leaves == 0 && size <= .max - leaves, "no subtree of \(leaves) begins at \(size)")
        var node = root
        onNode(height, size >> UInt64(height), node)
        for level in height + 1..<height + 1 + (size >> UInt64(height)).trailingOnes {
            node = MerkleTree.nodeHash(removeLast(), node)
            onNode(level, size >> UInt64(level), node)
        }
        hashes.append(node)
        size += leaves
    }

    /// Adds a leaf.
    public mutating func append(_ leaf: Hash) {
        append(leaf) { _, _, _ in }
    }

    /// False only for the largest tree that 64 bits can count.
    @usableFromInline var canGrow: Bool { size < .max }

    @usableFromInline mutating func removeLast() -> Hash { hashes.removeLast() }

    @usableFromInline mutating func add(_ node: Hash) {
        hashes.append(node)
        size += 1
    }

    /// The root of the tree (RFC 6962 section 2.1).
    public var root: Hash {
        guard var root = hashes.last else { return MerkleTree.emptyRoot }
        for left in hashes.dropLast().reversed() { root = MerkleTree.nodeHash(left, root) }
        return root
    }
}

extension UInt64 {
    /// The number of one bits below the lowest zero bit: how many subtrees the leaf at this index completes.
    @usableFromInline var trailingOnes: Int { (~self).trailingZeroBitCount }
}
