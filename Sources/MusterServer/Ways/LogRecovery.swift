import DurableFiles
package import Ledger
import Records
import TransparencyLog
import Vault

/// One log of a data directory that no server holds, to be told what is wrong with it and to be recovered.
package struct LogRecovery: Sendable {
    package let name: String
    let data: DataDirectory
    let folders: LogFolders
    private let settings: Ledger.Settings

    /// What a start would find.
    package enum Finding: Sendable, Equatable {
        /// It opens.
        case whole(committed: UInt64, signed: UInt64)
        /// It is refused, for this reason.
        case refused(String)
    }

    /// - Throws: `Obstacle` when nothing of such a log stands in the directory.
    package init(_ name: String, in data: DataDirectory, settings: Ledger.Settings = Ledger.Settings()) throws {
        self.name = name
        self.data = data
        self.settings = settings
        folders = LogFolders(data: data.path, name: name)
        guard LogName.isValid(name), try data.logNames().contains(name) || name == "main" else {
            throw Obstacle(.no, "nothing of a log of that name stands in \(data.path)", hints: ["see: muster log list"])
        }
    }

    /// Looks at the log as a start does; of a log that is refused nothing is changed.
    package func diagnose(progress: (UInt64, UInt64) -> Void = { _, _ in }) -> Finding {
        let missing = DataDirectory.needed.map { "\(data.path)/\($0)/\(name)" }.filter { !DurableFile.isFolder($0) }
        guard missing.isEmpty else { return .refused("\(missing.joined(separator: ", ")) missing") }
        do {
            let vault = try Vault(
                directory: folders.keys, origin: try Vault.origin(directory: folders.keys), forReading: true)
            let found = try Ledger.check(
                folders: folders, key: vault.signingKey.verifierKey, settings: settings, progress: progress)
            return .whole(committed: found.committed, signed: found.signed)
        } catch let error as LedgerError {
            guard case .refused(let refusal) = error else { return .refused("\(error)") }
            return .refused("\(refusal.finding.rawValue): \(refusal.path): \(refusal.reason)")
        } catch { return .refused("\(error)") }
    }

    /// The key that checks the log's checkpoints: from its keys, or else the one that its own entry 0 names, here or in
    /// a copy.
    func verifierKey(copy: String?) throws -> VerifierKey {
        do throws(VaultError) { return try Vault.verifierKey(directory: folders.keys) } catch {
            for folder in [folders.log, copy].compactMap(\.self) {
                if let key = try Self.genesisKey(PublicFolder(folder)) { return key }
            }
            throw Obstacle(.no, "\(error), and no entry 0 names the log's key")
        }
    }

    private static func genesisKey(_ folder: PublicFolder) throws -> VerifierKey? {
        let path = "tile/entries/000"
        let files = [path] + (try folder.names(in: path + ".p").map { "\(path).p/\($0)" })
        for file in files {
            guard let bytes = try folder.read(file),
                let first = try? EntryBundle.prefix(of: bytes, width: 1).ranges.first,
                let genesis = try? Entry(parsing: Array(bytes[first])).genesis
            else { continue }
            return try? VerifierKey(genesis.key)
        }
        return nil
    }

    /// The checkpoints that this log has signed, as far as they are at hand, among them those in `files`, each of which
    /// must be one; and whether the lock record is one.
    func knownCheckpoints(
        _ key: VerifierKey, copy: String?, files: [String]
    ) throws -> (known: [KnownCheckpoint], isLockGood: Bool) {
        var known: [KnownCheckpoint] = []
        if let lock = try? KnownCheckpoint.read(folders.lockFile, key: key) { known.append(lock) }
        let isLockGood = !known.isEmpty
        if let shown = try? KnownCheckpoint.read(folders.checkpoint, key: key) { known.append(shown) }
        if let copy, let shown = try? KnownCheckpoint.read(copy + "/checkpoint", key: key) { known.append(shown) }
        for file in files {
            do {
                guard let given = try KnownCheckpoint.read(file, key: key) else {
                    throw Obstacle(.no, "there is no file \(file)")
                }
                known.append(given)
            } catch let refusal as Refusal { throw Obstacle(.no, "\(refusal.path): \(refusal.reason)") }
        }
        return (known, isLockGood)
    }

    /// The folder, named for the time, into which originals are moved. It does not stand yet.
    func asideFolder(_ now: Timestamp) -> String {
        let stamp = now.rfc3339.prefix(19).filter { $0 != ":" && $0 != "-" }
        let path = "\(data.path)/set-aside/\(name)-\(stamp)Z"
        guard DurableFile.exists(path) else { return path }
        return (2...1_000_000).lazy.map { "\(path)-\($0)" }.first { !DurableFile.exists($0) } ?? path
    }
}
