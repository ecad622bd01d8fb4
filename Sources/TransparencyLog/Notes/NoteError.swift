/// Why bytes are not a signed note.
public struct NoteError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable {
        case tooLarge, invalidText, noSignatures, malformedSignature, tooManySignatures
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
    public static func == (left: NoteError, right: NoteError) -> Bool { left.code == right.code }
}
