import Foundation

/// The catalog's folder and files: 0700 and 0600, since what the log holds sealed stands here in clear.
struct CatalogFiles {
    let directory: String
    var database: String { directory + "/catalog.sqlite" }
    private var all: [String] { [database, database + "-wal", database + "-shm"] }

    /// Makes the folder, and an empty database file where there is none, with their modes. SQLite gives the files that it
    /// adds (`-wal`, `-shm`) the mode of the database.
    ///
    /// Files that SQLite left beside a database that is gone are removed: a write-ahead log must never be replayed
    /// into another database than its own.
    ///
    /// - Returns: whether there was a database file with something in it.
    /// - Throws: `CatalogError.unusable`.
    func prepare() throws -> Bool {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard chmod(directory, 0o700) == 0 else { throw failure("its folder's mode") }
        let existed = try size() > 0
        if !existed { try remove() }
        let descriptor = open(database, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("opening it") }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw failure("its mode") }
        return existed
    }

    /// Removes the database and everything that SQLite keeps beside it. No connection may be open: closing one would
    /// remove the files of the next database by name.
    func remove() throws {
        for path in all where unlink(path) != 0 && errno != ENOENT { throw failure("removing it") }
    }

    private func size() throws -> Int64 {
        var status = stat()
        guard lstat(database, &status) == 0 else {
            if errno == ENOENT { return 0 }
            throw failure("reading its size")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw CatalogError.unusable(path: database, reason: "it is not a regular file")
        }
        return Int64(status.st_size)
    }

    private func failure(_ what: String) -> CatalogError {
        CatalogError.unusable(path: database, reason: "\(what) failed: \(String(cString: strerror(errno)))")
    }
}
