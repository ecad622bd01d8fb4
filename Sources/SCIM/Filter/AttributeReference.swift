/// An attribute as a client wrote it: `userName`, `name.familyName`, `urn:…:User:department` (RFC 7644 figure 1,
/// `attrPath`). The URN ends at the last colon, since `2.0` holds a dot of its own.
package struct AttributeReference: Sendable, CustomStringConvertible {
    package let schema: String?
    package let name: String
    package let sub: String?

    package init(schema: String? = nil, name: String, sub: String? = nil) {
        self.schema = schema
        self.name = name
        self.sub = sub
    }

    package init(parsing text: String) throws(SCIMError) {
        var reader = FilterReader(text)
        let reference = try reader.readReference()
        guard reader.isAtEnd else {
            throw SCIMError.invalidPath("The attribute name has characters that no attribute name may have.")
        }
        self = reference
    }

    /// Cuts a run of name characters into its parts; nil when one of them is no attribute name.
    init?(token: String) {
        let afterColon = token.utf8.lastIndex(of: UInt8(ascii: ":")).map { token.utf8.index(after: $0) }
        let rest = token[(afterColon ?? token.startIndex)...]
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy(Self.isName) else { return nil }
        if let afterColon {
            let urn = token[..<token.utf8.index(afterColon, offsetBy: -1)]
            guard !urn.isEmpty else { return nil }
            schema = String(urn)
        } else {
            schema = nil
        }
        name = String(parts[0])
        sub = parts.count > 1 ? String(parts[1]) : nil
    }

    /// The name for an error: what nobody could mean is cut.
    package var shown: String { SCIMError.bounded(description) }

    package var description: String {
        (schema.map { $0 + ":" } ?? "") + name + (sub.map { "." + $0 } ?? "")
    }

    /// Whether a schema and a name without sub-attribute, with a colon between them, are read again as the same.
    package static func isPlain(schema: String?, name: String) -> Bool {
        guard isName(name[...]) else { return false }
        guard let schema else { return true }
        return !schema.isEmpty && schema.utf8.allSatisfy(isTokenByte)
    }

    /// Whether a byte may stand in an attribute's name with its schema and sub-attribute.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || [0x24, 0x2D, 0x2E, 0x3A, 0x5F].contains(byte)
    }

    // attrName = ALPHA *(nameChar), and "$ref".
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, first.isLetter || first == UInt8(ascii: "$") else { return false }
        return text.utf8.dropFirst().allSatisfy { $0.isLetter || $0.isDigit || $0 == 0x2D || $0 == 0x5F }
    }
}

extension UInt8 {
    var isLetter: Bool { (0x61...0x7A).contains(asciiLowercased) }
    var isDigit: Bool { (0x30...0x39).contains(self) }
}
