extension Tile {
    /// The hash number `offset` of a tile's bytes.
    ///
    /// - Throws: `TileError` when the bytes are not whole hashes or hold no such hash.
    public static func hash(at offset: Int, in bytes: [UInt8]) throws(TileError) -> Hash {
        try node(height: 0, offset: offset, in: bytes)
    }

    /// The root of the complete subtree of 2^height hashes of a tile's bytes that begins with hash `offset`.
    ///
    /// - Throws: `TileError` when the bytes are not whole hashes or the subtree is not among them.
    public static func node(height: Int, offset: Int, in bytes: [UInt8]) throws(TileError) -> Hash {
        guard bytes.count % Hash.byteCount == 0, bytes.count <= fullWidth * Hash.byteCount else {
            throw TileError(.length, "\(bytes.count) bytes are not a tile's hashes")
        }
        guard (0...Tile.height).contains(height), offset >= 0, offset % (1 << height) == 0,
            offset <= bytes.count / Hash.byteCount - (1 << height)
        else { throw TileError(.outOfRange, "the tile has no subtree of height \(height) at hash \(offset)") }
        return bytes.withUnsafeBytes { combine($0, from: offset, count: 1 << height) }
    }

    /// The root over `count` hashes, a power of two; the caller has checked the bounds.
    private static func combine(_ bytes: UnsafeRawBufferPointer, from offset: Int, count: Int) -> Hash {
        guard count > 1 else { return bytes.loadUnaligned(fromByteOffset: offset * Hash.byteCount, as: Hash.self) }
        let half = count / 2
        return MerkleTree.nodeHash(
            combine(bytes, from: offset, count: half), combine(bytes, from: offset + half, count: half))
    }
}
