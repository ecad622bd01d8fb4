import DurableFiles
import Records
import TransparencyLog

/// Puts a damaged log together from what is left of it and a copy, when and only when that leads to every root that is
/// known to have been signed.
///
/// Making one only reads: every entry and every sealed record is found first, and the roots are compared. `mend` then
/// writes what is missing or damaged, and sets what stood there aside.
package struct LogRebuild {
    let folders: LogFolders
    let settings: DirectoryStorage.Settings
    let sources: BundleSources
    /// SHA-256 of the log's origin.
    let originDigest: [UInt8]
    /// The largest known checkpoint: what the log is brought to.
    package let target: KnownCheckpoint
    /// Which reading of bundles of which there are two leads to the root.
    let choice: BundleRoots.Choice
    /// The entries behind the last full bundle: those that the target covers, and what was committed beyond it.
    let tail: [StoredEntry]
    /// Whether the write-ahead log is whole and goes on with the entries of the target.
    package let isWriteAheadWhole: Bool
    /// Whether the segments tell where the log ended, whatever else is damaged in them.
    package let isEndKnown: Bool

    /// Finds every entry up to the largest of the `known` checkpoints, in `folders`, of which a part or all may be missing,
    /// and in `copy`, a folder with public files of the log, where there is one.
    ///
    /// - Throws: `Refusal` that says what is nowhere to be found, or contradicts itself.
    package init(
        folders: LogFolders, originDigest: [UInt8], copy: String?, known: [KnownCheckpoint],
        settings: DirectoryStorage.Settings = DirectoryStorage.Settings(),
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws {
        guard let target = known.max(by: { $0.checkpoint.size < $1.checkpoint.size }) else {
            throw Refusal(.missing, folders.lockFile, "no checkpoint of this log is known")
        }
        self.folders = folders
        self.settings = settings
        self.originDigest = originDigest
        self.target = target
        sources = BundleSources(places: ([folders.log] + (copy.map { [$0] } ?? [])).map(PublicFolder.init))
        let size = target.checkpoint.size
        var roots = BundleRoots(sizes: Set(known.map(\.checkpoint.size)))
        for bundle in 0..<(size >> 8) {
            roots.append(try Self.readings(bundle, sources, target))
            progress((bundle + 1) << 8, size)
        }
        let salvage = try WriteAheadSalvage(folder: folders.writeAhead, origin: originDigest)
        let edge = try UnfinishedBundle(size: size, sources, salvage)
        let found = try Self.choose(roots, edge, known, target)
        choice = found.choice
        // The last 256 entries and more are held against the segments: to agree with none would be no proof.
        var leaves = MerkleTree.leafHashes(found.reading)
        if size >= 256 {
            let readings = try Self.readings(size >> 8 - 1, sources, target)
            leaves = (found.choice == .other ? readings[readings.count - 1] : readings[0]).leaves + leaves
        }
        let beyond = edge.continuation(leaves, salvage)
        isEndKnown = beyond.isEndKnown
        tail = try edge.stored(found.reading) + beyond.entries
        isWriteAheadWhole = Self.isWhole(folders, originDigest, settings, tail, size)
        try checkSealedRecords()
    }

    private static func readings(
        _ bundle: UInt64, _ sources: BundleSources, _ target: KnownCheckpoint
    ) throws -> [BundleSources.Reading] {
        let readings = try sources.readings(bundle: bundle)
        guard readings.isEmpty else { return readings }
        throw Refusal(
            .missing, sources.places[0].path + "/tile/entries/" + TilePath.suffix(index: bundle, width: 256),
            "entries \(bundle << 8) to \(bundle << 8 + 255) are neither here nor in the copy, and \(target.place) covers "
                + "\(target.checkpoint.size)")
    }

    /// The reading of full bundles, and that of the last one, that lead to every known root.
    private static func choose(
        _ roots: BundleRoots, _ edge: UnfinishedBundle, _ known: [KnownCheckpoint], _ target: KnownCheckpoint
    ) throws -> (choice: BundleRoots.Choice, reading: [[UInt8]]) {
        let readings = edge.readings
        guard !readings.isEmpty else {
            throw Refusal(
                .missing, target.place,
                "it covers \(target.checkpoint.size) entries; entry \(edge.firstMissing) and what follows are neither here "
                    + "nor in the copy")
        }
        for choice in roots.isAmbiguous ? BundleRoots.Choice.allCases : [.likelier] {
            for reading in readings {
                let leaves = MerkleTree.leafHashes(reading)
                let isRight = known.allSatisfy {
                    roots.root(at: $0.checkpoint.size, choice, tail: leaves) == $0.checkpoint.root
                }
                if isRight { return (choice, reading) }
            }
        }
        throw contradiction(roots, readings, known, target)
    }

    /// Names a checkpoint that nothing here leads to.
    private static func contradiction(
        _ roots: BundleRoots, _ readings: [[[UInt8]]], _ known: [KnownCheckpoint], _ target: KnownCheckpoint
    ) -> Refusal {
        let leaves = MerkleTree.leafHashes(readings.first ?? [])
        let wrong = known.first {
            roots.root(at: $0.checkpoint.size, .likelier, tail: leaves) != $0.checkpoint.root
        }
        let named = wrong ?? target
        return Refusal(
            .corruption, named.place,
            "the entries here and in the copy do not lead to the root that was signed at \(named.checkpoint.size) entries: "
                + "they are damaged in both, or of another history")
    }

    /// Whether a start would take the write-ahead log as it is, with these entries in it.
    private static func isWhole(
        _ folders: LogFolders, _ origin: [UInt8], _ settings: DirectoryStorage.Settings, _ tail: [StoredEntry],
        _ size: UInt64
    ) -> Bool {
        guard
            let found = try? WriteAheadRecovery(
                folder: folders.writeAhead, origin: origin, segmentSize: settings.segmentSize, on: SystemFiles()),
            let first = found.firstIndex, first <= size & ~255, found.nextIndex >= size,
            found.nextIndex == (tail.last.map { $0.index + 1 } ?? size)
        else { return false }
        let entries = found.batches.flatMap { batch in zip(batch.firstIndex..., zip(batch.entries, batch.sealed)) }
            .filter { $0.0 >= size & ~255 }
        return entries.count == tail.count
            && zip(entries, tail).allSatisfy { $0.1.0 == $1.entry && $0.1.1 == $1.sealed && $0.0 == $1.index }
    }

    /// The entries of a full bundle, by the choice that was made.
    func entries(_ bundle: UInt64) throws -> [[UInt8]] {
        let readings = try Self.readings(bundle, sources, target)
        return (choice == .other ? readings[readings.count - 1] : readings[0]).entries
    }

    func sealed(_ bundle: UInt64, beside entries: [[UInt8]]) throws -> [[UInt8]] {
        do { return try sources.sealed(bundle: bundle, beside: entries).get() } catch let missing
            as BundleSources.MissingRecord
        {
            throw Refusal(
                .missing, folders.log + "/" + SealedBundle.path(index: bundle, width: 256),
                "the sealed record of entry \(missing.index) is neither here nor in the copy")
        }
    }

    private func checkSealedRecords() throws {
        for bundle in 0..<(target.checkpoint.size >> 8) { _ = try sealed(bundle, beside: try entries(bundle)) }
    }
}
