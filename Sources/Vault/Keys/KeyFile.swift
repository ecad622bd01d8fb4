internal import DurableFiles
internal import Glibc
internal import TransparencyLog

/// One file of `keys/<log>/`: a title line, the origin of its log, the key.
///
/// `muster-index-key@v1` and `muster-master-key@v1` hold 32 bytes in base64.
struct KeyFile {
    let path: String
    private let title: String

    static func index(in directory: String) -> KeyFile {
        KeyFile(path: directory + "/index.key", title: "muster-index-key@v1")
    }

    static func master(in directory: String) -> KeyFile {
        KeyFile(path: directory + "/master.key", title: "muster-master-key@v1")
    }

    func write(_ key: [UInt8], origin: String) throws(FileError) {
        try DurableFile.write(Array("\(title)\n\(origin)\n\(Base64.string(key))\n".utf8), to: path, mode: 0o600)
    }

    func read(origin: String) throws(VaultError) -> [UInt8] {
        let (named, key) = try read()
        guard named.elementsEqual(origin.utf8) else {
            throw VaultError(.wrongLog, "\(path) is of another log than \(origin). Put back this log's own key file")
        }
        return key
    }

    /// The origin of the log that the file says it is of.
    func origin() throws(VaultError) -> String { String(decoding: try read().origin, as: UTF8.self) }

    private func read() throws(VaultError) -> (origin: ArraySlice<UInt8>, key: [UInt8]) {
        let text = try Self.contents(path)
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty, lines[0].elementsEqual(title.utf8),
            let key = Base64.decode(lines[2]), key.count == 32
        else {
            throw VaultError(
                .damaged,
                "\(path) is damaged: it must have the lines '\(title)', the log's origin and 32 bytes in "
                    + "base64. Put back its copy from the backup of the keys")
        }
        return (lines[1], key)
    }

    /// The bytes of a file that nobody but its owner can read.
    static func contents(_ path: String) throws(VaultError) -> [UInt8] {
        try checkMode(path)
        do throws(FileError) {
            guard let bytes = try DurableFile.read(path, limit: 1 << 16) else {
                throw FileError("read", path, errno: ENOENT)
            }
            return bytes
        } catch  where error.isMissing {
            throw missing(path)
        } catch { throw VaultError(.storage, error.description) }
    }

    static func missing(_ path: String) -> VaultError {
        VaultError(
            .missing,
            "\(path) is missing: without it this log's records cannot be opened or added to. Put back its "
                + "copy from the backup of the keys")
    }

    /// Refuses a file or folder that others can read or write.
    static func checkMode(_ path: String) throws(VaultError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { throw missing(path) }
            throw VaultError(.storage, FileError("look at", path, errno: errno).description)
        }
        guard status.st_mode & 0o077 == 0 else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw VaultError(
                .permissions,
                "\(path) has mode \(mode): others than its owner can use the keys. Run chmod "
                    + "\(isFolder ? "700" : "600") \(path)")
        }
    }
}
