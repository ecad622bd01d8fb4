/// A set of places in a segment, 0 to 65,535, as bits.
struct Bits: Equatable {
    static let capacity = 65_536
    private static let wordCount = capacity / 64

    private(set) var words: [UInt64]

    /// The empty set.
    init() { words = Array(repeating: 0, count: Self.wordCount) }

    /// All places of a range.
    init(_ range: Range<Int>) {
        self.init()
        insert(range)
    }

    /// The set in 8,192 bytes, the lowest bit of the first byte being place 0; nil for any other number of bytes.
    init?(bitmap: UnsafeRawBufferPointer) {
        guard bitmap.count == Self.capacity / 8 else { return nil }
        self.init()
        words.withUnsafeMutableBytes { $0.copyMemory(from: bitmap) }
        for place in words.indices { words[place] = UInt64(littleEndian: words[place]) }
    }

    var bitmap: [UInt8] { words.map(\.littleEndian).withUnsafeBytes { [UInt8]($0) } }

    mutating func insert(_ place: Int) { words[place >> 6] |= 1 << UInt64(place & 63) }

    mutating func insert(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
        let low = UInt64.max << UInt64(range.lowerBound & 63)
        let high = UInt64.max >> UInt64(63 - ((range.upperBound - 1) & 63))
        guard first != last else { return words[first] |= low & high }
        words[first] |= low
        for word in (first + 1)..<last { words[word] = .max }
        words[last] |= high
    }

    func contains(_ place: Int) -> Bool { words[place >> 6] & (1 << UInt64(place & 63)) != 0 }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// How many places of a range are in the set.
    func count(in range: Range<Int>) -> Int {
        guard !range.isEmpty else { return 0 }
        let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
        let low = UInt64.max << UInt64(range.lowerBound & 63)
        let high = UInt64.max >> UInt64(63 - ((range.upperBound - 1) & 63))
        guard first != last else { return (words[first] & low & high).nonzeroBitCount }
        var count = (words[first] & low).nonzeroBitCount + (words[last] & high).nonzeroBitCount
        for word in (first + 1)..<last { count += words[word].nonzeroBitCount }
        return count
    }

    mutating func formIntersection(_ other: Bits) {
        for word in 0..<Self.wordCount { words[word] &= other.words[word] }
    }

    mutating func formUnion(_ other: Bits) { for word in 0..<Self.wordCount { words[word] |= other.words[word] } }

    mutating func subtract(_ other: Bits) { for word in 0..<Self.wordCount { words[word] &= ~other.words[word] } }

    /// Calls `body` with each place in rising or falling order, until it says false.
    func walk(descending: Bool, _ body: (Int) throws -> Bool) rethrows {
        for step in 0..<Self.wordCount {
            let word = descending ? Self.wordCount - 1 - step : step
            var left = words[word]
            while left != 0 {
                let bit = descending ? 63 - left.leadingZeroBitCount : left.trailingZeroBitCount
                left &= ~(1 << UInt64(bit))
                guard try body(word << 6 | bit) else { return }
            }
        }
    }
}
