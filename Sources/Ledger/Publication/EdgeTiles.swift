import Records
import TransparencyLog

/// The right edge of the public tree: what is needed to go on writing tiles and bundles, in memory. No I/O.
///
/// Adding entries yields the files that became full; `partialFiles` gives the unfinished ones for a publication.
struct EdgeTiles {
    private(set) var tree: CompactRange
    /// Hashes of the unfinished tile of each level, lowest first.
    private var levels: [[Hash]]
    private var entries: [[UInt8]] = []
    private var sealed: [[UInt8]] = []
    /// Files that became full since they were last taken.
    private(set) var full: [PublicFile] = []

    /// The edge of a tree whose size is a multiple of 256, from its complete subtrees and unfinished tiles.
    init(tree: CompactRange = CompactRange(), levels: [[Hash]] = []) {
        self.tree = tree
        self.levels = levels
    }

    var size: UInt64 { tree.size }
    /// How many entries stand in full bundles.
    var fullBundles: UInt64 { size & ~255 }

    mutating func append(entry: [UInt8], sealed record: [UInt8]) throws(LedgerError) {
        entries.append(entry)
        sealed.append(record)
        var completed: [(level: Int, hash: Hash)] = []
        tree.append(MerkleTree.leafHash(entry)) { level, _, hash in
            if level & 7 == 0 { completed.append((level >> 3, hash)) }
        }
        for (level, hash) in completed {
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
        }
        if entries.count == 256 { try close() }
    }

    /// Files to write for a publication at the present size, besides the full ones.
    func partialFiles() throws(LedgerError) -> [PublicFile] {
        var files: [PublicFile] = []
        if !entries.isEmpty { files = try bundles(index: size >> 8) }
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
        full += try bundles(index: (size - 1) >> 8)
        entries.removeAll(keepingCapacity: true)
        sealed.removeAll(keepingCapacity: true)
        for level in levels.indices where levels[level].count == 256 {
            full.append(tile(level, levels[level], index: (size - 1) >> UInt64(8 * (level + 1))))
            levels[level].removeAll(keepingCapacity: true)
        }
    }

    private func tile(_ level: Int, _ hashes: [Hash], index: UInt64) -> PublicFile {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * Hash.byteCount)
        for hash in hashes { hash.append(to: &bytes) }
        return PublicFile(path: "tile/\(level)/" + TilePath.suffix(index: index, width: hashes.count), bytes: bytes)
    }

    /// The entry bundle and the sealed bundle, after the leaf hashes were computed anew from the very bytes that will go
    /// to the disk: a bit that flipped in memory between hashing and storing stops the log before it is signed.
    private func bundles(index: UInt64) throws(LedgerError) -> [PublicFile] {
        let width = entries.count
        let suffix = TilePath.suffix(index: index, width: width)
        do {
            let bytes = try EntryBundle.encode(entries)
            let ranges = try EntryBundle.decode(bytes, width: width)
            let same = bytes.withUnsafeBytes { buffer in
                zip(ranges, levels[0]).allSatisfy { range, hash in
                    MerkleTree.leafHash(UnsafeRawBufferPointer(rebasing: buffer[range])) == hash
                }
            }
            guard same, levels[0].count == width else {
                throw LedgerError.stopped("bundle \(index) does not hash to the leaves of the tree; suspect the memory")
            }
            return [
                PublicFile(path: "tile/entries/" + suffix, bytes: bytes),
                PublicFile(path: "sealed/" + suffix, bytes: SealedBundle.encode(sealed)),
            ]
        } catch let error as LedgerError { throw error } catch {
            throw .stopped("bundle \(index) cannot be written: \(error)")
        }
    }
}
