import DurableFiles
import Glibc
import Ledger
import TransparencyLog

/// The one key of a plain log: `keys/log/signing.key`, made at the first start and kept.
enum TlogKey {
    /// The key of the log in `folders`, made when there is neither key nor log.
    ///
    /// - Throws: ``DataDirectoryError`` when it is missing beside a log, damaged, readable by others, or of another
    ///   origin; `ConfigurationError` when there is nothing yet and no origin to begin with.
    static func open(_ folders: LogFolders, origin: String?) throws -> SigningKey {
        let path = folders.keys + "/signing.key"
        guard let bytes = try DurableFile.read(path, limit: 4096) else { return try make(path, folders, origin) }
        try checkMode(path)
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.last == UInt8(ascii: "\n"), let key = try? SigningKey(parsing: String(text.dropLast())) else {
            throw DataDirectoryError.damaged(path: path, reason: "it must be one line that begins with PRIVATE+KEY+")
        }
        if let origin, !key.verifierKey.name.utf8.elementsEqual(origin.utf8) {
            throw ConfigurationError(
                place: "--origin",
                reason: "the log here is \(key.verifierKey.name), for ever: name that, or choose another directory")
        }
        return key
    }

    private static func make(_ path: String, _ folders: LogFolders, _ origin: String?) throws -> SigningKey {
        guard try !folders.exist else {
            throw DataDirectoryError.damaged(path: path, reason: "it is missing, and the log here was signed with it")
        }
        guard let origin else {
            throw ConfigurationError(place: "--origin", reason: "there is no log here yet: name the one to begin")
        }
        do { try Origin.check(origin) } catch { throw ConfigurationError(place: "--origin", reason: "\(error)") }
        let key = try SigningKey.generate(name: origin)
        try DurableFile.write(Array("\(key.encoded)\n".utf8), to: path, mode: 0o600)
        return key
    }

    private static func checkMode(_ path: String) throws(DataDirectoryError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .file(FileError("look at", path, errno: errno)) }
        guard status.st_mode & 0o077 == 0 else {
            throw .damaged(path: path, reason: "others than its owner can read the key; run chmod 600 \(path)")
        }
    }
}
