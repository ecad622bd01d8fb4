import TransparencyLog

/// Which file of a log a path names, read strictly: one spelling for each file, nothing else.
enum LogFilePath: Equatable {
    case checkpoint
    /// A tile of hashes: public.
    case tile
    /// A bundle of entries or of sealed records: for readers, unless the log's are public.
    case bundle

    /// - Parameter path: the part behind `/logs/<name>/`, as it came, not decoded.
    init?(_ path: Substring) {
        let bytes = path.utf8
        if bytes.elementsEqual("checkpoint".utf8) {
            self = .checkpoint
        } else if path.hasPrefix("tile/entries/") {
            guard (try? EntryBundle(parsing: String(path))) != nil else { return nil }
            self = .bundle
        } else if path.hasPrefix("tile/") {
            guard (try? Tile(parsing: String(path))) != nil else { return nil }
            self = .tile
        } else if path.hasPrefix("sealed/") {
            guard TilePath.parse(bytes.dropFirst("sealed/".utf8.count)) != nil else { return nil }
            self = .bundle
        } else {
            return nil
        }
    }
}
