import Glibc

/// Whole files, replaced so that a crash leaves the old content or the new, never a mixture.
package enum DurableFile {
    /// Writes `bytes` to `path`: a temporary file, its `fsync`, `rename`, `fsync` of the folder.
    ///
    /// The folder's descriptor is held throughout, so that an evicted inode cannot lose a write error. When the
    /// call returns, the new content survives power loss; when it throws, the old one stands or the outcome of the
    /// last `fsync` is unknown.
    ///
    /// The unfinished file stands at `temporary`, on the same file system; beside `path` when that is nil.
    package static func write(
        _ bytes: [UInt8], to path: String, temporary: String? = nil, mode: UInt32 = 0o644,
        on system: any FileSystem = SystemFiles()
    ) throws(FileError) {
        let folder = try File(parent(of: path), O_RDONLY | O_DIRECTORY, on: system)
        let unfinished = temporary ?? path + ".tmp"
        do throws(FileError) {
            let file = try File(creating: unfinished, mode: mode, on: system)
            try file.write(bytes, at: 0)
            try file.sync()
            try rename(unfinished, to: path, on: system)
        } catch {
            _ = system.remove(unfinished)
            throw error
        }
        try folder.sync()
    }

    /// The bytes of the file; nil when there is none.
    package static func read(
        _ path: String, limit: Int = 1 << 31, on system: any FileSystem = SystemFiles()
    ) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            let file = try File(path, O_RDONLY, on: system)
            let size = try file.size()
            guard size <= limit else {
                throw FileError("read", path, content: "it has \(size) bytes, more than the limit of \(limit)")
            }
            return try file.read(size, at: 0)
        } catch  where error.isMissing { return nil }
    }

    /// At most `count` bytes from `offset` on, fewer only at the end of the file; nil when there is no file.
    package static func read(
        _ path: String, from offset: Int, count: Int, on system: any FileSystem = SystemFiles()
    ) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            return try File(path, O_RDONLY, on: system).read(count, at: offset)
        } catch  where error.isMissing { return nil }
    }

    /// The bytes of the file as the disk holds them: the kernel's cached pages of it are dropped first.
    ///
    /// Pages that are still dirty stay in the cache, so this is for files that were synced.
    package static func readUncached(
        _ path: String, on system: any FileSystem = SystemFiles()
    ) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            let file = try File(path, O_RDONLY, on: system)
            file.dropCache()
            return try file.read(try file.size(), at: 0)
        } catch  where error.isMissing { return nil }
    }

    package static func rename(
        _ old: String, to new: String, on system: any FileSystem = SystemFiles()
    ) throws(FileError) {
        try FileError.check(system.rename(old, to: new), "rename \(old) to", new)
    }

    /// Removes a file; a missing one is no error.
    package static func remove(_ path: String, on system: any FileSystem = SystemFiles()) throws(FileError) {
        let answer = system.remove(path)
        if answer != -Int(ENOENT) { try FileError.check(answer, "remove", path) }
    }

    /// The kind of what stands at a path, `S_IFREG`, `S_IFDIR`, …; nil when there is certainly nothing.
    ///
    /// - Throws: when that cannot be told. Whoever makes what is missing asks this: `exists` takes a disk that does not
    ///   answer for an empty one.
    package static func kind(
        of path: String, on system: any FileSystem = SystemFiles()
    ) throws(FileError) -> Int? {
        let answer = system.kind(of: path)
        if answer == -Int(ENOENT) || answer == -Int(ENOTDIR) { return nil }
        return try FileError.check(answer, "look at", path)
    }

    /// Whether something stands at a path that can be looked at.
    package static func exists(_ path: String, on system: any FileSystem = SystemFiles()) -> Bool {
        system.kind(of: path) >= 0
    }

    package static func isFolder(_ path: String, on system: any FileSystem = SystemFiles()) -> Bool {
        system.kind(of: path) == Int(S_IFDIR)
    }

    /// The folder that holds `path`.
    package static func parent(of path: String) -> String {
        let bytes = path.utf8
        guard let slash = bytes.dropLast(bytes.last == UInt8(ascii: "/") ? 1 : 0).lastIndex(of: UInt8(ascii: "/"))
        else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
