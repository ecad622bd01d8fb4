/// Why keys could not be used, or a record could not be sealed or opened.
///
/// Two errors are equal when their codes are. `reason` names the file and the remedy where there is one; it never holds
/// a key or a value.
package struct VaultError: Error, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// A key file is missing, damaged, readable by others, or of another log; or keys are there already.
        case missing, damaged, permissions, wrongLog, exists
        /// The file system refused.
        case storage
        /// A record that cannot be sealed as it is.
        case tooLarge, kind
        /// A sealed record that is not what its entry commits to, or not what a sealed record must be.
        case form, commitment, hash, names
        /// A ciphertext that its key does not open, or a plaintext that is not a list of disclosures.
        case decryption
        /// Labels or owners that are not those of the record.
        case labels
    }

    package let code: Code
    package let reason: String

    init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    package var description: String { reason }

    package static func == (left: VaultError, right: VaultError) -> Bool { left.code == right.code }
}
