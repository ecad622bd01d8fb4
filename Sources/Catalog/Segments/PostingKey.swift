import Crypto
import TransparencyLog

/// Makes the keys of posting lists.
///
/// A text longer than `longest` is cut, and 16 bytes of its SHA-256 hash stand for the rest, so that whole texts are told
/// apart whatever their length. A label is there with its first 12 bytes: 96 bits of a keyed hash.
enum PostingKey {
    /// Bytes of a text that stand in a key, and so the longest beginning that can be asked for.
    static let longest = 96
    static let labelBytes = 12
    /// Longest key: space, text, hash.
    static let longestKey = 1 + longest + 16

    static func text(_ space: KeySpace, _ text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { key(space, UnsafeRawBufferPointer($0)) }
    }

    static func label(_ space: KeySpace, _ label: Hash) -> [UInt8] {
        label.withUnsafeBytes { [space.rawValue] + $0.prefix(labelBytes) }
    }

    /// The label that a key is of; nil for keys of other spaces.
    static func label(of key: UnsafeRawBufferPointer) -> LabelKey? {
        guard key.count == 1 + labelBytes, labelSpaces[Int(key[0])] else { return nil }
        return LabelKey(UnsafeRawBufferPointer(rebasing: key[1...]))
    }

    private static let labelSpaces: [Bool] = (0...255).map { KeySpace(rawValue: UInt8($0))?.isOfLabels ?? false }

    static func key(_ space: KeySpace, _ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var key: [UInt8] = [space.rawValue]
        append(bytes, to: &key)
        return key
    }

    static func append(_ bytes: UnsafeRawBufferPointer, to key: inout [UInt8]) {
        guard bytes.count > longest else { return key.append(contentsOf: bytes) }
        key.append(contentsOf: bytes.prefix(longest))
        key.append(contentsOf: SHA256.hash(data: bytes).prefix(16))
    }
}
