/// Why bytes are not a receipt.
public struct ReceiptError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable {
        case tooLarge, header, extra, index, hashes, checkpoint
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
    public static func == (left: ReceiptError, right: ReceiptError) -> Bool { left.code == right.code }
}
