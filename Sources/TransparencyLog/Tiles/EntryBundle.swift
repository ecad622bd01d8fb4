/// A run of up to 256 entries: each a length in two bytes, big-endian, and that many bytes (C2SP tlog-tiles).
///
/// Bundle `n` holds the entries whose leaf hashes are in the level-0 tile `n`.
public struct EntryBundle: Hashable, Sendable {
    /// The longest entry, in bytes.
    public static let maximumEntryLength = 65_535

    /// The number of the bundle from the left.
    public let index: UInt64
    /// The number of entries, 1 to 256.
    public let width: Int

    /// A bundle's coordinates; nil when the width is out of range.
    public init?(index: UInt64, width: Int = Tile.fullWidth) {
        guard (1...Tile.fullWidth).contains(width) else { return nil }
        self.index = index
        self.width = width
    }

    /// The path below the log's prefix, such as `tile/entries/x001/234.p/17`.
    public var path: String { Self.prefix + TilePath.suffix(index: index, width: width) }

    private static let prefix = "tile/entries/"

    /// The bundle at `path`, which must be spelt exactly as `path` spells it.
    public init(parsing path: String) throws(TileError) {
        guard path.utf8.starts(with: Self.prefix.utf8),
            let (index, width) = TilePath.parse(path.utf8.dropFirst(Self.prefix.utf8.count))
        else { throw TileError(.path, "not the path of an entry bundle") }
        self.index = index
        self.width = width
    }

    /// The bytes of a bundle.
    ///
    /// - Throws: `TileError` when there are no entries, more than 256, or one is longer than 65,535 bytes.
    public static func encode(_ entries: some Collection<[UInt8]>) throws(TileError) -> [UInt8] {
        guard (1...Tile.fullWidth).contains(entries.count) else {
            throw TileError(.outOfRange, "a bundle has 1 to 256 entries, not \(entries.count)")
        }
        var bytes = [UInt8]()
        for entry in entries { try append(entry, to: &bytes) }
        return bytes
    }

    /// Appends one entry to the bytes of a bundle.
    ///
    /// - Throws: `TileError` when the entry is longer than 65,535 bytes.
    public static func append(_ entry: [UInt8], to bundle: inout [UInt8]) throws(TileError) {
        guard entry.count <= maximumEntryLength else {
            throw TileError(.tooLarge, "an entry has at most \(maximumEntryLength) bytes, not \(entry.count)")
        }
        bundle.append(UInt8(entry.count >> 8))
        bundle.append(UInt8(entry.count & 0xff))
        bundle.append(contentsOf: entry)
    }

    /// Where each of the `width` entries lies in the bytes of a bundle, which must hold no more and no less.
    ///
    /// - Throws: `TileError` when an entry is cut short or bytes are left over.
    public static func decode(_ bytes: [UInt8], width: Int) throws(TileError) -> [Range<Int>] {
        let (ranges, end) = try prefix(of: bytes, width: width)
        guard end == bytes.count else {
            throw TileError(.trailingBytes, "\(bytes.count - end) bytes follow entry \(width) of the bundle")
        }
        return ranges
    }

    /// Where each of the first `width` entries of a bundle lies, and where the last of them ends.
    ///
    /// - Throws: `TileError` when an entry is cut short.
    public static func prefix(of bytes: [UInt8], width: Int) throws(TileError) -> (ranges: [Range<Int>], end: Int) {
        guard (1...Tile.fullWidth).contains(width) else {
            throw TileError(.outOfRange, "a bundle has 1 to 256 entries, not \(width)")
        }
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(width)
        var offset = 0
        for number in 0..<width {
            guard bytes.count - offset >= 2 else {
                throw TileError(.truncated, "the bundle ends before entry \(number) of \(width)")
            }
            let start = offset + 2
            let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            guard bytes.count - start >= length else {
                throw TileError(.truncated, "the bundle ends within entry \(number) of \(width)")
            }
            offset = start + length
            ranges.append(start..<offset)
        }
        return (ranges, offset)
    }
}
