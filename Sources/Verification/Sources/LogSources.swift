import Foundation

/// Finds the log that an argument of the command line names.
package enum LogSources {
    /// The log at a URL prefix, in a folder, or the only one of a data directory.
    ///
    /// - Parameters:
    ///   - argument: `https://…/logs/main`, a log's folder, or a folder with exactly one log below `logs/`.
    ///   - token: Sent to a server.
    /// - Returns: The source, of which nothing has been read.
    /// - Throws: `SourceError`.
    package static func open(_ argument: String, token: String? = nil) throws(SourceError) -> any LogSource {
        if argument.hasPrefix("http://") || argument.hasPrefix("https://") {
            guard let source = URLSource(argument, token: token) else {
                throw SourceError(.usage, "\(argument) is not the URL of a log, such as https://host/logs/main")
            }
            return source
        }
        guard let isFolder = try isFolder(argument) else {
            throw SourceError(.missing, "there is no folder \(argument)")
        }
        guard isFolder else { throw SourceError(.usage, "\(argument) is a file, not the folder of a log") }
        let logs = "\(argument)/logs"
        guard try self.isFolder("\(argument)/checkpoint") == nil, try self.isFolder(logs) == true else {
            return DirectorySource(path: argument)
        }
        return DirectorySource(path: "\(logs)/\(try onlyLog(in: logs))")
    }

    /// Nil when there is nothing at the path.
    private static func isFolder(_ path: String) throws(SourceError) -> Bool? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else {
                throw SourceError(.denied, "no permission to look at \(path)")
            }
            return nil
        }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    private static func onlyLog(in folder: String) throws(SourceError) -> String {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw SourceError(.denied, "cannot read \(folder)")
        }
        guard let name = names.first else { throw SourceError(.missing, "\(folder) holds no log") }
        guard names.count == 1 else {
            let choices = names.map { "\(folder)/\($0)" }.joined(separator: ", ")
            throw SourceError(.usage, "there are several logs, name one: \(choices)")
        }
        return name
    }
}
