/// Text whose encoding was taken off, and where each of its bytes stood.
struct DecodedText {
    private(set) var bytes: [UInt8] = []
    /// Where the bytes began; one more for the end.
    private var starts: [Int] = []

    /// A part of a query: percent sequences are decoded once (RFC 3986 section 2.1).
    init(query: [UInt8]) {
        var place = 0
        while place < query.count {
            starts.append(place)
            if query[place] == 0x25, let byte = Self.hex(query, place + 1, 2) {
                bytes.append(UInt8(truncatingIfNeeded: byte))
                place += 3
            } else {
                bytes.append(query[place])
                place += 1
            }
        }
        starts.append(place)
    }

    /// A JSON string that is well formed, with its quotes. What is escaped and no ASCII stands for itself as 0xFF, which no
    /// address holds.
    init(json: [UInt8]) {
        var place = 1
        while place < json.count - 1 {
            starts.append(place)
            guard json[place] == 0x5C, place + 1 < json.count else {
                bytes.append(json[place])
                place += 1
                continue
            }
            if json[place + 1] == 0x75 {
                let unit = Self.hex(json, place + 2, 4) ?? 0xFF
                bytes.append(unit < 0x80 ? UInt8(unit) : 0xFF)
                place += 6
            } else {
                let isItself = [0x22, 0x5C, 0x2F].contains(json[place + 1])
                bytes.append(isItself ? json[place + 1] : 0x20)
                place += 2
            }
        }
        starts.append(max(1, json.count - 1))
    }

    /// Where in the encoded text a part of the decoded one stands.
    func encoded(_ part: Range<Int>) -> Range<Int> { starts[part.lowerBound]..<starts[part.upperBound] }

    private static func hex(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int? {
        guard place + count <= bytes.count else { return nil }
        let text = bytes[place..<place + count]
        guard text.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }) else { return nil }
        return Int(String(decoding: text, as: UTF8.self), radix: 16)
    }
}
