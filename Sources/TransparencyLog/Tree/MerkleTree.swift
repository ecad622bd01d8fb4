import Crypto

/// The hashing of an RFC 6962 tree (section 2.1; the same in RFC 9162 section 2.1.1).
public enum MerkleTree {
    /// The root of the tree without entries: SHA-256 of nothing.
    public static let emptyRoot = finish(SHA256())

    /// The hash of a leaf: SHA-256 of 0x00 and the entry's bytes.
    public static func leafHash(_ entry: [UInt8]) -> Hash {
        entry.withUnsafeBytes(leafHash)
    }

    /// The hash of a leaf: SHA-256 of 0x00 and the entry's bytes.
    public static func leafHash(_ entry: ArraySlice<UInt8>) -> Hash {
        entry.withUnsafeBytes(leafHash)
    }

    /// The hash of a leaf: SHA-256 of 0x00 and the entry's bytes.
    public static func leafHash(_ entry: UnsafeRawBufferPointer) -> Hash {
        var digest = SHA256()
        withUnsafeBytes(of: UInt8(0)) { digest.update(bufferPointer: $0) }
        digest.update(bufferPointer: entry)
        return finish(digest)
    }

    /// The hash of an inner node: SHA-256 of 0x01, the left and the right child.
    public static func nodeHash(_ left: Hash, _ right: Hash) -> Hash {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Hash.byteCount, alignment: 1) { buffer in
            buffer[0] = 1
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]).copyMemory(from: $0) }
            var digest = SHA256()
            digest.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return finish(digest)
        }
    }

    static func finish(_ digest: SHA256) -> Hash {
        digest.finalize().withUnsafeBytes { bytes in Hash(filling: { $0.copyMemory(from: bytes) }) }
    }
}
