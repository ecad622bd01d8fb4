package import DurableFiles

/// Why a data directory cannot be used: what is wrong, with which file, and what to do about it.
package enum DataDirectoryError: Error, Equatable, CustomStringConvertible {
    /// Another process has it.
    case held(path: String, holder: Int32?)
    /// It has another version of the layout; nil when the file `format` cannot be understood.
    case format(path: String, kind: DataDirectory.Kind, found: Int?)
    /// Another command writes in it.
    case otherKind(path: String, found: DataDirectory.Kind)
    /// It holds something that is not Muster's.
    case notMuster(path: String, stranger: String)
    /// It is Muster's, and its file `format` is gone.
    case formatLost(path: String, kind: DataDirectory.Kind)
    /// The system refused an operation.
    case file(FileError)
    /// Of a log some parts stand and one is missing that cannot be made anew.
    case incomplete(log: String, missing: String, standing: [String])
    /// A file of it is damaged.
    case damaged(path: String, reason: String)

    /// Whether somebody with other rights would get on: then nothing is said about the data.
    package var isPermission: Bool {
        switch self {
        case .file(let error): error.isPermission
        default: false
        }
    }

    package var description: String {
        switch self {
        case .held(let path, let holder):
            "the data directory \(path) is in use by \(holder.map { "process \($0)" } ?? "another process"): "
                + "stop that process first, or choose another directory with --data"
        case .format(let path, _, let found?):
            "\(path) says data format version \(found), this program works with version \(DataDirectory.version): "
                + (found > DataDirectory.version
                    ? "use a newer Muster" : "use the Muster that wrote it, or migrate the data with that release")
        case .format(let path, let kind, nil):
            "\(path) does not say \"\(kind.rawValue) version \(DataDirectory.version)\", so the format of the data is "
                + "unknown: restore that file from a backup, or choose another directory with --data"
        case .otherKind(let path, .muster):
            "\(path) is a data directory of muster serve: use that, or choose another directory"
        case .otherKind(let path, .plain):
            "\(path) is the directory of a plain log: use muster tlog serve --dir \(path), or choose another directory"
        case .notMuster(let path, let stranger):
            "\(path) holds \(stranger) and no file named format, so it is not a Muster data directory: "
                + "choose an empty or missing directory with --data"
        case .formatLost(let path, let kind):
            "\(path) holds a data directory whose file format is missing: put it back, from where it went or with the "
                + "one line \"\(kind.rawValue) version \(DataDirectory.version)\", if this release wrote the data: "
                + "printf '\(kind.rawValue) version \(DataDirectory.version)\\n' > "
                + ShellWord.quoted(path + "/format")
        case .incomplete(let log, let missing, let standing):
            "\(missing) is missing, so log \(log) cannot be opened"
                + (standing.isEmpty ? "" : " although \(standing.joined(separator: ", ")) stand")
                + ": put that folder back from where it went, or see: muster log recover \(log)"
                + (log == "main" ? "" : "; to give the log up, move all its folders out of the data directory")
        case .file(let error): "\(error)"
        case .damaged(let path, let reason): "\(path) is damaged: \(reason). Restore it from a backup."
        }
    }
}
