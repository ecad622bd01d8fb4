import Records
import TransparencyLog

/// Checks one entry bundle against its level-0 tile and its sealed bundle, from their bytes alone.
struct BundleChecker: Sendable {
    let reader: EdgeReader
    let size: UInt64
    let opener: (any RecordOpener)?
    /// Entries are any bytes: what they say is not read.
    let isPlain: Bool

    /// Checks bundle `index`, which must begin below `size`.
    ///
    /// - Parameters:
    ///   - index: The number of the bundle.
    ///   - lists: Lists of names in sealed records that were found good; it is added to.
    /// - Returns: What was found; faults are part of it.
    /// - Throws: `SourceError` when a file could not be read for another reason than that it is missing.
    func check(_ index: UInt64, lists: inout KnownDisclosureLists) async throws(SourceError) -> CheckedBundle {
        let width = LogFile(.entries, index, size: size)?.width ?? 256
        var bundle = CheckedBundle(index: index, width: width)
        let entries = try await readEntries(LogFile(.entries, index, width: width), &bundle)
        let tile = try await readTile(LogFile(.tile(level: 0), index, width: width), &bundle)
        let bytes = entries?.bytes ?? []
        bundle.path = entries?.path ?? LogFile(.entries, index, width: width).path
        let ranges = entries.map { Self.ranges($0, &bundle) } ?? []
        compare(bytes, ranges, tile, &bundle)
        guard !isPlain else { return bundle }
        let sealed = try await readSealed(LogFile(.sealed, index, width: width))
        readEntries(bytes, ranges, sealed, &bundle, &lists)
        return bundle
    }

    /// The entry bundle, or nil and a fault for all its entries when it is missing or too large.
    private func readEntries(
        _ file: LogFile, _ bundle: inout CheckedBundle
    ) async throws(SourceError) -> EdgeReader.Answer? {
        do {
            return try await reader.read(file)
        } catch  where error.code == .missing || error.code == .tooLarge {
            let fault = Fault(file.path, bundle.firstEntry, to: bundle.lastEntry, error.description)
            bundle.faults.add(fault, order: bundle.firstEntry)
            return nil
        }
    }

    /// The level-0 tile, or nil and a fault when it is missing or too large.
    private func readTile(
        _ file: LogFile, _ bundle: inout CheckedBundle
    ) async throws(SourceError) -> EdgeReader.Answer? {
        do {
            return try await reader.read(file)
        } catch  where error.code == .missing || error.code == .tooLarge {
            bundle.faults.add(Fault(file.path, nil, error.description), order: bundle.firstEntry)
            return nil
        }
    }

    /// Where the entries lie, as far as they can be told apart.
    private static func ranges(_ answer: EdgeReader.Answer, _ bundle: inout CheckedBundle) -> [Range<Int>] {
        let bytes = answer.bytes
        do {
            return try EntryBundle.decode(bytes, width: bundle.width)
        } catch {
            let ranges = leadingRanges(bytes, width: bundle.width)
            let order = bundle.firstEntry + UInt64(min(ranges.count, bundle.width - 1))
            bundle.faults.add(Fault(answer.path, order, error.description), order: order)
            return ranges
        }
    }

    /// The entries before the place where the bundle is malformed.
    private static func leadingRanges(_ bytes: [UInt8], width: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var offset = 0
        while ranges.count < width, bytes.count - offset >= 2 {
            let start = offset + 2
            let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            guard bytes.count - start >= length else { break }
            offset = start + length
            ranges.append(start..<offset)
        }
        return ranges
    }

    /// Recomputes leaf hashes and compares them with the level-0 tile.
    private func compare(
        _ bytes: [UInt8], _ ranges: [Range<Int>], _ tile: EdgeReader.Answer?, _ bundle: inout CheckedBundle
    ) {
        var leaves = bytes.withUnsafeBytes { MerkleTree.leafHashes($0, ranges) }
        let stored = tile.map { storedHashes($0, &bundle) } ?? []
        for place in leaves.count..<bundle.width {
            leaves.append(place < stored.count ? stored[place] : .zero)
        }
        bundle.leaves = leaves
        let complete = stored + leaves[stored.count...]
        if complete != leaves { addMismatches(complete, tile?.path ?? "", &bundle) }
        guard bundle.width == 256 else { return }
        bundle.root = MerkleTree.root(ofComplete: leaves)
        bundle.storedRoot = bundle.stored.map { TreeChain.root(of: $0) }
    }

    private func storedHashes(_ tile: EdgeReader.Answer, _ bundle: inout CheckedBundle) -> [Hash] {
        if tile.bytes.count != bundle.width * Hash.byteCount {
            let reason = "the tile has \(tile.bytes.count) bytes, not \(bundle.width * Hash.byteCount)"
            bundle.faults.add(Fault(tile.path, nil, reason), order: bundle.firstEntry)
        }
        let count = min(tile.bytes.count / Hash.byteCount, bundle.width)
        return (0..<count).compactMap { Hash(tile.bytes[(32 * $0)..<(32 * $0 + 32)]) }
    }

    private func addMismatches(_ stored: [Hash], _ tilePath: String, _ bundle: inout CheckedBundle) {
        bundle.stored = stored
        for place in stored.indices where stored[place] != bundle.leaves[place] {
            let index = bundle.firstEntry + UInt64(place)
            bundle.entryFaults.add(
                Fault(bundle.path, index, "the entry's bytes do not have the hash that the tree holds for it"),
                order: index)
            bundle.tileFaults.add(
                Fault(tilePath, index, "the hash is not that of the entry, which the rest of the log confirms"),
                order: index)
        }
    }
}
