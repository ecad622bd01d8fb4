import Records
import TransparencyLog

/// Follows a log from bundle to bundle: the tree above the level-0 tiles, the labels, the time.
///
/// Entries and tiles say the same thing twice. Where they differ, both readings are followed up to the root, and the
/// signed root tells which of them was changed, so that the fault is named where it is.
struct LogFollower {
    private var entries = TreeChain()
    /// The tree as the level-0 tiles have it, from the first bundle on where they differ from the entries.
    private var tiles: TreeChain?
    private var tail: (entries: [Hash], tiles: [Hash]) = ([], [])
    private var faults = FaultList()
    private var entryFaults = FaultList()
    private var tileFaults = FaultList()
    private var labels = LabelCounts()
    private var doubts = Doubts()
    private let olderSize: UInt64?
    private let size: UInt64
    private var olderRoots: (entries: Hash, tiles: Hash)?
    private var isTilesRight = false
    /// The time of the last entry, and of the last one that is not doubtful.
    private var lastTime: Timestamp?
    private var lastSureTime: Timestamp?

    init(checkpoint: Checkpoint, olderSize: UInt64?) {
        size = checkpoint.size
        self.olderSize = olderSize
        if olderSize == 0 { olderRoots = (MerkleTree.emptyRoot, MerkleTree.emptyRoot) }
    }

    /// The root of the tree at the older checkpoint's size; known once `finish` has been called.
    var olderRoot: Hash? { isTilesRight ? olderRoots?.tiles : olderRoots?.entries }

    /// The time of the newest entry so far.
    var newestTime: Timestamp? { lastTime }

    /// The number of different labels so far.
    var labelCount: Int { labels.count }

    /// A tile above level 0 to be compared with its file.
    struct ExpectedTile {
        let file: LogFile
        /// The hashes as the entries have them, and as the level-0 tiles do.
        let entries: [Hash]
        let tiles: [Hash]
    }

    /// Takes the next bundle.
    ///
    /// - Returns: The tiles that it completes.
    mutating func add(_ bundle: CheckedBundle) -> [ExpectedTile] {
        faults.add(bundle.faults)
        entryFaults.add(bundle.entryFaults)
        tileFaults.add(bundle.tileFaults)
        followHeaders(bundle)
        if bundle.stored != nil, tiles == nil { tiles = entries }
        noteOlderRoot(bundle)
        guard bundle.width == 256 else {
            tail = (bundle.leaves, bundle.stored ?? bundle.leaves)
            return []
        }
        let computed = entries.append(bundle.root)
        let stored = tiles?.append(bundle.storedRoot ?? bundle.root) ?? computed
        return Self.pairs(computed, stored)
    }

    /// The unfinished tiles above level 0.
    var partialTiles: [ExpectedTile] {
        Self.pairs(entries.partialTiles, tiles?.partialTiles ?? entries.partialTiles)
    }

    private static func pairs(
        _ entries: [TreeChain.ComputedTile], _ tiles: [TreeChain.ComputedTile]
    ) -> [ExpectedTile] {
        zip(entries, tiles).map { ExpectedTile(file: $0.file, entries: $0.hashes, tiles: $1.hashes) }
    }

    private mutating func followHeaders(_ bundle: CheckedBundle) {
        for (index, reason) in bundle.doubts { doubts.add(index, reason) }
        for header in bundle.headers {
            let doubt = bundle.doubts.isEmpty ? nil : doubts.reason(at: header.index)
            followTime(header, doubt, bundle.path)
            for mismatch in labels.check(bundle.references[header.references], at: header.index) {
                let doubt =
                    doubt ?? doubts.reason(at: mismatch.reference.previous) ?? doubts.reason(at: mismatch.known?.index)
                add(Fault(bundle.path, header.index, mismatch.reason), order: header.index, unless: doubt)
            }
        }
    }

    /// Adds what was found at an entry, unless that is doubtful: what follows from bytes that are not there is no news,
    /// what follows from changed ones is a fault only if it is the tile that was changed.
    private mutating func add(_ fault: @autoclosure () -> Fault, order: UInt64, unless doubt: Doubts.Reason?) {
        switch doubt {
        case nil: faults.add(fault(), order: order)
        case .changed: tileFaults.add(fault(), order: order)
        case .unread: break
        }
    }

    /// As with labels, the entry's own time is taken after a fault.
    private mutating func followTime(_ header: CheckedBundle.Header, _ doubt: Doubts.Reason?, _ path: String) {
        let reason = "its time lies before that of the entry before it"
        if doubt == nil, let last = lastSureTime, header.time < last {
            faults.add(Fault(path, header.index, reason), order: header.index)
        } else if let last = lastTime, header.time < last {
            tileFaults.add(Fault(path, header.index, reason), order: header.index)
        }
        lastTime = header.time
        if doubt == nil { lastSureTime = header.time }
    }

    private mutating func noteOlderRoot(_ bundle: CheckedBundle) {
        guard let olderSize, olderSize > bundle.firstEntry, olderSize <= bundle.firstEntry + UInt64(bundle.width)
        else { return }
        let count = Int(olderSize - bundle.firstEntry)
        let root = Self.root(entries, bundle.leaves.prefix(count))
        olderRoots = (root, tiles.map { Self.root($0, (bundle.stored ?? bundle.leaves).prefix(count)) } ?? root)
    }

    /// The root over a chain and up to 256 leaves after it.
    private static func root(_ chain: TreeChain, _ leaves: ArraySlice<Hash>) -> Hash {
        guard leaves.count == 256 else { return chain.root(with: leaves) }
        var chain = chain
        _ = chain.append(TreeChain.root(of: leaves))
        return chain.root(with: [])
    }

    /// Compares a tile with its file.
    mutating func compare(_ tile: ExpectedTile, _ reader: EdgeReader) async throws(SourceError) {
        let answer: EdgeReader.Answer
        do {
            answer = try await reader.read(tile.file)
        } catch  where error.code == .missing || error.code == .tooLarge {
            faults.add(Fault(tile.file.path, nil, error.description), order: tile.file.firstEntry)
            return
        }
        guard answer.bytes.count == tile.file.limit else {
            let reason = "the tile has \(answer.bytes.count) bytes, not \(tile.file.limit)"
            faults.add(Fault(answer.path, nil, reason), order: tile.file.firstEntry)
            return
        }
        let stored = (0..<tile.file.width).compactMap { Hash(answer.bytes[(32 * $0)..<(32 * $0 + 32)]) }
        Self.addDifferences(tile.entries, stored, tile.file, answer.path, to: &tileFaults)
        Self.addDifferences(tile.tiles, stored, tile.file, answer.path, to: &entryFaults)
    }

    private static func addDifferences(
        _ computed: [Hash], _ stored: [Hash], _ file: LogFile, _ path: String, to faults: inout FaultList
    ) {
        for place in computed.indices where computed[place] != stored[place] {
            let index = file.index << 8 + UInt64(place)
            let span = LogFile(file.kind, index, width: 256).firstEntry >> 8
            faults.add(
                Fault(path, index, "the hash is not that of the tiles below it, which begin with entry \(span)"),
                order: span)
        }
    }

    /// What is known to be wrong when reading has ended before the root could be computed.
    var faultsSoFar: FaultList {
        var result = faults
        result.add(entryFaults)
        return result
    }

    /// Compares the root, decides which reading it confirms, and gives the faults.
    mutating func finish(_ checkpoint: Checkpoint) -> FaultList {
        let root = entries.root(with: tail.entries)
        let tileRoot = tiles?.root(with: tail.tiles) ?? root
        isTilesRight = root != checkpoint.root && tileRoot == checkpoint.root
        guard root == checkpoint.root || isTilesRight else {
            faults.add(entryFaults)
            let reason = "the entries lead to root \(root), the signed one is \(checkpoint.root)"
            faults.add(Fault("checkpoint", nil, reason), order: checkpoint.size)
            return faults
        }
        // What the tree says about an entry stands before what follows from it.
        var result = isTilesRight ? entryFaults : tileFaults
        result.add(faults)
        return result
    }
}
