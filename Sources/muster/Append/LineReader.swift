import Glibc

/// Lines of standard input, read in pieces; no line is held that is longer than the limit.
struct LineReader {
    /// Most bytes of one line.
    let limit: Int
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    /// Lines handed out so far.
    private(set) var count = 0

    init(limit: Int) { self.limit = limit }

    /// The next line without its line feed; nil at the end.
    ///
    /// - Throws: `Failure` for a line beyond the limit, or when standard input cannot be read.
    mutating func next() throws(Failure) -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                count += 1
                return Array(buffer[start..<end])
            }
            guard buffer.count - start <= limit else {
                throw Failure(.no, "line \(count + 1) has more than \(limit) bytes")
            }
            searched = buffer.count - start
            if isAtEnd { return last() }
            try fill()
        }
    }

    private mutating func last() -> [UInt8]? {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        count += 1
        return Array(buffer[start...])
    }

    private mutating func fill() throws(Failure) {
        buffer.removeSubrange(..<start)
        start = 0
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        let read = Glibc.read(STDIN_FILENO, &piece, piece.count)
        guard read >= 0 else {
            if errno == EINTR { return }
            throw Failure(.couldNotTell, "standard input cannot be read: \(String(cString: strerror(errno)))")
        }
        if read == 0 { isAtEnd = true }
        buffer += piece[..<read]
    }
}
