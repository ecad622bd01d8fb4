/// Why the catalog cannot do its work now. Nothing is lost by it: the log holds everything.
package enum CatalogError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file cannot be used, and building it again would not help: permissions, a full or failing disk.
    case unusable(path: String, reason: String)
    /// The catalog is being built from the log, and has not reached the entries that it must hold before it answers;
    /// half an answer would be taken for a whole one. Ask again later.
    case rebuilding(CatalogProgress)
    /// The index waited for was not reached in time.
    case behind(awaited: UInt64, position: UInt64)
    case closed

    package var description: String {
        switch self {
        case .unusable(let path, let reason):
            "the catalog \(path) cannot be used: \(reason); it holds nothing that is not in the log, so once the disk "
                + "and its permissions are in order it may be deleted and is built again at the next start"
        case .rebuilding(let progress):
            "the catalog is being built from the log and has taken in \(progress.position) of \(progress.total) entries; "
                + "ask again later"
        case .behind(let awaited, let position):
            "the catalog has not reached entry \(awaited): it has taken in "
                + (position == 0 ? "no entry yet" : "the entries up to \(position - 1)")
        case .closed: "the catalog is closed"
        }
    }
}
