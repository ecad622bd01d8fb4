import DurableFiles
import Records
import TransparencyLog

/// Reads public files of any width: where the exact one is gone, a wider one is cut.
///
/// Of partial tiles and bundles the disk keeps the newest; a smaller one is a prefix of it (of its records, for sealed
/// bundles).
struct PublicFiles: Sendable {
    let storage: any PublicFileSource

    /// The bytes of a public file; nil when neither it nor a wider one is there, or the path is not one of the log's.
    func read(_ path: String) throws -> [UInt8]? {
        if let exact = try storage.read(path) { return exact }
        guard let place = Place(path), place.width < 256 else { return nil }
        for _ in 0..<2 {
            guard let (wider, width) = try widest(place) else { continue }
            guard width >= place.width else { return nil }
            return try place.cut(wider, from: width)
        }
        return nil
    }

    /// The full file, or else the widest partial one; nil also when that was replaced between listing and reading.
    private func widest(_ place: Place) throws -> (bytes: [UInt8], width: Int)? {
        if let full = try storage.read(place.path(width: 256)) { return (full, 256) }
        let folder = place.path(width: 256) + ".p"
        guard let width = try storage.names(in: folder).compactMap({ Int($0) }).max() else { return nil }
        guard let bytes = try storage.read("\(folder)/\(width)") else { return nil }
        return (bytes, width)
    }

    /// The entries of a bundle in a log of `size` entries.
    func entries(bundle: UInt64, size: UInt64) throws -> [[UInt8]] {
        let (bytes, width) = try need("tile/entries/", bundle, size)
        return try EntryBundle.decode(bytes, width: width).map { Array(bytes[$0]) }
    }

    /// The sealed records of a bundle beside its entries, in a log of `size` entries; an empty one for an entry without.
    ///
    /// - Throws: `refused` when the records of entries that commit to one are not there.
    func sealed(bundle: UInt64, beside entries: [[UInt8]], size: UInt64) throws -> [[UInt8]] {
        let (path, width) = try place("sealed/", bundle, size)
        guard let bytes = try read(path) else {
            if entries.contains(where: { (try? Entry(parsing: $0))?.commitment != nil }) { throw Self.missing(path) }
            return Array(repeating: [], count: width)
        }
        return try SealedBundle.decode(bytes, width: width).map { Array(bytes[$0]) }
    }

    private func need(_ prefix: String, _ bundle: UInt64, _ size: UInt64) throws -> (bytes: [UInt8], width: Int) {
        let (path, width) = try place(prefix, bundle, size)
        guard let bytes = try read(path) else { throw Self.missing(path) }
        return (bytes, width)
    }

    private func place(_ prefix: String, _ bundle: UInt64, _ size: UInt64) throws -> (path: String, width: Int) {
        let width = bundle < size >> 8 ? 256 : Int(size & 255)
        let path = prefix + TilePath.suffix(index: bundle, width: max(width, 1))
        guard width > 0 else { throw Self.missing(path) }
        return (path, width)
    }

    private static func missing(_ path: String) -> LedgerError {
        .refused(Refusal(.missing, path, "the file is missing"))
    }

    /// The place of a tile or bundle, without its width.
    private struct Place {
        private let prefix: String
        private let index: UInt64
        let width: Int

        init?(_ path: String) {
            guard let prefix = Self.prefixes.first(where: { path.hasPrefix($0) }),
                let (index, width) = TilePath.parse(path.utf8.dropFirst(prefix.utf8.count))
            else { return nil }
            self.prefix = prefix
            self.index = index
            self.width = width
        }

        private static let prefixes = ["tile/entries/", "sealed/"] + (0..<8).map { "tile/\($0)/" }

        func path(width: Int) -> String { prefix + TilePath.suffix(index: index, width: width) }

        func cut(_ bytes: [UInt8], from oldWidth: Int) throws -> [UInt8] {
            switch prefix {
            case "tile/entries/": Array(bytes[..<(try EntryBundle.prefix(of: bytes, width: width).end)])
            case "sealed/": try SealedBundle.cut(bytes, from: oldWidth, to: width)
            default: Array(bytes.prefix(width * Hash.byteCount))
            }
        }
    }
}
