/// Reads the hashes of a tree of fixed size from its tiles, keeping the last few tiles.
///
/// Not for use from several threads at once. What it returns is as good as the tiles: check the proofs made from it.
public struct TileHashReader: HashReader {
    /// The size of the tree, which decides the widths of the tiles that are asked for.
    public let size: UInt64
    private let tile: (Tile) throws -> [UInt8]
    private let cache = TileCache()

    /// A reader over the tree of `size` entries.
    ///
    /// - Parameters:
    ///   - size: The size of the tree.
    ///   - tile: Gives the bytes of a tile, exactly as wide as asked; called at most once while the tile is kept.
    public init(size: UInt64, tile: @escaping (Tile) throws -> [UInt8]) {
        self.size = size
        self.tile = tile
    }

    /// The hash of a complete subtree.
    ///
    /// - Throws: `TileError` when the subtree reaches beyond the tree or a tile has another length than its width
    ///   says, and whatever reading the tile throws.
    public func hash(level: Int, index: UInt64) throws -> Hash {
        guard (0...63).contains(level), index < size >> UInt64(level) else {
            throw TileError(.outOfRange, "a tree of \(size) entries has no subtree \(index) at level \(level)")
        }
        let height = level % Tile.height
        let first = index << UInt64(height)
        guard let tile = Tile.at(level: level / Tile.height, index: first >> 8, size: size) else {
            throw TileError(.outOfRange, "a tree of \(size) entries has no subtree \(index) at level \(level)")
        }
        return try Tile.node(height: height, offset: Int(first & 0xff), in: bytes(of: tile))
    }

    private func bytes(of tile: Tile) throws -> [UInt8] {
        if let bytes = cache.bytes(of: tile) { return bytes }
        let bytes = try self.tile(tile)
        guard bytes.count == tile.byteCount else {
            throw TileError(.length, "\(tile.path) has \(bytes.count) bytes, not \(tile.byteCount)")
        }
        cache.keep(bytes, of: tile)
        return bytes
    }
}

/// The most recently read tiles.
private final class TileCache {
    private var tiles: [(tile: Tile, bytes: [UInt8])] = []
    private let capacity = 16

    func bytes(of tile: Tile) -> [UInt8]? {
        tiles.first { $0.tile == tile }?.bytes
    }

    func keep(_ bytes: [UInt8], of tile: Tile) {
        if tiles.count == capacity { tiles.removeFirst() }
        tiles.append((tile, bytes))
    }
}
