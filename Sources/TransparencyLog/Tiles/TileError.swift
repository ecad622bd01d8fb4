/// Why a path is not that of a tile or bundle, or why bytes are not a tile or bundle.
public struct TileError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable {
        case path, length, truncated, trailingBytes, tooLarge, outOfRange
    }

    /// What is wrong.
    public let code: Code
    /// The same in plain words.
    public let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Errors are equal when their codes are.
    public static func == (left: TileError, right: TileError) -> Bool { left.code == right.code }
}
