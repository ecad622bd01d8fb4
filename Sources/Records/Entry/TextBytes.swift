/// Which sorts of bytes stand in a text, found eight at a time.
struct TextBytes {
    /// Some byte is 0x80 or more, so the text is not plain ASCII.
    private(set) var hasHighBytes = false
    /// Some byte is below 0x20, LF aside, or is 0x7F.
    private(set) var hasControls = false

    init(_ bytes: UnsafeRawBufferPointer) {
        var high: UInt64 = 0
        var controls: UInt64 = 0
        func look(at word: UInt64) {
            high |= word
            // The upper bit of each byte says what the lower seven are; no carry reaches the next byte.
            let low = word & .lowBits
            let isVisible = low &+ (0x60 * .ones)
            let isNoFeed = (low ^ (0x0A * .ones)) &+ .lowBits
            let isNoDelete = (low ^ (0x7F * .ones)) &+ .lowBits
            controls |= (~isVisible & isNoFeed | ~isNoDelete) & ~word
        }
        var place = 0
        while bytes.count - place >= 8 {
            look(at: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        var rest = 0x20 * UInt64.ones
        while place < bytes.count {
            rest = rest << 8 | UInt64(bytes[place])
            place += 1
        }
        look(at: rest)
        hasHighBytes = high & .highBits != 0
        hasControls = controls & .highBits != 0
    }
}

extension UInt64 {
    /// One in every byte.
    fileprivate static let ones: UInt64 = 0x0101_0101_0101_0101
    fileprivate static let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    fileprivate static let highBits: UInt64 = 0x8080_8080_8080_8080
}

extension UnsafeRawBufferPointer {
    /// The bytes of a range that lies within these.
    func part(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[range]) }

    /// Whether the text stands at `start`.
    @inline(__always)
    func has(_ text: StaticString, at start: Int) -> Bool {
        guard count - start >= text.utf8CodeUnitCount else { return false }
        for place in 0..<text.utf8CodeUnitCount where self[start + place] != text.utf8Start[place] { return false }
        return true
    }

    /// Whether these and those are the same bytes, compared eight at a time.
    func hasSameBytes(as other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        var place = 0
        while count - place >= 8 {
            let word = loadUnaligned(fromByteOffset: place, as: UInt64.self)
            guard word == other.loadUnaligned(fromByteOffset: place, as: UInt64.self) else { return false }
            place += 8
        }
        while place < count, self[place] == other[place] { place += 1 }
        return place == count
    }

    /// Where the line that begins at `start` ends: the offset of the next LF, or of the end when there is none.
    func lineEnd(from start: Int) -> Int {
        var place = start
        while count - place >= 8 {
            let word = UInt64(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt64.self)) ^ (0x0A * .ones)
            let feeds = ~((word & .lowBits &+ .lowBits) | word) & .highBits
            guard feeds == 0 else { return place + feeds.trailingZeroBitCount / 8 }
            place += 8
        }
        while place < count, self[place] != 0x0A { place += 1 }
        return place
    }
}
