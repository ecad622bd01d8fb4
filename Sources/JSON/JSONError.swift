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
    /// The place as a JSON pointer (RFC 6901): the innermost member or element that was being read.
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

    func inside(_ part: String) -> JSONError {
        var error = self
        let escaped =
            part.utf8.contains { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }
            ? part.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
                .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1") : part
        error.pointer = "/" + escaped + pointer
        return error
    }
}
