import Glibc

/// Many new files below one folder, made durable together: nothing is promised of any before `finish` returns.
///
/// For copies that are of no use before they are whole. The disk is started on each file as it is written, and only
/// then waited for.
package struct NewFiles: ~Copyable {
    private let root: String
    private let system: any FileSystem
    private var open: [UnsyncedFile] = []
    private var folders: Set<String> = []

    /// Files below `root`, which is made if it is missing.
    package init(in root: String, mode: UInt32 = 0o755, on system: any FileSystem = SystemFiles()) throws(FileError) {
        self.root = root
        self.system = system
        try DurableFile.makeFolder(root, mode: mode, on: system)
    }

    /// Writes one file; `path` is below the root, and folders that it needs are made.
    package mutating func add(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(FileError) {
        let whole = "\(root)/\(path)"
        let folder = DurableFile.parent(of: whole)
        if folders.insert(folder).inserted { try DurableFile.makeFolder(folder, on: system) }
        open.append(try UnsyncedFile(whole, bytes, mode: mode, on: system))
        if open.count == UnsyncedFile.limit { try syncOpen() }
    }

    /// Returns once every file and its name survive power loss.
    package mutating func finish() throws(FileError) {
        try syncOpen()
        for folder in folders.sorted() { try DurableFile.syncFolder(folder, on: system) }
        folders = []
    }

    private mutating func syncOpen() throws(FileError) {
        for file in open { try file.sync() }
        open = []
    }
}
