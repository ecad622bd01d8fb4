import Glibc

/// A file operation that the system refused: which operation, on which path, and why.
package struct FileError: Error, Equatable, CustomStringConvertible {
    /// What was being done, in words: `write`, `sync`, `rename`, ….
    package let operation: String
    package let path: String
    /// The system's error number (`errno`), or 0 when the content, not the system, was at fault.
    package let number: Int32
    private let detail: String?

    package init(_ operation: String, _ path: String, errno number: Int32) {
        self.operation = operation
        self.path = path
        self.number = number
        detail = nil
    }

    /// A file whose content is not what it must be.
    package init(_ operation: String, _ path: String, content detail: String) {
        self.operation = operation
        self.path = path
        number = 0
        self.detail = detail
    }

    /// Gives the answer of a call to a `FileSystem`, or throws what it says went wrong.
    @discardableResult
    @inline(__always)
    static func check(
        _ answer: Int, _ operation: @autoclosure () -> String, _ path: String
    ) throws(FileError) -> Int {
        guard answer < 0 else { return answer }
        throw FileError(operation(), path, errno: Int32(truncatingIfNeeded: -answer))
    }

    /// Whether it was not allowed, so that nothing is known about the file.
    package var isPermission: Bool { number == EACCES || number == EPERM || number == EROFS }

    package var isMissing: Bool { number == ENOENT }
    /// Whether there was no room: on the disk, within a quota, or within a limit on the size of files.
    package var isOutOfSpace: Bool { number == ENOSPC || number == EDQUOT || number == EFBIG }

    /// A failed sync: the kernel may take for clean what never reached the disk, so that no later sync tells. Whoever
    /// wrote must stop, and what reads after it must write anew what it relies on.
    package var isSync: Bool { operation == "sync" }

    package var description: String {
        let reason = detail ?? String(cString: strerror(number))
        return "could not \(operation) \(path): \(reason)\(remedy)"
    }

    private var remedy: String {
        switch number {
        case ENOSPC, EDQUOT: " (free some space on that file system)"
        case EACCES, EPERM: " (check the owner and mode of the file and its folders)"
        case EROFS: " (the file system is mounted read-only)"
        case EMFILE, ENFILE: " (raise the limit of open files)"
        default: ""
        }
    }
}
