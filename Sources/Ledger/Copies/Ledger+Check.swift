import Crypto
import DurableFiles
package import TransparencyLog

extension Ledger {
    /// Does what a start does, short of taking records: recovers, compares with the lock record, brings `state` up to
    /// date.
    ///
    /// - Returns: how many entries are committed, and how many of them are signed.
    /// - Throws: `LedgerError.refused` as a start would.
    package static func check(
        folders: LogFolders, key: VerifierKey, settings: Settings = Settings(),
        progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws(LedgerError) -> (committed: UInt64, signed: UInt64) {
        let system = SystemFiles()
        let storage = DirectoryStorage(
            folders: folders, origin: digest(ofOrigin: key.name), settings: settings.storage, on: system)
        let tables = try LedgerError.wrapping { () throws(FileError) in
            try IndexTables(folder: folders.state, capacity: settings.tableCapacity, on: system)
        }
        let opened = try OpenedLog(
            storage: storage, tables: tables, origin: key.name, key: key, isPlain: settings.isPlain, progress: progress)
        return (opened.nextIndex, opened.published)
    }

    /// SHA-256 of an origin: how write-ahead segments name their log.
    package static func digest(ofOrigin origin: String) -> [UInt8] { Array(SHA256.hash(data: Array(origin.utf8))) }
}
