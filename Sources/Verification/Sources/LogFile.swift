import Records
import TransparencyLog

/// A tile, an entry bundle or a sealed bundle: files that hold up to 256 items of one index space.
struct LogFile: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case tile(level: Int)
        case entries
        case sealed
    }

    let kind: Kind
    /// The number of the file among those of its kind.
    let index: UInt64
    /// How many items it holds, 1 to 256.
    let width: Int

    init(_ kind: Kind, _ index: UInt64, width: Int) {
        self.kind = kind
        self.index = index
        self.width = width
    }

    /// The file at a path; nil when that is not the path of a tile or bundle.
    init?(_ path: String) {
        if let bundle = try? EntryBundle(parsing: path) {
            self.init(.entries, bundle.index, width: bundle.width)
        } else if let tile = try? Tile(parsing: path) {
            self.init(.tile(level: tile.level), tile.index, width: tile.width)
        } else if path.utf8.starts(with: "sealed/".utf8), let (index, width) = TilePath.parse(path.utf8.dropFirst(7)) {
            self.init(.sealed, index, width: width)
        } else {
            return nil
        }
    }

    /// The file as a log of `size` entries has it; nil when it has none.
    init?(_ kind: Kind, _ index: UInt64, size: UInt64) {
        guard let tile = Tile.at(level: Self.level(kind), index: index, size: size) else { return nil }
        self.init(kind, index, width: tile.width)
    }

    private static func level(_ kind: Kind) -> Int {
        if case .tile(let level) = kind { level } else { 0 }
    }

    var path: String {
        let suffix = TilePath.suffix(index: index, width: width)
        switch kind {
        case .tile(let level): return "tile/\(level)/\(suffix)"
        case .entries: return "tile/entries/\(suffix)"
        case .sealed: return "sealed/\(suffix)"
        }
    }

    func resized(_ width: Int) -> LogFile { LogFile(kind, index, width: width) }

    /// The folder of the partial files at this place.
    var partialFolder: String { resized(256).path + ".p" }

    /// The most bytes that such a file can have.
    var limit: Int {
        switch kind {
        case .tile: width * Hash.byteCount
        case .entries: width * (2 + EntryBundle.maximumEntryLength)
        case .sealed: width * (4 + SealedBundle.recordLimit)
        }
    }

    /// The index of the first item's first entry, at most 2^64 - 1.
    var firstEntry: UInt64 {
        let bits = 8 * (Self.level(kind) + 1)
        guard bits < 64, index <= UInt64.max >> UInt64(bits) else { return index == 0 ? 0 : .max }
        return index << UInt64(bits)
    }

    /// What a file of this width has of the bytes of a wider one at the same place; nil when those are malformed.
    func cut(_ bytes: [UInt8], from width: Int) -> [UInt8]? {
        guard width != self.width else { return bytes }
        switch kind {
        case .tile:
            return bytes.count == width * Hash.byteCount ? Array(bytes.prefix(limit)) : nil
        case .entries:
            return (try? EntryBundle.prefix(of: bytes, width: self.width)).map { Array(bytes[..<$0.end]) }
        case .sealed:
            return try? SealedBundle.cut(bytes, from: width, to: self.width)
        }
    }
}
