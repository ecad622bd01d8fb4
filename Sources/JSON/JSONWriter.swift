extension JSONValue {
    /// The value as compact JSON, members in their own order.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        JSONWriter.append(self, to: &output)
        return output
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The value as compact JSON with members sorted by the bytes of their names: one text for one value.
    package var canonicalBytes: [UInt8] {
        var output: [UInt8] = []
        JSONWriter.append(self, to: &output, sorted: true)
        return output
    }
}

/// Writes JSON text straight into bytes. Strings are escaped as little as RFC 8259 allows: `"`, `\` and controls.
package enum JSONWriter {
    package static func append(_ value: JSONValue, to output: inout [UInt8], sorted: Bool = false) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .number(let number): output.append(contentsOf: number.text.utf8)
        case .string(let text): append(string: text, to: &output)
        case .array(let items):
            output.append(UInt8(ascii: "["))
            for (place, item) in items.enumerated() {
                if place > 0 { output.append(UInt8(ascii: ",")) }
                append(item, to: &output, sorted: sorted)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object):
            append(object, to: &output, sorted: sorted)
        }
    }

    private static func append(_ object: JSONObject, to output: inout [UInt8], sorted: Bool) {
        let members =
            sorted
            ? object.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } : object.members
        output.append(UInt8(ascii: "{"))
        for (place, member) in members.enumerated() {
            if place > 0 { output.append(UInt8(ascii: ",")) }
            append(string: member.name, to: &output)
            output.append(UInt8(ascii: ":"))
            append(member.value, to: &output, sorted: sorted)
        }
        output.append(UInt8(ascii: "}"))
    }

    package static func append(string text: String, to output: inout [UInt8]) {
        var text = text
        output.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            var start = 0
            while let place = firstEscape(in: bytes, from: start) {
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<place]))
                appendEscape(bytes[place], to: &output)
                start = place + 1
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
        }
        output.append(UInt8(ascii: "\""))
    }

    /// The first byte from `start` on that must be escaped; eight bytes are looked at in one step.
    package static func firstEscape(in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        /// Has a top bit set where a byte of `word` is below `limit` (at most 128), and perhaps behind such a byte.
        func below(_ limit: UInt64, _ word: UInt64) -> UInt64 { (word &- ones &* limit) & ~word & tops }
        var place = start
        while bytes.count - place >= 8 {
            let word = UnsafeRawPointer(bytes.baseAddress! + place).loadUnaligned(as: UInt64.self)  // 8 bytes are there
            let found = below(0x20, word) | below(1, word ^ ones &* 0x22) | below(1, word ^ ones &* 0x5C)
            if found != 0 { break }
            place += 8
        }
        while place < bytes.count {
            if bytes[place] < 0x20 || bytes[place] == 0x22 || bytes[place] == 0x5C { return place }
            place += 1
        }
        return nil
    }

    private static func appendEscape(_ byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: output.append(byte)
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0C: output.append(UInt8(ascii: "f"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            output.append(contentsOf: "u00".utf8)
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
    }
}
