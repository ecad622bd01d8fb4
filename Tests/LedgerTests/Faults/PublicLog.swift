import Glibc
import Records
import Synchronization
import Testing
import TransparencyLog

/// A whole log, read and checked from its public files alone: signature, every bundle, tile and sealed record, root,
/// label counts, retries.
struct PublicLog {
    let checkpoint: Checkpoint
    /// The index of each idempotency key's hash.
    private(set) var places: [Hash: Int] = [:]
    private var bundles: [CheckedBundle] = []

    /// Full bundles that were checked before, by path. Only one with the same bytes is taken for checked.
    final class Cache: Sendable {
        fileprivate let bundles = Mutex<[String: CheckedBundle]>([:])
        init() {}
    }

    /// Reads and checks a log; what is wrong is recorded as an issue or thrown.
    init(key: VerifierKey, cache: Cache, read: (String) throws -> [UInt8]?) throws {
        checkpoint = try Checkpoint.open(try #require(try read("checkpoint"), "no checkpoint"), key: key)
        var levels: [[Hash]] = Array(repeating: [], count: 8)
        var nodes = CompactRange()
        var start: UInt64 = 0
        var bare: UInt64 = 0
        while start < checkpoint.size {
            let width = Int(min(256, checkpoint.size - start))
            let bundle = try CheckedBundle(first: start, width: width, bare: &bare, cache, read)
            bundles.append(bundle)
            for (place, key) in bundle.keys.enumerated() {
                guard let key else { continue }
                let index = Int(start) + place
                #expect(places.updateValue(index, forKey: key) == nil, "entry \(index) stands twice")
            }
            if bundle.node == nil { levels[0] = bundle.leaves }
            if let node = bundle.node {
                nodes.append(node) { level, _, hash in if level % 8 == 0 { levels[1 + level / 8].append(hash) } }
            }
            start += 256
        }
        for tile in Tile.tiles(forSize: checkpoint.size) where tile.level > 0 || tile.width < 256 {
            // Full tiles of level 0 were checked with their bundles: only the leaves of the unfinished one are at hand.
            let first = tile.level == 0 ? 0 : Int(tile.index) * 256
            var expected: [UInt8] = []
            for hash in levels[tile.level][first..<first + tile.width] { hash.append(to: &expected) }
            let found = try read(tile.path)
            #expect(found == expected, "\(tile.path)")
        }
        #expect(root(at: checkpoint.size) == checkpoint.root, "the root of \(checkpoint.size) entries")
    }

    /// The root that the first entries have.
    func root(at size: UInt64) -> Hash? {
        var nodes = CompactRange()
        for bundle in bundles.prefix(Int(size >> 8)) { if let node = bundle.node { nodes.append(node) } }
        guard var tree = CompactRange(size: nodes.size << 8, hashes: nodes.hashes), size <= checkpoint.size else {
            return nil
        }
        if size & 255 > 0 { for leaf in bundles[Int(size >> 8)].leaves.prefix(Int(size & 255)) { tree.append(leaf) } }
        return tree.root
    }
}

/// A bundle of entries with its sealed records and, when it is full, its tile.
struct CheckedBundle: Sendable {
    let leaves: [Hash]
    /// The root of a full bundle's subtree.
    let node: Hash?
    /// The idempotency key's hash of each entry; nil for bare bytes.
    let keys: [Hash?]
    private let bytes: [[UInt8]]

    private func holds(_ other: [[UInt8]]) -> Bool {
        bytes.count == other.count
            && zip(bytes, other).allSatisfy { mine, theirs in
                mine.count == theirs.count && memcmp(mine, theirs, mine.count) == 0
            }
    }

    fileprivate init(
        first: UInt64, width: Int, bare: inout UInt64, _ cache: PublicLog.Cache, _ read: (String) throws -> [UInt8]?
    ) throws {
        let suffix = TilePath.suffix(index: first >> 8, width: width)
        // There is no sealed bundle where no entry has a sealed record.
        var bytes = [
            try #require(try read("tile/entries/" + suffix), "no tile/entries/\(suffix)"),
            try read("sealed/" + suffix) ?? [],
        ]
        if width == 256 { bytes.append(try #require(try read("tile/0/" + suffix), "no tile/0/\(suffix)")) }
        if let known = cache.bundles.withLock({ $0[suffix] }), known.holds(bytes) {
            self = known
            bare += UInt64(known.keys.count { $0 == nil })
            return
        }
        let ranges = try EntryBundle.decode(bytes[0], width: width)
        var tree = CompactRange()
        leaves = ranges.map { MerkleTree.leafHash(bytes[0][$0]) }
        for leaf in leaves { tree.append(leaf) }
        node = width == 256 ? tree.root : nil
        let sealed =
            bytes[1].isEmpty
            ? ranges.map { _ in 0..<0 } : try SealedBundle.decode(bytes[1], width: width)
        var keys: [Hash?] = []
        for (place, (range, record)) in zip(ranges, sealed).enumerated() {
            guard let entry = try? Entry(parsing: Array(bytes[0][range])) else {
                keys.append(nil)
                bare += 1
                continue
            }
            let count = first + UInt64(place) - bare
            let everyone = try #require(entry.references.first { $0.label == NumberedEntry.everyone })
            #expect(everyone.count == count && everyone.previous == (count == 0 ? nil : first + UInt64(place) - 1))
            let sealed = try SealedRecord(parsing: Array(bytes[1][record]))
            #expect(sealed.commitment == entry.commitment, "the sealed record of \(first + UInt64(place))")
            keys.append(try #require(sealed.head.idempotency?.key))
        }
        self.keys = keys
        if width == 256 { #expect(bytes[2] == leaves.flatMap(\.bytes), "tile/0/\(suffix)") }
        self.bytes = bytes
        let made = self
        if width == 256 { cache.bundles.withLock { $0[suffix] = made } }
    }
}
