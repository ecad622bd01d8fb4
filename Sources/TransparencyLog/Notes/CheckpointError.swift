/// Why bytes are not a checkpoint, or not the checkpoint of this log.
public struct CheckpointError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable {
        case note, malformed, size, root, extensions, origin, signature
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
    public static func == (left: CheckpointError, right: CheckpointError) -> Bool { left.code == right.code }
}
