internal import TransparencyLog

/// Writes the disclosures of one record after the other into one piece of memory.
struct DisclosureWriter {
    var bytes: [UInt8] = []
    /// Where each stands.
    var ranges: [Range<Int>] = []

    /// Writes disclosure 0 and those of all fields; each takes sixteen bytes of `salts`, from `position` on.
    mutating func write(_ cut: RecordCut, salts: UnsafeRawBufferPointer, from position: Int) {
        var position = position
        begin(salts, &position)
        bytes.append(ascii: "names\",[")
        for (place, field) in cut.fields.enumerated() {
            bytes.append(ascii: place == 0 ? "[\"" : ",[\"")
            field.name.append(to: &bytes)
            bytes.append(ascii: "\",")
            bytes.append(decimal: UInt64(field.part))
            bytes.append(UInt8(ascii: "]"))
        }
        bytes.append(ascii: "]]")
        end()
        for field in cut.fields {
            begin(salts, &position)
            field.name.append(to: &bytes)
            bytes.append(ascii: "\",")
            field.value.append(to: &bytes)
            bytes.append(UInt8(ascii: "]"))
            end()
        }
    }

    private var start: Int { ranges.last?.upperBound ?? 0 }

    private mutating func end() { ranges.append(start..<bytes.count) }

    /// `["<salt>","`
    private mutating func begin(_ salts: UnsafeRawBufferPointer, _ position: inout Int) {
        bytes.append(ascii: "[\"")
        bytes.append(base64: salts.part(position..<position + 16))
        bytes.append(ascii: "\",\"")
        position += 16
    }
}
