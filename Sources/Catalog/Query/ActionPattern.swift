/// A test on action names: one name (`group.member.add`), or all names that begin alike (`group.` or `group.*`).
package struct ActionPattern: Sendable, Equatable {
    /// The name, or what the names begin with when `isPrefix`.
    package let text: String
    package let isPrefix: Bool

    /// Longest pattern taken, in bytes; no action name is longer.
    package static let longest = 256

    /// Reads `name`, `prefix.`, or `prefix*`.
    ///
    /// - Throws: `QueryError` when empty, too long, or with bytes that no action name has.
    package init(_ pattern: String) throws(QueryError) {
        var bytes = Array(pattern.utf8)
        guard bytes.count <= Self.longest else {
            throw QueryError("action", "longer than \(Self.longest) bytes")
        }
        let starred = bytes.last == UInt8(ascii: "*")
        if starred { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.allSatisfy(Self.isNameByte) else {
            throw QueryError(
                "action",
                "expected an action such as group.member.add, or a prefix such as group. or group.* "
                    + "(lower-case letters, digits, '.', '_' and '-')")
        }
        text = String(decoding: bytes, as: UTF8.self)
        isPrefix = starred || bytes.last == UInt8(ascii: ".")
    }

    /// The first text after all texts that begin with `text`, in byte order. The text is ASCII below `~`, so one
    /// more on its last byte is ASCII too.
    var upperBound: String {
        var bytes = Array(text.utf8)
        bytes[bytes.count - 1] += 1
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
