import DurableFiles
package import Ledger
package import Records
import TransparencyLog
import Vault

extension LogRecovery {
    /// What a recovery from a copy did.
    package struct Mended: Sendable {
        package let report: LogRebuild.Report
        /// Where the originals are; nil when none had to be moved.
        package let aside: String?
        /// The size that was signed last.
        package let signed: UInt64
        package let areKeysNew: Bool
    }

    /// Puts the log together from what is left of it and a copy, when and only when the result has the root of the lock
    /// record and of every other checkpoint at hand.
    ///
    /// The copy is one made by `muster backup`, a data directory, or a folder with public files of the log. `keys` is the
    /// folder with the copies of keys, for a log whose own are missing or damaged. Of further `checkpoints` at least one is
    /// needed where the lock record is missing or another log's.
    package func mend(
        from copy: String, keys: String?, checkpoints: [String], now: Timestamp,
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws -> Mended {
        try LogRebuild.completeInterrupted(folders)
        let source = try publicFolder(in: copy)
        let aside = asideFolder(now)
        let areKeysNew = try replaceKeys(keys, aside)
        let key = try verifierKey(copy: source)
        let (known, isLockGood) = try knownCheckpoints(key, copy: source, files: checkpoints)
        guard isLockGood || !checkpoints.isEmpty else { throw lockIsGone() }
        let rebuild: LogRebuild
        do {
            rebuild = try LogRebuild(
                folders: folders, originDigest: Ledger.digest(ofOrigin: key.name), copy: source, known: known,
                progress: progress)
        } catch let refusal as Refusal {
            throw Obstacle(
                .no,
                "log \(name) cannot be put together from this copy: \(refusal.path): \(refusal.reason). Nothing was "
                    + "changed",
                hints: [
                    "try a newer copy, or a mirror: muster log recover \(name) --from COPY",
                    "or go on in a new log: muster log recover \(name) --successor NAME --origin ORIGIN",
                ])
        }
        let report = try rebuild.mend(aside: aside, origin: key.name, hasDoubt: !isLockGood, now: now)
        _ = try Ledger.check(folders: folders, key: key)
        return Mended(
            report: report, aside: DurableFile.exists(aside) ? aside : nil, signed: rebuild.target.checkpoint.size,
            areKeysNew: areKeysNew)
    }

    private func lockIsGone() -> Obstacle {
        Obstacle(
            .no,
            "\(folders.lockFile) is missing, or is not this log's: nothing here tells how far the log was signed, and "
                + "what was signed and is not here would be forked",
            hints: [
                "name the newest checkpoint that you or anybody else holds: --checkpoint FILE",
                "where there is none but the log's own, that is: --checkpoint \(folders.checkpoint)",
            ])
    }

    private func publicFolder(in copy: String) throws -> String {
        for folder in ["\(copy)/logs/\(name)", copy]
        where DurableFile.isFolder(folder + "/tile") || DurableFile.exists(folder + "/checkpoint") { return folder }
        throw Obstacle(
            .no,
            "\(copy) holds no copy of log \(name): neither \(copy)/logs/\(name) nor a checkpoint or tiles of its own")
    }

    /// Puts copies of the keys in the place of keys that cannot be used; whole ones stay, they may know more.
    private func replaceKeys(_ keys: String?, _ aside: String) throws -> Bool {
        do throws(VaultError) {
            _ = try Vault(
                directory: folders.keys, origin: try Vault.origin(directory: folders.keys), forReading: true)
            return false
        } catch {
            guard let keys else {
                throw Obstacle(
                    .no, "the keys of log \(name) cannot be used: \(error)",
                    hints: ["put back their copy with: muster log recover \(name) --from COPY --keys DIR"])
            }
            let unfinished = folders.keys + ".making"
            for name in try DurableFile.names(in: unfinished) { try DurableFile.remove("\(unfinished)/\(name)") }
            try KeyCopy.make(from: "\(keys)/\(name)", to: unfinished)
            try LogRebuild.setAside(folders.keys, "\(aside)/keys/\(name)")
            try DurableFile.rename(unfinished, to: folders.keys)
            try DurableFile.syncFolder(DurableFile.parent(of: folders.keys))
            return true
        }
    }
}
