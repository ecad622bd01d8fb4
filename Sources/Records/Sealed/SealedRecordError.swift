/// Why some bytes were refused as a sealed record.
///
/// Two errors are equal when their codes are.
package struct SealedRecordError: Error, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The bytes do not have the form of a sealed record.
        case form, tooLarge
        /// The head is not the one that the entry commits to.
        case commitment
        /// A disclosure or ciphertext does not have the hash that the head names.
        case hash
        /// Disclosure 0 is not a list of names and owners for the others.
        case names
    }

    package let code: Code
    package let reason: String

    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    package var description: String { reason }

    package static func == (left: SealedRecordError, right: SealedRecordError) -> Bool { left.code == right.code }
}
