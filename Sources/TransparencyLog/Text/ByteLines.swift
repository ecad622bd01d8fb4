/// Reads text line by line as bytes: `"\r\n"` is one `Character`, so wire formats are never split as characters.
package struct ByteLines {
    private let bytes: [UInt8]
    /// The offset of the next unread byte.
    package private(set) var offset: Int
    private let end: Int

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = 0
        end = bytes.count
    }

    package init(_ slice: ArraySlice<UInt8>) {
        self.init([UInt8](slice))
    }

    /// True when nothing is left.
    package var isAtEnd: Bool { offset == end }

    /// The next line without its line feed; nil at the end, or when the rest has no line feed.
    package mutating func next() -> ArraySlice<UInt8>? {
        guard let feed = bytes[offset..<end].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { offset = feed + 1 }
        return bytes[offset..<feed]
    }

    /// Everything not yet read.
    package var rest: ArraySlice<UInt8> { bytes[offset..<end] }
}

extension Collection where Element == UInt8 {
    /// True when the bytes are those of `text` in UTF-8.
    package func isText(_ text: String) -> Bool { elementsEqual(text.utf8) }

    /// The text, or nil when the bytes are not valid UTF-8.
    package var utf8Text: String? { String(validating: self, as: UTF8.self) }
}
