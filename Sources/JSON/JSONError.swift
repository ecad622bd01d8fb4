/// Why some bytes were refused as JSON: what, and where.
///
/// Two errors are equal when their codes are. `reason` never repeats the input, which may hold personal data.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case syntax, invalidUTF8, duplicateName, tooDeep, tooLarge, tooMany, trailingBytes
    }

    package let code: Code
    package let reason: String
    /// Offset in bytes of the place where reading stopped.
    package let offset: Int
    /// The place as a JSON pointer (RFC 6901): the innermost member or element that was being read; names longer than
    /// 64 bytes are cut and end in `...`.
    package private(set) var pointer = ""

    init(_ code: Code, _ reason: String, at offset: Int) {
        self.code = code
        self.reason = reason
        self.offset = offset
    }

    package var description: String {
        "\(reason) (at byte \(offset)\(pointer.isEmpty ? "" : ", in \(pointer)"))"
    }

    package static func == (left: JSONError, right: JSONError) -> Bool { left.code == right.code }

    /// The same error, one level further out: `part` is a member's name or an element's number.
    func inside(_ part: String) -> JSONError {
        var error = self
        error.pointer = "/" + JSONError.escaped(part) + pointer
        return error
    }

    // RFC 6901 section 3, by bytes; a name may come from a stranger, so what is longer than 64 bytes is cut.
    private static func escaped(_ part: String) -> String {
        var escaped: [UInt8] = []
        for byte in part.utf8.prefix(64) {
            switch byte {
            case UInt8(ascii: "~"): escaped.append(contentsOf: "~0".utf8)
            case UInt8(ascii: "/"): escaped.append(contentsOf: "~1".utf8)
            default: escaped.append(byte)
            }
        }
        guard part.utf8.count > 64 else { return String(decoding: escaped, as: UTF8.self) }
        while let last = escaped.last, last >= 0x80 { escaped.removeLast() }
        return String(decoding: escaped, as: UTF8.self) + "..."
    }
}
