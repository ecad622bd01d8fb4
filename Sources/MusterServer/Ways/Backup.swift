import DurableFiles
import JSON
import Ledger
package import Records
import TransparencyLog
import Vault

/// A copy of all logs of a data directory, from which it can be made anew.
///
/// For each log: first the tokens, then a checkpoint that covers everything that was committed when it was asked for,
/// then every file of the tree at that checkpoint, then the keys, to another place. Only what never changes is read,
/// so a running server is not disturbed. The manifest comes last.
package struct Backup: Sendable {
    private let data: String
    private let target: String
    private let keys: String?

    /// Checks the places; nothing is written yet.
    package init(data: String, target: String, keys: String?) throws {
        self.data = data
        self.target = target
        self.keys = keys
        guard !CopyPlace.isInside(target, data), !CopyPlace.isInside(data, target) else {
            throw Obstacle(.usage, "the copy must lie outside the data directory \(data), and must not hold it")
        }
        try CopyPlace.requireEmpty(target, for: "the copy")
        if let keys {
            try CopyPlace.requireApart(keys, target)
            guard !CopyPlace.isInside(keys, data) else {
                throw Obstacle(.usage, "the copy of the keys must lie outside the data directory \(data)")
            }
        }
    }

    /// Makes the folder and copies what is small: the tokens of these logs, hashed, and the recorded settings.
    ///
    /// Before the cut: a token that is created meanwhile is missing rather than unknown to the log.
    package func begin(logs: [String]) throws {
        for log in logs {
            guard let keys, DurableFile.exists("\(keys)/\(log)") else { continue }
            throw Obstacle(.usage, "\(keys)/\(log) stands already: name a new folder for the keys")
        }
        try DurableFile.makeFolder(target, mode: 0o700)
        try DurableFile.makeFolder(target + "/logs")
        try DurableFile.makeFolder(target + "/tokens", mode: 0o700)
        for name in ["configuration.json"] + logs.map({ "tokens/\($0).json" }) {
            guard let bytes = try DurableFile.read("\(data)/\(name)") else { continue }
            try DurableFile.write(bytes, to: "\(target)/\(name)", mode: 0o600)
        }
    }

    /// Copies one log at the checkpoint that is shown now, which covers what the caller has had published before, and
    /// its keys.
    package func copy(
        log name: String, progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws -> BackupManifest.Log {
        let folders = LogFolders(data: data, name: name)
        let key = try Vault.verifierKey(directory: folders.keys)
        guard let known = try KnownCheckpoint.read(folders.checkpoint, key: key) else {
            throw Obstacle(.no, "\(folders.checkpoint) is missing: the log has published nothing yet, or is damaged")
        }
        try LogCopy(of: folders.log, at: known).write(to: folder(ofLog: name), progress: progress)
        if let keys { try KeyCopy.make(from: folders.keys, to: "\(keys)/\(name)") }
        return BackupManifest.Log(name: name, vkey: key.description, checkpoint: known.checkpoint)
    }

    /// Where a log stands in the copy.
    package func folder(ofLog name: String) -> String { "\(target)/logs/\(name)" }

    /// Where its keys are; nil when they are left out.
    package func keys(ofLog name: String) -> String? { keys.map { "\($0)/\(name)" } }

    /// Writes the manifest: from now on the copy is one.
    package func finish(_ logs: [BackupManifest.Log], program: String, taken: Timestamp) throws -> BackupManifest {
        let manifest = BackupManifest(program: program, taken: taken, logs: logs, hasKeys: keys != nil)
        try DurableFile.syncFolder(target + "/logs")
        try DurableFile.write(
            manifest.json.bytes + [UInt8(ascii: "\n")], to: "\(target)/\(BackupManifest.fileName)", mode: 0o600)
        return manifest
    }
}
