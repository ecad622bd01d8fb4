import DurableFiles
package import Ledger
import TransparencyLog
import Vault

/// Makes a data directory from a copy that `muster backup` made. The file `format` comes last: a directory without it
/// is refused by `muster serve`.
package struct Restore {
    package let manifest: BackupManifest
    private let copy: String
    private let keys: String?
    private let data: String
    /// Later checkpoints than the copy's, by the name of their log.
    package let later: [String: KnownCheckpoint]

    /// Reads the manifest, and checks that keys, and the `checkpoints` in files that somebody holds of these logs, belong
    /// to them; nothing is written yet.
    package init(copy: String, keys: String?, data: String, checkpoints: [String]) throws {
        self.copy = copy
        self.keys = keys
        self.data = data
        try CopyPlace.requireEmpty(data, for: "the data directory")
        guard !CopyPlace.isInside(data, copy), !CopyPlace.isInside(copy, data) else {
            throw Obstacle(.usage, "the data directory must lie outside the copy \(copy)")
        }
        manifest = try BackupManifest.read(copy: copy)
        guard manifest.log(named: "main") != nil else {
            throw Obstacle(.no, "\(copy) has no log main, which every data directory has: its manifest was changed")
        }
        later = try Self.later(checkpoints, manifest)
        if let keys { try checkKeys(keys) }
    }

    private static func later(_ files: [String], _ manifest: BackupManifest) throws -> [String: KnownCheckpoint] {
        var later: [String: KnownCheckpoint] = [:]
        for file in files {
            var found: (log: BackupManifest.Log, known: KnownCheckpoint)?
            for log in manifest.logs {
                guard let known = try? KnownCheckpoint.read(file, key: try VerifierKey(log.vkey)) else { continue }
                found = (log, known)
            }
            guard let found else {
                throw Obstacle(.no, "\(file) is missing, or is no checkpoint that a log of this copy has signed")
            }
            guard found.known.checkpoint.size > found.log.size else {
                guard found.known.checkpoint.size < found.log.size || found.known.checkpoint.root == found.log.root
                else {
                    throw Obstacle(
                        .no,
                        "\(file) and the copy are two histories of log \(found.log.name): both are signed, for "
                            + "\(found.log.size) entries, with different roots")
                }
                continue
            }
            if found.known.checkpoint.size > later[found.log.name]?.checkpoint.size ?? 0 {
                later[found.log.name] = found.known
            }
        }
        return later
    }

    private func checkKeys(_ keys: String) throws {
        for log in manifest.logs {
            let folder = "\(keys)/\(log.name)"
            guard try Vault.verifierKey(directory: folder).description == log.vkey else {
                throw Obstacle(.no, "\(folder) holds other keys than those of log \(log.name) of this copy")
            }
        }
    }

    /// Where a log stands in the copy, to be verified before anything is made of it.
    package func folder(ofLog name: String) -> String { "\(copy)/logs/\(name)" }

    /// The keys with which its records can be opened; nil when there are none.
    package func keys(ofLog name: String) -> String? { keys.map { "\($0)/\(name)" } }

    /// Makes the parts of one log, which must be the one that was verified.
    package func install(log: BackupManifest.Log, progress: (UInt64, UInt64) -> Void = { _, _ in }) throws {
        let folder = folder(ofLog: log.name)
        let key = try VerifierKey(log.vkey)
        guard let known = try KnownCheckpoint.read(folder + "/checkpoint", key: key),
            known.checkpoint.size == log.size, known.checkpoint.root == log.root
        else {
            throw Obstacle(.no, "\(folder)/checkpoint is not the one that the copy's manifest names")
        }
        let folders = LogFolders(data: data, name: log.name)
        try DurableFile.makeFolder(data, mode: 0o700)
        for part in DataDirectory.parts {
            try DurableFile.makeFolder("\(data)/\(part)", mode: DataDirectory.mode(of: part))
        }
        try LogCopy(of: folder, at: known).install(
            in: folders, origin: Ledger.digest(ofOrigin: log.origin), lock: later[log.name]?.note, progress: progress)
        if let keys { try KeyCopy.make(from: "\(keys)/\(log.name)", to: folders.keys) }
        if later[log.name] == nil { _ = try Ledger.check(folders: folders, key: key) }
    }

    /// Puts the tokens and settings in place, then says whose directory it is.
    package func finish() throws {
        for name in ["configuration.json"] + manifest.logs.map({ "tokens/\($0.name).json" }) {
            guard let bytes = try DurableFile.read("\(copy)/\(name)") else { continue }
            try DurableFile.write(bytes, to: "\(data)/\(name)", mode: 0o600)
        }
        // Without keys the folders stand empty: a start then names the file that is missing.
        try DurableFile.write(Array(DataDirectory.Kind.muster.formatText.utf8), to: data + "/format", mode: 0o600)
    }
}
