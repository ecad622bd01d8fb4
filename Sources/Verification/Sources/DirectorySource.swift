import Foundation

/// A log in a folder of this machine.
package struct DirectorySource: LogSource {
    package let name: String

    /// The log in the folder at `path`.
    package init(path: String) { name = path }

    package func read(_ path: String, limit: Int) async throws(SourceError) -> [UInt8] {
        try Self.file("\(name)/\(path)", limit: limit)
    }

    /// The bytes of any file of this machine.
    ///
    /// - Throws: `SourceError`.
    package static func file(_ path: String, limit: Int) throws(SourceError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard file >= 0 else { throw error(path, errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw error(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw SourceError(.missing, "it is not a file") }
        guard status.st_size <= limit else {
            throw SourceError(.tooLarge, "the file has \(status.st_size) bytes, at most \(limit) are possible")
        }
        return try read(file, count: Int(status.st_size), path)
    }

    private static func read(_ file: Int32, count: Int, _ path: String) throws(SourceError) -> [UInt8] {
        var problem: SourceError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            while filled < count {
                let got = Foundation.read(file, buffer.baseAddress.map { $0 + filled }, count - filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { problem = error(path, errno) }
                guard got > 0 else { return }
                filled += got
            }
        }
        if let problem { throw problem }
        return bytes
    }

    package func list(_ folder: String) async throws(SourceError) -> [FolderItem]? {
        guard let stream = opendir(folder.isEmpty ? name : "\(name)/\(folder)") else {
            guard errno == ENOENT || errno == ENOTDIR else { throw Self.error(folder, errno) }
            return []
        }
        defer { closedir(stream) }
        var items: [FolderItem] = []
        while true {
            errno = 0  // the end and a failure look alike but for this
            guard let item = readdir(stream) else {
                guard errno == 0 else { throw Self.error(folder, errno) }
                return items.sorted { $0.name < $1.name }
            }
            let type = item.pointee.d_type
            let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            items.append(FolderItem(name: name, isFolder: isFolder(name, in: folder, type: Int32(type))))
        }
    }

    /// Some file systems do not say in the listing what an item is.
    private func isFolder(_ item: String, in folder: String, type: Int32) -> Bool {
        guard type == Int32(DT_UNKNOWN) else { return type == Int32(DT_DIR) }
        var status = stat()
        return lstat("\(name)/\(folder)/\(item)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func error(_ path: String, _ code: Int32) -> SourceError {
        switch code {
        case ENOENT, ENOTDIR: SourceError(.missing, "the file is missing")
        case EACCES, EPERM: SourceError(.denied, "no permission to read \(path)")
        default: SourceError(.unreachable, "cannot read \(path): \(String(cString: strerror(code)))")
        }
    }
}
