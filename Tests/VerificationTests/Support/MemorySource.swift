import Synchronization
import TransparencyLog
import Verification

/// A log whose files are in memory; it can list its folders like a directory.
final class MemorySource: LogSource {
    let name = "memory"
    private let files: Mutex<[String: [UInt8]]>
    private let denied: Set<String>
    private let onRead: (@Sendable (MemorySource, String) -> Void)?

    init(
        _ files: [String: [UInt8]], denied: Set<String> = [],
        onRead: (@Sendable (MemorySource, String) -> Void)? = nil
    ) {
        self.files = Mutex(files)
        self.denied = denied
        self.onRead = onRead
    }

    func replace(_ files: [String: [UInt8]]) { self.files.withLock { $0 = files } }

    func read(_ path: String, limit: Int) async throws(SourceError) -> [UInt8] {
        if denied.contains(path) { throw SourceError(.denied, "no permission to read \(path)") }
        onRead?(self, path)
        guard let bytes = files.withLock({ $0[path] }) else { throw SourceError(.missing, "the file is missing") }
        guard bytes.count <= limit else { throw SourceError(.tooLarge, "the file is too large") }
        return bytes
    }

    func list(_ folder: String) async throws(SourceError) -> [FolderItem]? {
        let prefix = folder.isEmpty ? "" : folder + "/"
        let paths = files.withLock { Array($0.keys) }
        var items: [String: Bool] = [:]
        for path in paths where path.hasPrefix(prefix) {
            let rest = path.dropFirst(prefix.count)
            let name = String(rest.prefix { $0 != "/" })
            items[name] = name.count < rest.count
        }
        return items.sorted { $0.key < $1.key }.map { FolderItem(name: $0.key, isFolder: $0.value) }
    }
}

/// Verifies files in memory.
func verify(
    _ files: [String: [UInt8]], key: VerifierKey? = nil, older: OlderCheckpoint? = nil,
    opener: (any RecordOpener)? = nil
) async -> VerificationReport {
    await LogVerifier(source: MemorySource(files), key: key, older: older, opener: opener).verify()
}
