import DurableFiles
import Records
import TransparencyLog

/// The places that may hold the entries of a damaged log: its own folder, and a copy.
///
/// Nothing they say is believed: a reading is one possible content of a bundle, and the signed roots decide.
struct BundleSources {
    /// Own folder first.
    let places: [PublicFolder]

    /// Entries of one bundle as one place has them.
    struct Reading {
        let entries: [[UInt8]]
        let leaves: [Hash]

        init(_ entries: [[UInt8]]) {
            self.entries = entries
            leaves = MerkleTree.leafHashes(entries)
        }
    }

    /// What the places have of a full bundle: each different reading once, the likeliest first.
    ///
    /// Where they differ, a reading that a tile of leaf hashes bears out is the likelier.
    func readings(bundle: UInt64) throws(FileError) -> [Reading] {
        var found: [Reading] = []
        for place in places {
            let path = "tile/entries/" + TilePath.suffix(index: bundle, width: 256)
            guard let bytes = try place.read(path), let ranges = try? EntryBundle.decode(bytes, width: 256) else {
                continue
            }
            let reading = Reading(ranges.map { Array(bytes[$0]) })
            if !found.contains(where: { $0.leaves == reading.leaves }) { found.append(reading) }
        }
        guard found.count > 1 else { return found }
        let tiles = try leafTiles(bundle)
        let votes = found.map { reading in tiles.count { $0 == reading.leaves.flatMap(\.bytes) } }
        return votes[1] > votes[0] ? found.reversed() : found
    }

    private func leafTiles(_ bundle: UInt64) throws(FileError) -> [[UInt8]] {
        var tiles: [[UInt8]] = []
        for place in places {
            if let bytes = try place.read("tile/0/" + TilePath.suffix(index: bundle, width: 256)) {
                tiles.append(bytes)
            }
        }
        return tiles
    }

    /// The entries of the unfinished bundle that each place has, as far as they can be read: at most `width`.
    func unfinished(bundle: UInt64, width: Int) throws(FileError) -> [[[UInt8]]] {
        var found: [[[UInt8]]] = []
        for place in places {
            let path = "tile/entries/" + TilePath.suffix(index: bundle, width: 256)
            var files = try place.names(in: path + ".p").compactMap { Int($0) }.sorted(by: >).map { "\(path).p/\($0)" }
            files.insert(path, at: 0)
            var longest: [[UInt8]] = []
            for file in files {
                guard let bytes = try place.read(file) else { continue }
                let entries = Self.entries(bytes, atMost: width)
                if entries.count > longest.count { longest = entries }
            }
            found.append(longest)
        }
        return found
    }

    /// The first entries of a bundle that may be cut or damaged.
    private static func entries(_ bytes: [UInt8], atMost width: Int) -> [[UInt8]] {
        for count in stride(from: width, to: 0, by: -1) {
            guard let ranges = try? EntryBundle.prefix(of: bytes, width: count).ranges else { continue }
            return ranges.map { Array(bytes[$0]) }
        }
        return []
    }

    /// The sealed records beside the entries of a bundle: for each entry the one that it commits to, which may also be
    /// among `spare`, by index; empty ones where an entry commits to none. A failure names the first that is nowhere.
    func sealed(
        bundle: UInt64, beside entries: [[UInt8]], spare: [UInt64: [UInt8]] = [:]
    ) throws(FileError) -> Result<[[UInt8]], MissingRecord> {
        var files: [(bytes: [UInt8], ranges: [Range<Int>])]?
        var records: [[UInt8]] = []
        for (place, entry) in entries.enumerated() {
            let index = bundle << 8 + UInt64(place)
            guard let commitment = (try? Entry(parsing: entry))?.commitment else {
                records.append([])
                continue
            }
            if files == nil { files = try sealedFiles(bundle, width: entries.count) }
            var candidates = (files ?? []).compactMap { file in
                place < file.ranges.count ? Array(file.bytes[file.ranges[place]]) : nil
            }
            if let other = spare[index] { candidates.append(other) }
            guard let record = candidates.first(where: { Self.isGood($0, commitment) }) else {
                return .failure(MissingRecord(index: index))
            }
            records.append(record)
        }
        return .success(records)
    }

    struct MissingRecord: Error {
        let index: UInt64
    }

    private static func isGood(_ record: [UInt8], _ commitment: Hash) -> Bool {
        (try? SealedRecord(parsing: record).check(commitment: commitment)) != nil
    }

    /// Every sealed file of a bundle that can be read, whatever its width.
    private func sealedFiles(_ bundle: UInt64, width: Int) throws(FileError) -> [(bytes: [UInt8], ranges: [Range<Int>])]
    {
        var found: [(bytes: [UInt8], ranges: [Range<Int>])] = []
        let path = SealedBundle.path(index: bundle, width: 256)
        for place in places {
            let widths = [256] + (try place.names(in: path + ".p").compactMap { Int($0) }.sorted(by: >))
            for width in widths where (1...256).contains(width) {
                guard let bytes = try place.read(SealedBundle.path(index: bundle, width: width)),
                    let ranges = try? SealedBundle.decode(bytes, width: width)
                else { continue }
                found.append((bytes, ranges))
            }
        }
        return found
    }
}
