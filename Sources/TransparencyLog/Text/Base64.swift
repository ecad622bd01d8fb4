/// Standard base64 with padding (RFC 4648 section 4), read strictly: one text for each value.
///
/// Foundation's decoder accepts texts whose unused last bits are set, which would make notes and proofs malleable.
package enum Base64 {
    private static let alphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
    private static let padding = UInt8(ascii: "=")

    /// Appends the text of `bytes`.
    package static func encode(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        alphabet.withUnsafeBufferPointer { alphabet in
            var offset = 0
            while offset + 3 <= bytes.count {
                let group = UInt32(bytes[offset]) << 16 | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2])
                for shift: UInt32 in [18, 12, 6, 0] { output.append(alphabet[Int(group >> shift & 63)]) }
                offset += 3
            }
            guard offset < bytes.count else { return }
            let second = offset + 1 < bytes.count ? UInt32(bytes[offset + 1]) : 0
            let group = UInt32(bytes[offset]) << 16 | second << 8
            output.append(alphabet[Int(group >> 18 & 63)])
            output.append(alphabet[Int(group >> 12 & 63)])
            output.append(offset + 1 < bytes.count ? alphabet[Int(group >> 6 & 63)] : padding)
            output.append(padding)
        }
    }

    /// The text of `bytes`.
    package static func string(_ bytes: UnsafeRawBufferPointer) -> String {
        var text = [UInt8]()
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        encode(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The text of `bytes`.
    package static func string(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes(string)
    }

    /// The bytes that `text` stands for; nil unless it is exactly what encoding them gives.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let count = text.count
        guard count % 4 == 0 else { return nil }
        var bytes = [UInt8]()
        bytes.reserveCapacity(count / 4 * 3)
        var group: UInt32 = 0
        var filled = 0
        var padded = 0
        for character in text {
            let value = values[Int(character)]
            if value < 64 {
                guard padded == 0 else { return nil }
                group = group << 6 | UInt32(value)
            } else {
                guard character == padding, padded < 2 else { return nil }
                padded += 1
                group <<= 6
            }
            filled += 1
            guard filled == 4 else { continue }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            bytes.append(UInt8(truncatingIfNeeded: group >> 8))
            bytes.append(UInt8(truncatingIfNeeded: group))
            (group, filled) = (padded == 0 ? 0 : group, 0)
        }
        return trim(bytes, padded: padded)
    }

    /// Removes what padding stood for; nil when those bits were not zero.
    private static func trim(_ bytes: [UInt8], padded: Int) -> [UInt8]? {
        guard bytes.suffix(padded).allSatisfy({ $0 == 0 }) else { return nil }
        return padded == 0 ? bytes : Array(bytes.dropLast(padded))
    }
}
