/// How far a verification has come.
package struct VerificationProgress: Sendable {
    /// The number of entries checked.
    package let entries: UInt64
    /// The number of entries that the checkpoint covers.
    package let total: UInt64
}
