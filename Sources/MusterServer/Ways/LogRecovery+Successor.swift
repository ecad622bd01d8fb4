import DurableFiles
import JSON
import Ledger
import Recorder
package import Records
import TransparencyLog
import Vault

extension LogRecovery {
    /// A log that was begun in the place of another.
    package struct Successor: Sendable {
        package let name: String
        package let origin: String
        package let vkey: String
        package let predecessor: Genesis.Predecessor
        package let gap: Gap
        /// Where all of the predecessor is now, in folders named as in a data directory.
        package let aside: String
    }

    /// Begins a log that names this one's last known checkpoint and says what may be missing, and moves all of this one
    /// aside.
    ///
    /// The successor has keys of its own: its labels and its records have nothing in common with the predecessor's,
    /// whose keys stay with it. It is made whole in a folder of its own first; a run that was interrupted while it was
    /// put in place is completed by the next.
    package func succeed(
        as newName: String, origin: String, checkpoints: [String], now: Timestamp
    ) async throws -> Successor {
        try checkNames(newName, origin)
        let staging = Staging(data: data.path, name: newName)
        if let plan = try staging.plan() {
            try install(newName, staging, aside: plan)
            return try describe(newName, aside: plan)
        }
        let key = try verifierKey(copy: nil)
        let known = try knownCheckpoints(key, copy: nil, files: checkpoints).known
        guard let last = known.max(by: { $0.checkpoint.size < $1.checkpoint.size })?.checkpoint else {
            throw Obstacle(
                .no,
                "no checkpoint of log \(name) is left: neither \(folders.lockFile) nor \(folders.checkpoint) is one",
                hints: ["name the newest that anybody holds: --checkpoint FILE"])
        }
        guard !last.origin.hasSameBytes(as: origin) else {
            throw Obstacle(.usage, "--origin: a successor is another log and needs another origin than \(origin)")
        }
        let succession = Recorder.Succession(
            predecessor: Genesis.Predecessor(origin: last.origin, size: last.size, root: last.root),
            gap: try gap(key, origin: last.origin, now))
        let aside = asideFolder(now)
        try staging.clear()
        await (try Recorder.create(name: newName, origin: origin, data: staging.path, succession: succession)).close()
        try staging.write(plan: aside)
        try install(newName, staging, aside: aside)
        return try describe(newName, aside: aside)
    }

    private func checkNames(_ newName: String, _ origin: String) throws {
        guard LogName.isValid(newName) else {
            throw Obstacle(
                .usage, "--successor: a log's name has 1 to 63 lower-case letters, digits and dashes, the first no dash"
            )
        }
        do throws(AdministrationError) { try Origin.check(origin) } catch {
            throw Obstacle(.usage, "--origin: \(error)")
        }
        guard name != "main" || newName == "main" else {
            throw Obstacle(
                .usage,
                "--successor: a data directory always has a log main, so its successor takes that name: "
                    + "--successor main")
        }
        let others = try data.logNames().filter { $0 != name }
        let isInterrupted = try Staging(data: data.path, name: newName).plan() != nil
        guard !others.contains(newName) || isInterrupted else {
            throw Obstacle(.no, "there is a log \(newName) already")
        }
        for other in others where other != newName {
            let taken = try? Vault.origin(directory: LogFolders(data: data.path, name: other).keys)
            guard taken?.hasSameBytes(as: origin) != true else {
                throw Obstacle(.no, "log \(other) has that origin; an origin names one log for ever")
            }
        }
    }

    /// From the newest entry that the public files still have until now, everything may be missing.
    private func gap(_ key: VerifierKey, origin: String, _ now: Timestamp) throws -> Gap {
        let kept = try newestKept(key)
        let from = kept?.time ?? Timestamp(milliseconds: 0)
        return Gap(
            source: Gap.muster, from: min(from, now), to: now,
            entries: Gap.LostEntries(origin: origin, first: kept.map { $0.index + 1 } ?? 0, end: nil))
    }

    private func newestKept(_ key: VerifierKey) throws -> (index: UInt64, time: Timestamp)? {
        guard let shown = try? KnownCheckpoint.read(folders.checkpoint, key: key)?.checkpoint, shown.size > 0 else {
            return nil
        }
        let index = shown.size - 1
        let bundle = TilePath.suffix(index: index >> 8, width: 256)
        let width = Int(index & 255) + 1
        let files = [width < 256 ? "\(bundle).p/\(width)" : bundle, bundle]
        for file in files {
            guard let bytes = try PublicFolder(folders.log).read("tile/entries/\(file)"),
                let range = try? EntryBundle.prefix(of: bytes, width: width).ranges.last,
                let entry = try? Entry(parsing: Array(bytes[range]))
            else { continue }
            return (index, entry.time)
        }
        return nil
    }

    /// Moves the predecessor aside and the successor into its place, part by part; what was moved before stays.
    private func install(_ newName: String, _ staging: Staging, aside: String) throws {
        if newName != "main" { try data.markArriving(newName) }
        try retire("\(data.path)/tokens/\(name).json", "\(aside)/tokens/\(name).json")
        if name == "main" { try retire(data.bootstrapTokenFile, "\(aside)/bootstrap-token") }
        for part in DataDirectory.parts where part != "tokens" {
            let (old, new) = ("\(data.path)/\(part)/\(name)", "\(data.path)/\(part)/\(newName)")
            let made = "\(staging.path)/\(part)/\(newName)"
            let isPlaced = !DurableFile.exists(made)
            if !(isPlaced && name == newName) { try retire(old, "\(aside)/\(part)/\(name)") }
            if !isPlaced { try LogRebuild.setAside(made, new) }
        }
        try staging.clear()
    }

    private func retire(_ path: String, _ aside: String) throws { try LogRebuild.setAside(path, aside) }

    private func describe(_ newName: String, aside: String) throws -> Successor {
        let made = LogFolders(data: data.path, name: newName)
        let vkey = try Vault.verifierKey(directory: made.keys)
        let files = PublicFolder(made.log)
        guard let bytes = try files.read("tile/entries/000.p/2"),
            let ranges = try? EntryBundle.decode(bytes, width: 2),
            let predecessor = try? Entry(parsing: Array(bytes[ranges[0]])).genesis?.predecessor,
            let gap = try? Entry(parsing: Array(bytes[ranges[1]])).gap
        else { throw Obstacle(.couldNotTell, "the new log in \(made.log) cannot be read") }
        return Successor(
            name: newName, origin: vkey.name, vkey: vkey.description, predecessor: predecessor, gap: gap, aside: aside)
    }
}
