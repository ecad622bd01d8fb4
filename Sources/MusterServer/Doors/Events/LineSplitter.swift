import Glibc

/// Cuts a stream of bytes into lines ended by LF (a CR before it is dropped), each of bounded length.
struct LineSplitter {
    enum Line: Equatable {
        case text([UInt8])
        /// A line longer than the limit; its bytes are dropped as they come.
        case tooLong
    }

    private let limit: Int
    private var pending: [UInt8] = []
    private var isDropping = false

    init(limit: Int) { self.limit = limit }

    /// The lines that `bytes` complete; lines with nothing but spaces are left out.
    mutating func feed(_ bytes: some Collection<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = bytes[...]
        while let end = Self.firstFeed(rest) {
            append(rest[..<end])
            rest = rest[rest.index(after: end)...]
            if let line = take() { lines.append(line) }
        }
        append(rest)
        return lines
    }

    private static func firstFeed<Bytes: Collection<UInt8>>(_ bytes: Bytes) -> Bytes.Index? {
        let found = bytes.withContiguousStorageIfAvailable { bytes -> Int? in
            guard let start = bytes.baseAddress, let feed = memchr(start, 0x0A, bytes.count) else { return nil }
            return UnsafeRawPointer(feed) - UnsafeRawPointer(start)
        }
        guard let found else { return bytes.firstIndex(of: 0x0A) }
        return found.map { bytes.index(bytes.startIndex, offsetBy: $0) }
    }

    /// The last line, when the stream does not end with LF.
    mutating func finish() -> Line? { take() }

    private mutating func append(_ bytes: some Collection<UInt8>) {
        guard !isDropping else { return }
        guard bytes.count <= limit - pending.count else {
            isDropping = true
            pending = []
            return
        }
        pending.append(contentsOf: bytes)
    }

    private mutating func take() -> Line? {
        defer {
            pending = []
            isDropping = false
        }
        if isDropping { return .tooLong }
        if pending.last == 0x0D { pending.removeLast() }
        guard pending.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return nil }
        return .text(pending)
    }
}
