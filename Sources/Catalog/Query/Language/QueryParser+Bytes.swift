/// Looking at the bytes of a query.
extension QueryParser {
    var isAtEnd: Bool { at >= bytes.count }
    var peek: UInt8? { isAtEnd ? nil : bytes[at] }

    func error(_ reason: String, at place: Int? = nil) -> QuerySyntaxError {
        QuerySyntaxError(at: min(place ?? at, bytes.count), reason)
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Bytes of the white space character here; 0 when there is none.
    var spaceLength: Int { spaceLength(at: at) }

    private func spaceLength(at place: Int) -> Int {
        guard place < bytes.count else { return 0 }
        switch bytes[place] {
        case UInt8(ascii: " "), 0x09...0x0D: return 1
        // U+00A0, which text that was copied from a page may have.
        case 0xC2: return place + 1 < bytes.count && bytes[place + 1] == 0xA0 ? 2 : 0
        default: return 0
        }
    }

    mutating func skipSpace() {
        while spaceLength > 0 { at += spaceLength }
    }

    /// Goes on while bytes that are not white space fit.
    mutating func skip(while fits: (UInt8) -> Bool) {
        while !isAtEnd, spaceLength == 0, fits(bytes[at]) { at += 1 }
    }

    /// Takes a character behind any white space.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    /// Whether a word in capitals stands here by itself.
    func isAt(word: StaticString) -> Bool {
        let end = at + word.utf8CodeUnitCount
        guard end <= bytes.count,
            word.withUTF8Buffer({ $0.elementsEqual(bytes[at..<end]) })
        else { return false }
        return end == bytes.count || spaceLength(at: end) > 0 || Self.endsWord(bytes[end])
    }

    mutating func take(word: StaticString) -> Bool {
        skipSpace()
        guard isAt(word: word) else { return false }
        at += word.utf8CodeUnitCount
        return true
    }

    /// What cannot stand in a word without quotation marks.
    static func endsWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "\"")
    }

    /// A text in quotation marks, in which `\"` and `\\` are a quotation mark and a backslash.
    mutating func quoted() throws(QuerySyntaxError) -> String {
        let start = at
        at += 1
        var text: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "\"") {
            at += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let escaped = peek, escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else {
                throw error("expected \\\" or \\\\, the only characters that stand behind a backslash", at: at - 1)
            }
            text.append(escaped)
            at += 1
        }
        guard !isAtEnd else { throw error("this quotation mark is not closed", at: start) }
        at += 1
        return String(decoding: text, as: UTF8.self)
    }
}
