/// Why some bytes were refused as an entry: what, and in which line (counted from 1).
///
/// Two errors are equal when their codes are.
package struct EntryError: Error, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Not a well-formed entry of any kind: the map function files it under the zero label.
        case tooLarge, notText, version, kind, time, line, number, label, repeatedLabel, sealed
        /// Well-formed, but not what its kind must be.
        case body
    }

    package let code: Code
    package let line: Int
    package let reason: String

    package init(_ code: Code, line: Int, _ reason: String) {
        self.code = code
        self.line = line
        self.reason = reason
    }

    package var description: String { "line \(line): \(reason)" }

    package static func == (left: EntryError, right: EntryError) -> Bool { left.code == right.code }
}
