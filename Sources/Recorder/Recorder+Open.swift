import DurableFiles
package import Ledger
package import Records
import TransparencyLog
import Vault

extension Recorder {
    /// Makes a new log in a data directory: its folders, its keys, and its `genesis` entry, published.
    ///
    /// The origin should be the log's URL prefix without a scheme, `muster.example.org/logs/main`; it stands in every
    /// checkpoint and cannot be changed. A successor of another log says so in its genesis.
    @discardableResult
    package static func create(
        name: String, origin: String, data: String, settings: Ledger.Settings = Ledger.Settings(),
        succession: Succession? = nil
    ) async throws(RecorderError) -> Recorder {
        guard isValid(name: name) else {
            throw .unusable("a log's name is 1 to 64 of a-z, 0-9, '-' and '_', and begins with a letter or digit")
        }
        let folders = LogFolders(data: data, name: name)
        let stands: Bool
        do throws(FileError) {
            stands = try folders.exist
            if !stands { try folders.make() }
        } catch { throw RecorderError(LedgerError.file(error)) }
        guard !stands else { throw .unusable("there is a log '\(name)' already") }
        do throws(VaultError) { try Vault.create(directory: folders.keys, origin: origin) } catch {
            throw error.code == .storage ? .full(error.description) : .unusable(error.description)
        }
        return try await open(name: name, origin: origin, data: data, settings: settings, succession: succession)
    }

    /// What a log that continues another says first: where that one ended, and what may be missing between the two.
    package struct Succession: Sendable {
        package let predecessor: Genesis.Predecessor
        package let gap: Gap

        package init(predecessor: Genesis.Predecessor, gap: Gap) {
            self.predecessor = predecessor
            self.gap = gap
        }
    }

    /// Opens a log of a data directory, after whatever recovery is needed. A log without entries gets its genesis.
    ///
    /// `progress` is told how many entries of how many were read when state files are rebuilt.
    package static func open(
        name: String, data: String, settings: Ledger.Settings = Ledger.Settings(),
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) async throws(RecorderError) -> Recorder {
        try await open(name: name, origin: nil, data: data, settings: settings, progress: progress)
    }

    private static func open(
        name: String, origin: String?, data: String, settings: Ledger.Settings, succession: Succession? = nil,
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) async throws(RecorderError) -> Recorder {
        let folders = LogFolders(data: data, name: name)
        let vault: Vault
        do {
            try folders.make()
            vault = try Vault(directory: folders.keys, origin: try origin ?? Vault.origin(directory: folders.keys))
        } catch { throw .unusable("\(error)") }
        var settings = settings
        settings.beforeCommit = { try vault.syncNewKeys() }
        let ledger: Ledger
        do throws(LedgerError) {
            ledger = try Ledger.open(
                folders: folders, origin: vault.origin, key: vault.signingKey, settings: settings, progress: progress)
        } catch {
            if case .refused(let refusal) = error { throw .unusable(refusal.description(log: name)) }
            throw RecorderError(error)
        }
        let recorder = Recorder(name: name, origin: vault.origin, folders: folders, vault: vault, ledger: ledger)
        do throws(RecorderError) { try await recorder.begin(succession) } catch {
            await recorder.close()
            throw error
        }
        return recorder
    }

    /// Writes the genesis entry of an empty log, or checks that the keys are the ones that entry 0 names.
    private func begin(_ succession: Succession?) async throws(RecorderError) {
        do {
            if committedSize() == 0 {
                let now = ledger.now()
                var entries = [try Entry(genesis: vault.genesis(predecessor: succession?.predecessor), time: now)]
                if let gap = succession?.gap { entries.append(try Entry(gap: gap, time: now)) }
                _ = try await ledger.append(
                    entries.map { PendingEntry(.raw($0.bytes)) }, acknowledge: .published)
            } else if let bytes = try entryBytes(index: 0) {
                guard let genesis = try Entry(parsing: bytes).genesis else {
                    throw RecorderError.unusable("entry 0 of log \(name) is no genesis entry; run muster verify")
                }
                try vault.check(genesis: genesis)
            }
        } catch let error as RecorderError { throw error } catch let error as LedgerError {
            throw RecorderError(error)
        } catch { throw .unusable("log \(name): \(error)") }
    }

    /// Whether a log may have that name; it is a folder's name and part of URLs.
    package static func isValid(name: String) -> Bool {
        let isWord = { (byte: UInt8) in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
        }
        return (1...64).contains(name.utf8.count) && name.utf8.first.map(isWord) == true
            && name.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }
}
