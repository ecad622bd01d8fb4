/// Whole numbers in as few bytes as they need (LEB128): seven bits a byte, the lowest first, the top bit set while more follow.
enum Varint {
    static func append(_ value: UInt64, to output: inout [UInt8]) {
        var value = value
        while value >= 0x80 {
            output.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        output.append(UInt8(truncatingIfNeeded: value))
    }

    /// The number at a place, which moves behind it; nil when the bytes end within it or it is longer than 64 bits.
    static func read(_ bytes: UnsafeRawBufferPointer, at place: inout Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.count, shift < 64 {
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}
