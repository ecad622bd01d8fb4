import Records
import TransparencyLog

/// The right edge of the public tree: what is needed to go on writing tiles and bundles, in memory. No I/O.
///
/// Adding entries yields the files that became full; `partialFiles` gives the unfinished ones for a publication.
struct EdgeTiles {
    /// The tree of all full level-0 tiles.
    private var whole: CompactRange
    /// Hashes of the unfinished tile of each level, lowest first; those of level 0 stand right of `whole`.
    private var levels: [[Hash]]
    private var entries: [UInt8] = []
    private var sealed = SealedBundle.Builder()
    /// Files that became full since they were last taken.
    private(set) var full: [PublicFile] = []

    /// The edge of a tree whose size is a multiple of 256, from its complete subtrees and unfinished tiles.
    init(tree: CompactRange = CompactRange(), levels: [[Hash]] = []) {
        whole = tree
        self.levels = levels.isEmpty ? [[]] : levels
    }

    var size: UInt64 { whole.size + UInt64(levels[0].count) }

    /// The root of the tree over all entries (RFC 6962 section 2.1).
    var root: Hash {
        var tree = whole
        for leaf in levels[0] { tree.append(leaf) }
        return tree.root
    }

    /// How many entries stand in full bundles.
    var fullBundles: UInt64 { size & ~255 }

    /// Adds the entries of a batch from `place` on, by the leaf hashes that were computed when it was committed.
    mutating func append(_ batch: Batch, places: Range<Int>) throws(LedgerError) {
        for place in places {
            do throws(TileError) { try EntryBundle.append(batch.entries[place], to: &entries) } catch {
                throw .stopped("entry \(size) cannot be written: \(error)")
            }
            sealed.append(batch.sealed[place])
            levels[0].append(batch.leaves[place])
            if levels[0].count == 256 { try close() }
        }
    }

    /// Files to write for a publication at the present size, besides the full ones.
    func partialFiles() throws(LedgerError) -> [PublicFile] {
        var files: [PublicFile] = []
        if !levels[0].isEmpty { files = try bundles(index: size >> 8) }
        for (level, hashes) in levels.enumerated() where !hashes.isEmpty {
            files.append(tile(level, hashes, index: size >> UInt64(8 * (level + 1))))
        }
        return files
    }

    mutating func takeFull() -> [PublicFile] {
        defer { full = [] }
        return full
    }

    private mutating func close() throws(LedgerError) {
        let size = size
        full += try bundles(index: (size - 1) >> 8)
        let length = entries.count
        entries = []
        entries.reserveCapacity(length + length / 8)
        sealed = sealed.emptied()
        var completed: [(level: Int, hash: Hash)] = []
        whole.append(subtree: MerkleTree.root(ofComplete: levels[0]), height: 8) { level, _, hash in
            if level & 7 == 0 { completed.append((level >> 3, hash)) }
        }
        for (level, hash) in completed {
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
        }
        for level in levels.indices where levels[level].count == 256 {
            full.append(tile(level, levels[level], index: (size - 1) >> UInt64(8 * (level + 1))))
            levels[level].removeAll(keepingCapacity: true)
        }
    }

    private func tile(_ level: Int, _ hashes: [Hash], index: UInt64) -> PublicFile {
        let bytes = hashes.withUnsafeBytes { [UInt8]($0) }  // a hash is its 32 bytes
        return PublicFile(path: "tile/\(level)/" + TilePath.suffix(index: index, width: hashes.count), bytes: bytes)
    }

    /// The entry bundle, and the sealed bundle unless no entry has a sealed record, after the leaf hashes were computed
    /// anew from the very bytes that will go to the disk: a bit that flipped in memory between hashing and storing stops
    /// the log before it is signed.
    private func bundles(index: UInt64) throws(LedgerError) -> [PublicFile] {
        let leaves = levels[0]
        let suffix = TilePath.suffix(index: index, width: leaves.count)
        let isSame: Bool
        do throws(TileError) {
            let ranges = try EntryBundle.decode(entries, width: leaves.count)
            isSame = entries.withUnsafeBytes { MerkleTree.leafHashes($0, ranges) == leaves }
        } catch { throw .stopped("bundle \(index) cannot be written: \(error)") }
        guard isSame else {
            throw .stopped("bundle \(index) does not hash to the leaves of the tree; suspect the memory")
        }
        var files = [PublicFile(path: "tile/entries/" + suffix, bytes: entries)]
        if !sealed.isEmpty { files.append(PublicFile(path: "sealed/" + suffix, bytes: sealed.encoded)) }
        return files
    }
}
