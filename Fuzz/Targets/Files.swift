import Records
import TransparencyLog

/// Paths of tiles and bundles (C2SP tlog-tiles).
enum Paths {
    static func attempt(_ bytes: [UInt8]) {
        if let (index, width) = TilePath.parse(bytes) {
            promise(TilePath.suffix(index: index, width: width).utf8.elementsEqual(bytes), "a path has one spelling")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if let tile = try? Tile(parsing: text) {
            promise(tile.path.utf8.elementsEqual(text.utf8), "a tile's path is written as it was read")
            _ = Tile.at(level: tile.level, index: tile.index, size: tile.index)
        }
        if let bundle = try? EntryBundle(parsing: text) {
            promise(bundle.path.utf8.elementsEqual(text.utf8), "a bundle's path is written as it was read")
        }
    }

    static var seeds: [[UInt8]] {
        ["tile/0/x001/234.p/17", "tile/entries/x001/x234/067", "tile/7/000.p/255", "x001/x234/067", "000.p/1"]
            .map { Array($0.utf8) }
    }
}

/// Entry bundles and sealed bundles, whole and cut, and the sealed records in them. The first byte is the width.
enum Bundles {
    static func attempt(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let (width, bundle) = (Int(first) + 1, Array(bytes.dropFirst()))
        if let ranges = try? EntryBundle.decode(bundle, width: width) {
            let entries = ranges.map { Array(bundle[$0]) }
            promise((try? EntryBundle.encode(entries)) == bundle, "an entry bundle is written as it was read")
            let half = try? EntryBundle.prefix(of: bundle, width: (width + 1) / 2)
            promise(half?.ranges == Array(ranges.prefix((width + 1) / 2)), "a prefix has the same entries")
        }
        if let ranges = try? SealedBundle.decode(bundle, width: width) {
            promise(
                SealedBundle.encode(ranges.map { Array(bundle[$0]) }) == bundle, "a sealed bundle is written as read")
            let half = (width + 1) / 2
            guard let cut = try? SealedBundle.cut(bundle, from: width, to: half),
                let kept = try? SealedBundle.decode(cut, width: half)
            else { return promise(false, "a sealed bundle can be cut") }
            promise(kept.map { Array(cut[$0]) } == ranges.prefix(half).map { Array(bundle[$0]) }, "a cut keeps records")
        }
        if let record = try? SealedRecord(parsing: bundle) {
            promise(record.bytes == bundle, "a sealed record is its bytes")
            _ = try? record.check(commitment: record.commitment)
        }
    }

    static var seeds: [[UInt8]] {
        let entries = (0..<3).map { [UInt8](repeating: $0, count: Int($0) * 7) }
        let digest = [UInt8](repeating: 9, count: 32)
        let record =
            Array("muster-sealed@v1\n".utf8) + [0, 2] + digest + digest + [1] + digest + [0, 0, 0, 1, 0, 0, 0, 28]
            + digest
            + [0, 0, 0, 4] + Array("[\"\"]".utf8) + [UInt8](repeating: 3, count: 28)
        return [
            [2] + sure { try EntryBundle.encode(entries) }, [2] + SealedBundle.encode(entries), [0] + record,
            [0] + SealedBundle.encode([record]),
        ]
    }
}
