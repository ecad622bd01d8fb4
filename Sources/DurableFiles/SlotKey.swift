/// The 32-byte key of a slot: a digest or a label, whose bytes are already evenly spread.
package struct SlotKey: Hashable, Sendable {
    let words: (UInt64, UInt64, UInt64, UInt64)

    /// Takes 32 bytes; nil for any other number.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 32 else { return nil }
        words = (
            bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
        )
    }

    package init?(_ bytes: [UInt8]) {
        guard let key = bytes.withUnsafeBytes({ SlotKey($0) }) else { return nil }
        self = key
    }

    package var bytes: [UInt8] { withUnsafeBytes(of: words) { [UInt8]($0) } }

    package static func == (left: SlotKey, right: SlotKey) -> Bool { left.words == right.words }
    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
