extension SignedNote {
    /// What is known of a note once its signatures have been checked.
    public enum Verification: Sendable, Equatable {
        /// At least one known key signed: each with its first signature; a key counts once however often it signed.
        case verified([VerifiedSignature])
        /// A known key's signature is wrong, or no known key signed; with the reason.
        case rejected(String)
    }

    /// A signature that was found good.
    public struct VerifiedSignature: Sendable, Equatable {
        /// The key that made it.
        public let key: VerifierKey
        /// The line.
        public let signature: NoteSignature

        /// Seconds since 1970 for a cosignature; nil for other keys.
        public var timestamp: UInt64? {
            key.algorithm == .cosignature ? Cosignature.timestamp(of: signature.signature) : nil
        }
    }

    /// Checks the signatures of known keys and ignores all others (C2SP signed-note, "Verification").
    ///
    /// A signature is a known key's when name and key id are both the key's; then it must verify, or the whole note
    /// is rejected. Keys with the same public key count once, whatever their names.
    public func verify(_ keys: [VerifierKey]) -> Verification {
        var verified: [VerifiedSignature] = []
        for signature in signatures {
            for key in keys where key.matches(signature) {
                guard key.verify(text: text, signature: signature.signature) else {
                    return .rejected("the signature of \(key.name) is not good for this text")
                }
                guard !verified.contains(where: { $0.key.publicKey == key.publicKey }) else { continue }
                verified.append(VerifiedSignature(key: key, signature: signature))
            }
        }
        guard !verified.isEmpty else { return .rejected("no known key signed this note") }
        return .verified(verified)
    }
}
