/// Why a text is not a verifier key or signing key. The message never repeats a secret.
public struct KeyError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable {
        case malformed, name, keyID, base64, algorithm, length
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
    public static func == (left: KeyError, right: KeyError) -> Bool { left.code == right.code }
}
