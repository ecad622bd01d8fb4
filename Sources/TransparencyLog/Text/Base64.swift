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
    @inlinable
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        text.withContiguousStorageIfAvailable { decode($0) } ?? Array(text).withUnsafeBufferPointer { decode($0) }
    }

    /// The bytes that `text` stands for; nil unless it is exactly what encoding them gives.
    package static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        guard let last = text.last else { return [] }
        let padded = last != padding ? 0 : text[text.count - 2] != padding ? 1 : 2
        let count = text.count / 4 * 3 - padded
        var isCanonical = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { output, filled in
            isCanonical = values.withUnsafeBufferPointer { decode(text, padded, $0, into: output) }
            filled = isCanonical ? count : 0
        }
        return isCanonical ? bytes : nil
    }

    /// Decodes whole groups of four; false for a foreign character, or bits set that stand for nothing.
    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>, _ padded: Int, _ values: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        let digits = text.count - padded
        let count = text.count / 4 * 3 - padded
        for group in 0..<(text.count / 4) {
            var bits: UInt32 = 0
            for place in (4 * group)..<(4 * group + 4) {
                let value = place < digits ? values[Int(text[place])] : 0
                guard value < 64 else { return false }
                bits = bits << 6 | UInt32(value)
            }
            for place in 0..<3 {
                let byte = UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * place))
                if 3 * group + place < count {
                    output[3 * group + place] = byte
                } else if byte != 0 {
                    return false
                }
            }
        }
        return true
    }
}
