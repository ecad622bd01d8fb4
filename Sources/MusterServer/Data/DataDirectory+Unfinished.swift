import DurableFiles
import Foundation

/// A log is made under a mark, an empty file in the data directory that is durable before anything of the log is:
/// first `unfinished-<log>`, under which a start removes what there is; then, once the log stands, `unrecorded-<log>`,
/// under which a start keeps it and sees to it that its creation is an entry.
extension DataDirectory {
    func markUnfinished(_ log: String) throws(DataDirectoryError) {
        do throws(FileError) {
            try DurableFile.write([], to: mark(log, Self.unfinished), mode: 0o600)
        } catch { throw .file(error) }
    }

    /// The log stands; its creation is still to be recorded.
    func markUnrecorded(_ log: String) throws(DataDirectoryError) {
        do throws(FileError) {
            try DurableFile.rename(mark(log, Self.unfinished), to: mark(log, Self.unrecorded))
            try DurableFile.syncFolder(path)
        } catch { throw .file(error) }
    }

    func markRecorded(_ log: String) throws(DataDirectoryError) { try removeMark(log, Self.unrecorded) }

    /// Logs that stand and whose creation may not be an entry yet.
    func unrecordedLogs() throws(DataDirectoryError) -> [String] { try logs(marked: Self.unrecorded) }

    /// Removes what a crash left of logs whose making was never answered: nothing was recorded in them.
    func removeUnfinishedLogs() throws(DataDirectoryError) {
        for name in try logs(marked: Self.unfinished) { try removeLog(name) }
    }

    /// Removes all of a log whose making failed, or whose creation could not be recorded. Needs no room on the disk.
    func removeLog(_ name: String) throws(DataDirectoryError) {
        do throws(FileError) {
            if try DurableFile.kind(of: mark(name, Self.unrecorded)) != nil {
                try DurableFile.rename(mark(name, Self.unrecorded), to: mark(name, Self.unfinished))
                try DurableFile.syncFolder(path)
            }
        } catch { throw .file(error) }
        for part in Self.parts where part != "tokens" {
            try remove("\(path)/\(part)/\(name)")
            try remove("\(path)/\(part)/\(name).making")
        }
        try remove(tokensFile(log: name))
        try removeMark(name, Self.unfinished)
    }

    private static let unfinished = "unfinished-"
    private static let unrecorded = "unrecorded-"
    private func mark(_ log: String, _ prefix: String) -> String { "\(path)/\(prefix)\(log)" }

    private func logs(marked prefix: String) throws(DataDirectoryError) -> [String] {
        try fileNames().filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            .filter { LogName.isValid($0) }
    }

    private func removeMark(_ log: String, _ prefix: String) throws(DataDirectoryError) {
        do throws(FileError) {
            try DurableFile.remove(mark(log, prefix))
            try DurableFile.syncFolder(path)
        } catch { throw .file(error) }
    }

    private func remove(_ path: String) throws(DataDirectoryError) {
        do throws(FileError) { guard try DurableFile.kind(of: path) != nil else { return } } catch {
            throw .file(error)
        }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch { throw .damaged(path: path, reason: "it is left of a log that was never made and cannot be removed") }
    }
}
