import Records
import TransparencyLog

extension VerificationRun {
    /// Checks all bundles, several at once, and follows the tree, labels and time through them in order.
    mutating func checkEntries(_ checkpoint: Checkpoint, _ older: Checkpoint?) async throws(SourceError) {
        var follower = LogFollower(checkpoint: checkpoint, olderSize: older?.size)
        do throws(SourceError) {
            try await follow(&follower, checkpoint)
        } catch {
            faults.add(follower.faultsSoFar)
            throw error
        }
        report.newestTime = follower.newestTime?.rfc3339
        faults.add(follower.finish(checkpoint))
        if let older { checkOlder(older, checkpoint, root: follower.olderRoot) }
    }

    private mutating func follow(_ follower: inout LogFollower, _ checkpoint: Checkpoint) async throws(SourceError) {
        let checker = BundleChecker(
            reader: reader, size: checkpoint.size, opener: verifier.opener, isPlain: verifier.isPlain)
        var bundles = BundleStream(checker: checker, count: (checkpoint.size + 255) >> 8)
        while let bundle = try await bundles.next() {
            for tile in follower.add(bundle) { try await follower.compare(tile, reader) }
            check(bundle)
            let done = min(bundle.firstEntry + UInt64(bundle.width), checkpoint.size)
            verifier.progress?(VerificationProgress(entries: done, total: checkpoint.size))
        }
        for tile in follower.partialTiles { try await follower.compare(tile, reader) }
    }

    private mutating func check(_ bundle: CheckedBundle) {
        if let genesis = bundle.genesis { check(genesis, bundle.path) }
        if let opened = report.openedRecords { report.openedRecords = opened + bundle.opened }
        report.unreadableRecords += bundle.unreadable
        guard bundle.unspecified > 0 else { return }
        let reason = "\(bundle.unspecified) entries are of a kind that this version only checks the form of"
        warnings.add(Fault(bundle.path, nil, reason), order: bundle.firstEntry)
    }

    /// Entry 0 must speak of this log: its origin and the key that signs.
    private mutating func check(_ genesis: Genesis, _ path: String) {
        if let origin = report.origin, !genesis.origin.utf8.elementsEqual(origin.utf8) {
            faults.add(Fault(path, 0, "entry 0 is of log \(genesis.origin), the checkpoint of \(origin)"), order: 0)
        }
        if let key = report.key, !genesis.key.utf8.elementsEqual(key.description.utf8) {
            faults.add(Fault(path, 0, "entry 0 names another key than the one given"), order: 0)
        }
        if let reason = verifier.opener?.check(genesis: genesis) { faults.add(Fault(path, 0, reason), order: 0) }
    }

    private mutating func checkOlder(_ older: Checkpoint, _ checkpoint: Checkpoint, root: Hash?) {
        guard let root, root == older.root else {
            let reason = "the log's first \(older.size) entries lead to another root than this checkpoint signs: "
            let name = verifier.older?.name ?? "older checkpoint"
            faults.add(Fault(name, nil, reason + "history was changed, or there are two"), order: checkpoint.size)
            return
        }
        report.consistentSize = older.size
    }
}
