/// The coordinates of a hash tile: up to 256 neighbouring hashes of one level of the tree (C2SP tlog-tiles).
///
/// Hash `i` of the tile with index `n` at level `l` is the hash of the complete subtree of 256^l leaves that is
/// number 256n + i from the left. Level 0 holds leaf hashes. Only full tiles are hashed upward.
public struct Tile: Hashable, Sendable {
    /// The height of a tile: each holds 2^8 hashes.
    public static let height = 8
    /// The number of hashes in a full tile.
    public static let fullWidth = 256
    /// The level of the tile, 0 to 63; no tree of 64-bit size has tiles above level 7.
    public let level: Int
    /// The number of the tile within its level, from the left.
    public let index: UInt64
    /// The number of hashes, 1 to 256.
    public let width: Int

    /// A tile; nil when level or width are out of range.
    public init?(level: Int, index: UInt64, width: Int = Tile.fullWidth) {
        guard (0...63).contains(level), (1...Tile.fullWidth).contains(width) else { return nil }
        self.init(unchecked: level, index, width)
    }

    init(unchecked level: Int, _ index: UInt64, _ width: Int) {
        self.level = level
        self.index = index
        self.width = width
    }

    /// A full tile has 256 hashes and a path without `.p/`.
    public var isFull: Bool { width == Tile.fullWidth }

    /// The length of the tile's file in bytes.
    public var byteCount: Int { width * Hash.byteCount }

    /// The same place with another number of hashes; nil when that is out of range.
    public func resized(to width: Int) -> Tile? { Tile(level: level, index: index, width: width) }

    /// The path below the log's prefix, such as `tile/0/x001/234.p/17`.
    public var path: String { "tile/\(level)/" + TilePath.suffix(index: index, width: width) }

    /// The tile at `path`, which must be spelt exactly as `path` spells it.
    public init(parsing path: String) throws(TileError) {
        let parts = [UInt8](path.utf8).split(
            separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isText("tile"), let level = Decimal.parse(parts[1]), level <= 63,
            let (index, width) = TilePath.parse(parts[2])
        else { throw TileError(.path, "not the path of a tile") }
        self.init(unchecked: Int(level), index, width)
    }

    /// The number of hashes that level `level` of tiles has in the tree of `size` entries.
    public static func hashCount(level: Int, size: UInt64) -> UInt64 {
        (0..<8).contains(level) ? size >> UInt64(8 * level) : 0
    }

    /// The tile with the hashes [256 index, …) of its level as a tree of `size` entries has it; nil when it has none.
    public static func at(level: Int, index: UInt64, size: UInt64) -> Tile? {
        let count = hashCount(level: level, size: size)
        guard index <= count >> 8 else { return nil }
        let width = index < count >> 8 ? 256 : Int(count & 0xff)
        return Tile(level: level, index: index, width: width)
    }

    /// All tiles of the tree of `size` entries, level by level, from the left; made one at a time.
    public static func tiles(forSize size: UInt64) -> some Sequence<Tile> {
        (0..<8).lazy.flatMap { level in
            let count = hashCount(level: level, size: size)
            let tileCount = count >> 8 + (count & 0xff == 0 ? 0 : 1)
            return (0..<tileCount).lazy.compactMap { at(level: level, index: $0, size: size) }
        }
    }
}
