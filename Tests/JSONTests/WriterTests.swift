import JSON
import Testing

/// What is written: compact, escaped as little as possible, and one text for one value when canonical.
@Suite struct WriterTests {
    @Test func compactForm() {
        let value: JSONValue = ["a": [1, -2, true, false, nil], "b": ["c": "d"], "e": [:], "f": []]
        #expect(value.text == #"{"a":[1,-2,true,false,null],"b":{"c":"d"},"e":{},"f":[]}"#)
    }

    @Test func everyByteBelowTheLimitOfAsciiIsWrittenSo() throws {
        let short: [UInt8: String] = [8: #"\b"#, 9: #"\t"#, 10: #"\n"#, 12: #"\f"#, 13: #"\r"#, 34: #"\""#, 92: #"\\"#]
        let digits = Array("0123456789abcdef")
        for code in UInt8(0)..<128 {
            let character = String(UnicodeScalar(code))
            let long = code < 32 ? "\\u00" + String([digits[Int(code >> 4)], digits[Int(code & 15)]]) : character
            let written = JSONValue.string(character).text
            #expect(written.hasSameBytes(as: "\"\(short[code] ?? long)\""), "code \(code)")
            #expect(try JSONValue(parsing: written) == .string(character))
        }
    }

    /// Eight bytes are looked at in one step: every byte that needs an escape, at every place of texts around that size.
    @Test func anEscapeIsFoundWhereverItStands() {
        for length in 1...25 {
            for place in 0..<length {
                for code in Array(UInt8(0)..<0x24) + [0x5B, 0x5C, 0x5D, 0x7F] {
                    var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: length)
                    bytes[place] = code
                    let found = bytes.withUnsafeBufferPointer { JSONWriter.firstEscape(in: $0) }
                    #expect(found == (code < 0x20 || code == 0x22 || code == 0x5C ? place : nil), "\(code) at \(place)")
                }
            }
        }
        let high = Array("ÿ\u{10FFFF}é".utf8) + [0x22]
        #expect(high.withUnsafeBufferPointer { JSONWriter.firstEscape(in: $0) } == high.count - 1)
    }

    @Test func everythingElseIsWrittenRaw() {
        let text = "\u{7f}\u{80}\u{2028}\u{FEFF}\u{FFFF}\u{10FFFF}/"
        #expect(JSONValue.string(text).text.hasSameBytes(as: "\"\(text)\""))
    }

    @Test func aBridgedSubstringIsWrittenWhole() {
        let part = String("before\"middle\"after".dropFirst(6).dropLast(5))
        #expect(JSONValue.string(part).text == #""\"middle\"""#)
    }

    @Test func canonicalFormSortsByBytes() throws {
        let value = try JSONValue(parsing: "{\"b\":1,\"a\":{\"\u{1F600}\":1,\"\u{FFFF}\":2,\"\":3},\"B\":2,\"ab\":3}")
        let text = String(decoding: value.canonicalBytes, as: UTF8.self)
        #expect(text.hasSameBytes(as: "{\"B\":2,\"a\":{\"\":3,\"\u{FFFF}\":2,\"\u{1F600}\":1},\"ab\":3,\"b\":1}"))
        #expect(value.bytes != value.canonicalBytes)
    }

    @Test func canonicalFormIsTheSameForEqualValues() throws {
        let one = try JSONValue(parsing: #"{"x":[{"b":1,"a":2}],"y":null}"#)
        let two = try JSONValue(parsing: #" {"y" : null, "x":[{"a":2,"b":1}]}"#)
        #expect(one == two)
        #expect(one.canonicalBytes == two.canonicalBytes)
        #expect(one.hashValue == two.hashValue)
    }
}
