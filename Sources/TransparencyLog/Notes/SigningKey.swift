import Crypto

/// A private key that signs notes. It has no textual description, so that it cannot be logged by accident.
public struct SigningKey: Sendable {
    /// The public half.
    public let verifierKey: VerifierKey
    private let key: Curve25519.Signing.PrivateKey
    private static let marker = "PRIVATE+KEY+"

    /// A key from its 32-byte Ed25519 seed.
    ///
    /// - Throws: `KeyError` when the name is not allowed or the seed has another length.
    public init(name: String, seed: [UInt8], algorithm: KeyAlgorithm = .ed25519) throws(KeyError) {
        guard KeyName.isValid(name), name.utf8.count <= KeyName.maximumLength else {
            throw KeyError(.name, "the key's name is empty, too long, or has a space or '+' in it")
        }
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw KeyError(.length, "an Ed25519 seed has 32 bytes")
        }
        self.key = key
        verifierKey = VerifierKey(name: name, algorithm: algorithm, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// A new random key.
    ///
    /// - Throws: `KeyError` when the name is not allowed.
    public static func generate(name: String, algorithm: KeyAlgorithm = .ed25519) throws(KeyError) -> SigningKey {
        let seed = Array(Curve25519.Signing.PrivateKey().rawRepresentation)
        return try SigningKey(name: name, seed: seed, algorithm: algorithm)
    }

    /// The key that `text` spells: `PRIVATE+KEY+<name>+<key id>+<base64(type || seed)>`.
    ///
    /// - Throws: `KeyError`.
    public init(parsing text: String) throws(KeyError) {
        guard text.utf8.starts(with: Self.marker.utf8) else {
            throw KeyError(.malformed, "a signing key begins with \(Self.marker)")
        }
        let rest = text[text.utf8.index(text.startIndex, offsetBy: Self.marker.utf8.count)...]
        let parts = try KeyText(parsing: rest)
        try self.init(name: parts.name, seed: parts.key, algorithm: parts.algorithm)
        guard verifierKey.keyID == parts.keyID else {
            throw KeyError(.keyID, "the key id does not belong to this name and key")
        }
    }

    /// The secret text form: whoever has it can sign.
    public var encoded: String {
        let secret = [verifierKey.algorithm.rawValue] + Array(key.rawRepresentation)
        return Self.marker + "\(verifierKey.name)+\(KeyText.hexadecimal(verifierKey.keyID))+\(Base64.string(secret))"
    }

    /// The signature of a note's text (with its final line feed).
    ///
    /// - Parameters:
    ///   - text: The bytes that are signed.
    ///   - timestamp: Seconds since 1970, for a cosignature key; other keys ignore it.
    /// - Returns: The signature line.
    public func sign(text: [UInt8], timestamp: UInt64 = 0) -> NoteSignature {
        let isCosignature = verifierKey.algorithm == .cosignature
        let message = isCosignature ? Cosignature.message(text: text, timestamp: timestamp) : text
        var bytes = isCosignature ? Cosignature.bytes(of: timestamp) : []
        // Ed25519 signing fails only when the machine has no memory or no randomness left.
        guard let signature = try? key.signature(for: message) else { preconditionFailure("cannot sign") }
        bytes += Array(signature)
        return NoteSignature(name: verifierKey.name, keyID: verifierKey.keyID, signature: bytes)
    }
}
