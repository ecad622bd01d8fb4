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
            for (place, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
                output.append(contentsOf: bytes[start..<place])
                appendEscape(byte, to: &output)
                start = place + 1
            }
            output.append(contentsOf: bytes[start...])
        }
        output.append(UInt8(ascii: "\""))
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
