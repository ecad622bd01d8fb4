import DurableFiles
import Vault

/// The keys of a log, copied into another folder or back from one.
///
/// The table of owners' keys may be written to meanwhile. A key is whole before the record that was sealed under it is
/// committed, and never changes: a copy that is read after a checkpoint was shown has every key that records below it
/// need. A slot that is being written at that moment reads as dead.
enum KeyCopy {
    private static let names = ["index.key", "master.key", "signing.key", "subjects"]

    /// Copies the keys and opens the copy; all of it is durable when this returns.
    static func make(from folder: String, to target: String) throws {
        var new = try NewFiles(in: target, mode: 0o700)
        for name in names {
            guard let bytes = try DurableFile.read("\(folder)/\(name)") else {
                throw Obstacle(.no, "\(folder)/\(name) is missing: these are not all keys of a log")
            }
            try new.add(name, name == "subjects" ? SlotTable.uncounted(bytes) : bytes, mode: 0o600)
        }
        try new.finish()
        try DurableFile.syncFolder(DurableFile.parent(of: target))
        _ = try Vault(directory: target, origin: try Vault.origin(directory: target), forReading: true)
    }
}
