import DurableFiles
import Foundation

/// Checks of the folders that copies are written to and read from.
enum CopyPlace {
    /// The path with neither `..` nor links in it, as far as it exists.
    static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }

    /// Whether one folder is the other, or lies in it.
    static func isInside(_ path: String, _ folder: String) -> Bool {
        let (path, folder) = (resolved(path), resolved(folder))
        return path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }

    /// Refuses a folder in which something stands already.
    static func requireEmpty(_ path: String, for what: String) throws {
        guard DurableFile.exists(path) else { return }
        guard DurableFile.isFolder(path) else { throw Obstacle(.usage, "\(path) is a file: name a folder for \(what)") }
        guard try DurableFile.names(in: path).isEmpty else {
            throw Obstacle(.usage, "\(path) is not empty: name an empty or missing folder for \(what)")
        }
    }

    /// Keys and log together are the readable records: they are never put into one folder.
    static func requireApart(_ keys: String, _ copy: String) throws {
        guard !isInside(keys, copy), !isInside(copy, keys) else {
            throw Obstacle(
                .usage, "the keys must be kept apart from the copy: neither of \(keys) and \(copy) may lie in the other"
            )
        }
    }
}
