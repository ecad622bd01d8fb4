import TransparencyLog

extension VerificationRun {
    /// The older checkpoint, signed by the same key; nil when there is none, it is at fault, or it is of another log.
    ///
    /// Nothing can be told from the checkpoint of another log: that is an obstacle, not a fault of this one.
    mutating func openOlder(than checkpoint: Checkpoint) -> Checkpoint? {
        guard let older = verifier.older, let key = report.key else { return nil }
        do throws(CheckpointError) {
            let opened = try Checkpoint.unverified(older.bytes)
            if let reason = strangeness(opened, older, key, checkpoint) {
                report.obstacle = reason
                return nil
            }
            _ = try Checkpoint.open(older.bytes, key: key, origin: checkpoint.origin)
            guard opened.size > checkpoint.size else { return opened }
            let reason =
                "it covers \(opened.size) entries, the log shows only \(checkpoint.size): entries were taken "
                + "away, or this is an old copy of the log"
            faults.add(Fault(older.name, nil, reason), order: checkpoint.size)
        } catch {
            faults.add(Fault(older.name, nil, error.description), order: 0)
        }
        return nil
    }

    /// Why a checkpoint is not one of this log's, whether or not its signatures are good; nil when it is.
    private func strangeness(
        _ opened: Checkpoint, _ older: OlderCheckpoint, _ key: VerifierKey, _ checkpoint: Checkpoint
    ) -> String? {
        guard opened.origin.utf8.elementsEqual(checkpoint.origin.utf8) else {
            return "\(older.name) is a checkpoint of log \(opened.origin), this is log \(checkpoint.origin): give a "
                + "checkpoint of the same log"
        }
        guard let note = try? SignedNote(parsing: older.bytes), !note.signatures.contains(where: key.matches) else {
            return nil
        }
        let signers = note.signatures.prefix(3).map(\.signer)
        return
            "\(older.name) is a checkpoint of log \(opened.origin) signed by \(signers.joined(separator: ", ")), this "
            + "log of the same name is signed by \(key.signer): if you trust the older "
            + "one, the log was begun anew under another key"
    }
}
