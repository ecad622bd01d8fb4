import DurableFiles
import Glibc

/// The folder in which a server keeps everything, held by this process alone.
///
/// ```
/// format            "muster-data version 1", or "muster-tlog version 1" for a plain log
/// server.lock       who holds the folder
/// logs/ wal/ state/ lock/ keys/ catalog/    each with one folder per log
/// tokens/<log>.json the tokens of a log, hashed
/// configuration.json  the last recorded configuration
/// gateways.json     gateways that were added, with their secrets (mode 0600)
/// bootstrap-token   the first token (mode 0600)
/// control.sock      the operator's door while a server runs (mode 0600)
/// ```
package final class DataDirectory: Sendable {
    /// The version of the layout that this program writes and reads.
    package static let version = 1
    static let parts = ["logs", "wal", "state", "lock", "keys", "catalog", "tokens"]

    /// Who writes in a directory: the first word of its file `format`.
    package enum Kind: String, Sendable, CaseIterable {
        /// `muster serve`.
        case muster = "muster-data"
        /// `muster tlog serve`: one plain log, without records, catalog and tokens.
        case plain = "muster-tlog"

        var formatText: String { "\(rawValue) version \(DataDirectory.version)\n" }
        var parts: [String] {
            self == .muster ? DataDirectory.parts : DataDirectory.parts.filter { $0 != "catalog" && $0 != "tokens" }
        }
    }

    /// The path, as given.
    package let path: String
    package let kind: Kind
    private let lock: DirectoryLock

    /// Opens the folder, making it when it is missing or empty, and takes the server lock.
    ///
    /// - Throws: ``DataDirectoryError`` that names the file, what is wrong with it, and the remedy.
    package init(path: String, kind: Kind = .muster) throws(DataDirectoryError) {
        self.path = path
        self.kind = kind
        do throws(FileError) {
            try DurableFile.makeFolder(path, mode: 0o700)
        } catch { throw .file(error) }
        try Self.checkAccess(path)
        let names = try Self.names(in: path)
        try Self.checkFormat(path, kind, names: names)
        do throws(DirectoryLock.Failure) {
            lock = try DirectoryLock(path + "/server.lock")
        } catch {
            switch error {
            case .held(let held): throw .held(path: path, holder: held.holder)
            case .file(let error): throw .file(error)
            }
        }
        do throws(FileError) {
            if try DurableFile.kind(of: formatFile) == nil {
                try DurableFile.write(Array(kind.formatText.utf8), to: formatFile, mode: 0o600)
            }
            for part in kind.parts { try DurableFile.makeFolder("\(path)/\(part)", mode: Self.mode(of: part)) }
        } catch { throw .file(error) }
    }

    /// Whether there is a data directory already, or something in its place.
    static func stands(at path: String) -> Bool {
        DurableFile.exists(path + "/format") || (DurableFile.exists(path) && !DurableFile.isFolder(path))
    }

    package var formatFile: String { path + "/format" }
    package var bootstrapTokenFile: String { path + "/bootstrap-token" }
    package var configurationFile: String { path + "/configuration.json" }
    package var gatewaysFile: String { path + "/gateways.json" }
    package var controlSocket: String { path + "/control.sock" }
    package func catalogFolder(log: String) -> String { "\(path)/catalog/\(log)" }
    package func tokensFile(log: String) -> String { "\(path)/tokens/\(log).json" }

    func fileNames() throws(DataDirectoryError) -> [String] { try Self.names(in: path) }

    /// Gives the folder back; nothing may be written in it from then on.
    package func close() { lock.release() }

    /// The process that holds a folder now, if one does: its id when the lock file tells, 0 when not.
    package static func holder(of path: String) -> Int32? {
        guard DurableFile.exists(path + "/server.lock") else { return nil }
        do throws(DirectoryLock.Failure) {
            _ = try DirectoryLock(path + "/server.lock")
            return nil
        } catch {
            if case .held(let held) = error { return held.holder ?? 0 }
            return nil
        }
    }

    // Published logs may be read by a web server of the same machine; keys and everything else may not.
    static func mode(of part: String) -> mode_t { part == "logs" ? 0o755 : 0o700 }

    private static func checkAccess(_ path: String) throws(DataDirectoryError) {
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            throw .file(FileError("read and write in", path, errno: errno))
        }
    }

    static func names(in path: String) throws(DataDirectoryError) -> [String] {
        do throws(FileError) { return try DurableFile.names(in: path) } catch { throw .file(error) }
    }

    private static func checkFormat(_ path: String, _ kind: Kind, names: [String]) throws(DataDirectoryError) {
        guard names.contains("format") else {
            // A first start that was interrupted has left no more than these.
            let strangers = names.filter { $0 != "server.lock" && $0 != "format.tmp" }
            guard let stranger = strangers.first else { return }
            if let kind = Self.kind(holding: names) { throw .formatLost(path: path, kind: kind) }
            throw .notMuster(path: path, stranger: stranger)
        }
        let bytes: [UInt8]?
        do throws(FileError) {
            bytes = try DurableFile.read(path + "/format", limit: 4096)
        } catch { throw .file(error) }
        let text = String(decoding: bytes ?? [], as: UTF8.self)
        if let other = Kind.allCases.first(where: { $0 != kind && text.hasPrefix($0.rawValue + " ") }) {
            throw .otherKind(path: path, found: other)
        }
        guard text.utf8.elementsEqual(kind.formatText.utf8) else {
            throw .format(path: path + "/format", kind: kind, found: Self.version(in: text, kind))
        }
    }

    /// Whose directory it is, to go by the folders in it; nil when these are not Muster's.
    private static func kind(holding names: [String]) -> Kind? {
        guard ["logs", "wal", "lock", "keys"].allSatisfy(names.contains) else { return nil }
        return names.contains("tokens") || names.contains("catalog") ? .muster : .plain
    }

    private static func version(in text: String, _ kind: Kind) -> Int? {
        let prefix = "\(kind.rawValue) version "
        guard text.hasPrefix(prefix), text.hasSuffix("\n") else { return nil }
        return Int(text.dropFirst(prefix.count).dropLast())
    }
}
