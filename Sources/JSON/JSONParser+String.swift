extension JSONParser {
    /// Reads a string (RFC 8259 section 7): valid UTF-8, no raw control characters, no lone surrogates.
    mutating func readString() throws(JSONError) -> String {
        let opening = position
        position += 1
        let start = position
        position = JSONWriter.firstEscape(in: bytes, from: start) ?? bytes.count
        if peek() == UInt8(ascii: "\"") {
            let text = try validated(UnsafeBufferPointer(rebasing: bytes[start..<position]), opening)
            position += 1
            return text
        }
        var unescaped = Array(bytes[start..<position])
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try validated(unescaped, opening)
            case UInt8(ascii: "\\"): try readEscape(into: &unescaped)
            case ..<0x20: throw JSONError(.syntax, "a raw control character stands in a string", at: position - 1)
            default: unescaped.append(byte)
            }
        }
        throw JSONError(.syntax, "a string is not closed", at: opening)
    }

    /// Most texts are ASCII, which needs no validation.
    private func validated(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int) throws(JSONError) -> String {
        guard !Self.isASCII(UnsafeRawBufferPointer(text)) else { return String(decoding: text, as: UTF8.self) }
        guard let string = String(validating: text, as: UTF8.self) else {
            throw JSONError(.invalidUTF8, "a string is not valid UTF-8", at: offset)
        }
        return string
    }

    private static func isASCII(_ text: UnsafeRawBufferPointer) -> Bool {
        var all: UInt64 = 0
        var place = 0
        while text.count - place >= 8 {
            all |= text.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            place += 8
        }
        while place < text.count {
            all |= UInt64(text[place])
            place += 1
        }
        return all & 0x8080_8080_8080_8080 == 0
    }

    private func validated(_ text: [UInt8], _ offset: Int) throws(JSONError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else {
            throw JSONError(.invalidUTF8, "a string is not valid UTF-8", at: offset)
        }
        return string
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JSONError) {
        let escape = peek()
        position += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape!)  // matched just now
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try readUnicodeEscape(into: &text)
        default: throw JSONError(.syntax, "an unknown escape stands in a string", at: position - 1)
        }
    }

    private mutating func readUnicodeEscape(into text: inout [UInt8]) throws(JSONError) {
        let start = position
        var code = try readHexadecimal()
        if (0xD800..<0xDC00).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
            let low = try readHexadecimal()
            guard (0xDC00..<0xE000).contains(low) else {
                throw JSONError(.invalidUTF8, "a string has a lone surrogate", at: start)
            }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw JSONError(.invalidUTF8, "a string has a lone surrogate", at: start)
        }
        text.append(contentsOf: UTF8.encode(scalar)!)  // every scalar has a UTF-8 form
    }

    private mutating func readHexadecimal() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            switch peek() {
            case let byte? where (0x30...0x39).contains(byte): code = code << 4 | UInt32(byte - 0x30)
            case let byte? where (0x41...0x46).contains(byte): code = code << 4 | UInt32(byte - 0x37)
            case let byte? where (0x61...0x66).contains(byte): code = code << 4 | UInt32(byte - 0x57)
            default: throw JSONError(.syntax, "four hexadecimal digits were expected", at: position)
            }
            position += 1
        }
        return code
    }
}
