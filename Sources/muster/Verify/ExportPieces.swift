import Glibc

/// Reads a file from its beginning, piece by piece.
enum ExportPieces {
    /// Opens the file; each call of what comes back gives the next piece, nil at the end.
    ///
    /// - Throws: `Failure` when there is no such file, or it may not be read.
    static func open(_ path: String) throws(Failure) -> () throws -> [UInt8]? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        let file = OpenFile(descriptor)
        return {
            var piece = [UInt8](repeating: 0, count: 256 << 10)
            while true {
                let count = read(file.descriptor, &piece, piece.count)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { throw failure(path) }
                return count == 0 ? nil : Array(piece.prefix(count))
            }
        }
    }

    private static func failure(_ path: String) -> Failure {
        let isMissing = errno == ENOENT
        return Failure(isMissing ? .no : .couldNotTell, "\(path) cannot be read: \(String(cString: strerror(errno)))")
    }

    private final class OpenFile {
        let descriptor: Int32

        init(_ descriptor: Int32) { self.descriptor = descriptor }

        deinit { close(descriptor) }
    }
}
