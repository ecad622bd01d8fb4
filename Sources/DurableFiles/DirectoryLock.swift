import Glibc
import Synchronization

/// The exclusive right to write in a folder, held through `flock(2)` on a file in it and given back with the process.
///
/// The lock is advisory and per host: it keeps two processes of one machine apart, not two machines on a network
/// file system. The file's text says who holds it.
package final class DirectoryLock: Sendable {
    /// The lock is held by another process.
    package struct Held: Error, Equatable, CustomStringConvertible {
        package let path: String
        /// The holder's process id, when the file tells.
        package let holder: Int32?

        package var description: String {
            "\(path) is held by \(holder.map { "process \($0)" } ?? "another process"): "
                + "stop that process first, or use another data directory"
        }
    }

    package enum Failure: Error, CustomStringConvertible {
        case held(Held)
        case file(FileError)

        package var description: String {
            switch self {
            case .held(let held): held.description
            case .file(let error): error.description
            }
        }
    }

    package let path: String
    private let descriptor: Mutex<Int32?>

    /// Takes the lock without waiting and writes this process's id into the file.
    package init(_ path: String) throws(Failure) {
        let descriptor = retrying { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { throw .file(FileError("open", path, errno: errno)) }
        guard retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
            let number = errno
            let holder = Self.holder(of: path)
            close(descriptor)
            guard number == EWOULDBLOCK else { throw .file(FileError("lock", path, errno: number)) }
            throw .held(Held(path: path, holder: holder))
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            let number = errno
            close(descriptor)
            throw .file(FileError("write", path, errno: number))
        }
        self.path = path
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Gives the lock back before the end of its life; once is enough.
    package func release() {
        if let held = descriptor.withLock({ $0.take() }) { close(held) }
    }

    /// The process id that the lock file names; it may be a past holder's when nobody holds the lock now.
    package static func holder(of path: String) -> Int32? {
        guard let bytes = try? DurableFile.read(path, limit: 64) else { return nil }
        return Int32(String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self))
    }
}

/// Repeats a system call that a signal interrupted.
private func retrying(_ call: () -> Int32) -> Int32 {
    while true {
        let result = call()
        if result == -1 && errno == EINTR { continue }
        return result
    }
}
