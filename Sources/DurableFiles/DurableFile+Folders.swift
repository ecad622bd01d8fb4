import Glibc

extension DurableFile {
    /// Makes the folder and the missing ones above it, each made durable in its parent.
    ///
    /// The parent is synced even when the folder stands already: whoever made it may have died before its name was
    /// durable.
    package static func makeFolder(
        _ path: String, mode: UInt32 = 0o755, on system: any FileSystem = SystemFiles()
    ) throws(FileError) {
        var answer = system.makeFolder(path, mode: mode)
        if answer == -Int(ENOENT), parent(of: path) != path {
            try makeFolder(parent(of: path), mode: mode, on: system)
            // Once more only: in a folder that was removed under us, or under /proc, it fails for ever.
            answer = system.makeFolder(path, mode: mode)
        }
        let stood = answer == -Int(EEXIST)
        if stood {
            guard try kind(of: path, on: system) == Int(S_IFDIR) else {
                throw FileError("make folder", path, errno: ENOTDIR)
            }
        } else {
            try FileError.check(answer, "make folder", path)
        }
        do throws(FileError) { try syncFolder(parent(of: path), on: system) } catch {
            // A folder that the operator made in one that we may not list, or not write, is the operator's to keep.
            if stood && (error.number == EACCES || error.number == EROFS) { return }
            // After a failed sync the kernel may take the name for clean, and no later sync would write it. Without the
            // folder, the next try makes it anew.
            if !stood { _ = system.removeFolder(path) }
            throw error
        }
    }

    package static func syncFolder(_ path: String, on system: any FileSystem = SystemFiles()) throws(FileError) {
        try File(path, O_RDONLY | O_DIRECTORY, on: system).sync()
    }

    /// Removes a folder that is empty; one that is missing or holds something is left alone.
    ///
    /// Returns whether it was removed.
    @discardableResult
    package static func removeEmptyFolder(_ path: String, on system: any FileSystem = SystemFiles()) -> Bool {
        system.removeFolder(path) >= 0
    }

    /// The names in a folder, sorted by bytes; empty when the folder is missing.
    package static func names(
        in path: String, on system: any FileSystem = SystemFiles()
    ) throws(FileError) -> [String] {
        var names: [String] = []
        let answer = system.list(path, into: &names)
        if answer == -Int(ENOENT) { return [] }
        try FileError.check(answer, "list", path)
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
