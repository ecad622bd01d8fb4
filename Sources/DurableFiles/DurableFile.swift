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
        _ bytes: [UInt8], to path: String, temporary: String? = nil, mode: UInt32 = 0o644
    ) throws(FileError) {
        let folder = try File(parent(of: path), O_RDONLY | O_DIRECTORY)
        let unfinished = temporary ?? path + ".tmp"
        do throws(FileError) {
            let file = try File(unfinished, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
            try file.write(bytes, at: 0)
            try file.sync()
        } catch {
            unlink(unfinished)
            throw error
        }
        guard Glibc.rename(unfinished, path) == 0 else {
            let number = errno
            unlink(unfinished)
            throw FileError("rename \(unfinished) to", path, errno: number)
        }
        try folder.sync()
    }

    /// The bytes of the file; nil when there is none.
    package static func read(_ path: String, limit: Int = 1 << 31) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            let file = try File(path, O_RDONLY)
            let size = try file.size()
            guard size <= limit else {
                throw FileError("read", path, content: "it has \(size) bytes, more than the limit of \(limit)")
            }
            return try file.read(size, at: 0)
        } catch  where error.isMissing { return nil }
    }

    /// Makes the folder and the missing ones above it, each made durable in its parent.
    package static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws(FileError) {
        if mkdir(path, mode) == 0 { return try syncFolder(parent(of: path)) }
        switch errno {
        case EEXIST:
            guard isFolder(path) else { throw FileError("make folder", path, errno: ENOTDIR) }
        case ENOENT where parent(of: path) != path:
            try makeFolder(parent(of: path), mode: mode)
            // Once more only: in a folder that was removed under us, or under /proc, it fails for ever.
            guard mkdir(path, mode) == 0 || errno == EEXIST else { throw FileError("make folder", path, errno: errno) }
            try syncFolder(parent(of: path))
        default: throw FileError("make folder", path, errno: errno)
        }
    }

    package static func syncFolder(_ path: String) throws(FileError) {
        try File(path, O_RDONLY | O_DIRECTORY).sync()
    }

    package static func rename(_ old: String, to new: String) throws(FileError) {
        guard Glibc.rename(old, new) == 0 else { throw FileError("rename \(old) to", new, errno: errno) }
    }

    /// Removes a file; a missing one is no error.
    package static func remove(_ path: String) throws(FileError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw FileError("remove", path, errno: errno) }
    }

    /// Removes a folder that is empty; one that is missing or holds something is left alone.
    package static func removeEmptyFolder(_ path: String) { rmdir(path) }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in a folder, sorted by bytes; empty when the folder is missing.
    package static func names(in path: String) throws(FileError) -> [String] {
        guard let stream = opendir(path) else {
            if errno == ENOENT { return [] }
            throw FileError("list", path, errno: errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The folder that holds `path`.
    package static func parent(of path: String) -> String {
        let bytes = path.utf8
        guard let slash = bytes.dropLast(bytes.last == UInt8(ascii: "/") ? 1 : 0).lastIndex(of: UInt8(ascii: "/"))
        else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension DurableFile {
    /// The bytes of the file as the disk holds them: the kernel's cached pages of it are dropped first.
    ///
    /// Pages that are still dirty stay in the cache, so this is for files that were synced.
    package static func readUncached(_ path: String) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            let file = try File(path, O_RDONLY)
            let size = try file.size()
            posix_fadvise(file.descriptor, 0, 0, POSIX_FADV_DONTNEED)
            return try file.read(size, at: 0)
        } catch  where error.isMissing { return nil }
    }
}
