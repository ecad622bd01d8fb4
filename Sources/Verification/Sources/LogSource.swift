/// Where the files of a log are read from: a folder, a server. Reading is all that verification needs.
///
/// Paths are relative to the log's prefix, as C2SP tlog-tiles names them: `checkpoint`, `tile/0/000.p/17`, …
/// Nothing that a source returns is believed; it must only never answer for another path than the one asked.
package protocol LogSource: Sendable {
    /// The place, as the user would name it.
    var name: String { get }

    /// The bytes of a file.
    ///
    /// - Parameters:
    ///   - path: The file's path below the log's prefix.
    ///   - limit: A larger file is refused with `.tooLarge` before it is held in memory.
    /// - Returns: All bytes of the file.
    /// - Throws: `SourceError`; `.missing` only when there certainly is no such file.
    func read(_ path: String, limit: Int) async throws(SourceError) -> [UInt8]

    /// What a folder holds; empty when there is no such folder; nil when this source cannot tell.
    func list(_ folder: String) async throws(SourceError) -> [FolderItem]?
}

/// A file or a folder in a folder of a log.
package struct FolderItem: Sendable {
    package let name: String
    package let isFolder: Bool

    package init(name: String, isFolder: Bool) {
        self.name = name
        self.isFolder = isFolder
    }
}
