package import DurableFiles

/// Where the parts of one log stand in a data directory.
package struct LogFolders: Sendable {
    package let name: String
    /// The public files, byte for byte as C2SP tlog-tiles has them: `logs/<name>`.
    package let log: String
    package let writeAhead: String
    package let state: String
    package let lock: String
    package let keys: String
    package let catalog: String

    package init(data: String, name: String) {
        self.name = name
        log = "\(data)/logs/\(name)"
        writeAhead = "\(data)/wal/\(name)"
        state = "\(data)/state/\(name)"
        lock = "\(data)/lock/\(name)"
        keys = "\(data)/keys/\(name)"
        catalog = "\(data)/catalog/\(name)"
    }

    /// Makes the folders that are missing; only the public one is readable by others.
    package func make(on system: any FileSystem = SystemFiles()) throws(FileError) {
        for path in [log, writeAhead, state, lock, keys, catalog] {
            try DurableFile.makeFolder(DurableFile.parent(of: path), mode: 0o755, on: system)
            try DurableFile.makeFolder(path, mode: path == log ? 0o755 : 0o700, on: system)
        }
        try DurableFile.makeFolder(unfinished, mode: 0o700, on: system)
    }

    /// Where files stand until they are whole; on the file system of the public ones, but never among them.
    var unfinished: String { state + "/unfinished" }

    package var lockFile: String { lock + "/checkpoint" }
    package var checkpoint: String { log + "/checkpoint" }

    /// Whether a log of this name was ever made here.
    ///
    /// - Throws: when that cannot be told: then nothing may be begun anew.
    package var exist: Bool {
        get throws(FileError) {
            for path in [lockFile, checkpoint] {
                if try DurableFile.kind(of: path) != nil { return true }
            }
            return false
        }
    }
}
