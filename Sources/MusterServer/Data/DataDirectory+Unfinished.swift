import DurableFiles
import Foundation

extension DataDirectory {
    /// Notes that a log is being made; the note is durable before anything of the log is.
    func markUnfinished(_ log: String) throws(DataDirectoryError) {
        do throws(FileError) {
            try DurableFile.write([], to: mark(log), mode: 0o600)
        } catch { throw .file(error) }
    }

    func markFinished(_ log: String) throws(DataDirectoryError) {
        do throws(FileError) {
            try DurableFile.remove(mark(log))
            try DurableFile.syncFolder(path)
        } catch { throw .file(error) }
    }

    /// Removes what a crash left of logs whose making was never answered: nothing was recorded in them.
    func removeUnfinishedLogs() throws(DataDirectoryError) {
        let names = try fileNames().filter { $0.hasPrefix(Self.markPrefix) }
        for name in names.map({ String($0.dropFirst(Self.markPrefix.count)) }) where LogName.isValid(name) {
            for part in Self.parts where part != "tokens" { try remove("\(path)/\(part)/\(name)") }
            try remove(tokensFile(log: name))
            try markFinished(name)
        }
    }

    private static let markPrefix = "unfinished-"
    private func mark(_ log: String) -> String { "\(path)/\(Self.markPrefix)\(log)" }

    private func remove(_ path: String) throws(DataDirectoryError) {
        guard DurableFile.exists(path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch { throw .damaged(path: path, reason: "it is left of an interrupted start and cannot be removed") }
    }
}
