import Crypto

/// A public key that notes are checked with, in the form `<name>+<key id>+<base64>` (C2SP signed-note, a "vkey").
public struct VerifierKey: Hashable, Sendable {
    /// The name that signature lines carry. Compare names as bytes.
    public let name: String
    /// How the key signs.
    public let algorithm: KeyAlgorithm
    /// The 32 bytes of the Ed25519 public key.
    public let publicKey: [UInt8]
    /// The first four bytes of SHA-256 over name, line feed, type and public key, as a big-endian number.
    public let keyID: UInt32

    init(name: String, algorithm: KeyAlgorithm, publicKey: [UInt8]) {
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        keyID = Self.keyID(name: name, algorithm: algorithm, publicKey: publicKey)
    }

    /// The key that `vkey` spells. Its key id must be the recommended one.
    ///
    /// - Throws: `KeyError`.
    public init(_ vkey: String) throws(KeyError) {
        let parts = try KeyText(parsing: vkey)
        guard Self.isCanonicalPoint(parts.key) else {
            throw KeyError(.malformed, "the key is not an Ed25519 public key")
        }
        self.init(name: parts.name, algorithm: parts.algorithm, publicKey: parts.key)
        guard keyID == parts.keyID else {
            throw KeyError(.keyID, "the key id does not belong to this name and key")
        }
    }

    private static func isCanonicalPoint(_ bytes: [UInt8]) -> Bool {
        (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)) != nil
    }

    static func keyID(name: String, algorithm: KeyAlgorithm, publicKey: [UInt8]) -> UInt32 {
        var digest = SHA256()
        digest.update(data: Array(name.utf8))
        digest.update(data: [UInt8(ascii: "\n"), algorithm.rawValue])
        digest.update(data: publicKey)
        return digest.finalize().prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Name and key id: the key without its bytes.
    package var signer: String { "\(name)+\(KeyText.hexadecimal(keyID))" }

    /// True when `signature` carries this key's name and key id.
    public func matches(_ signature: NoteSignature) -> Bool {
        signature.keyID == keyID && signature.name.utf8.elementsEqual(name.utf8)
    }

    /// True when `signature` (the bytes after the key id) is this key's signature of a note's text.
    public func verify(text: [UInt8], signature: [UInt8]) -> Bool {
        guard signature.count == algorithm.signatureLength else { return false }
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        switch algorithm {
        case .ed25519:
            return key.isValidSignature(signature, for: text)
        case .cosignature:
            let message = Cosignature.message(text: text, timestamp: Cosignature.timestamp(of: signature))
            return key.isValidSignature(Array(signature.dropFirst(8)), for: message)
        }
    }

    /// Keys are equal when their bytes are: Swift's strings compare by canonical equivalence, key names do not.
    public static func == (left: VerifierKey, right: VerifierKey) -> Bool {
        left.algorithm == right.algorithm && left.publicKey == right.publicKey
            && left.name.utf8.elementsEqual(right.name.utf8)
    }

    /// Feeds what equality looks at.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(algorithm)
        hasher.combine(publicKey)
    }
}

extension VerifierKey: CustomStringConvertible {
    /// The vkey.
    public var description: String {
        "\(name)+\(KeyText.hexadecimal(keyID))+\(Base64.string([algorithm.rawValue] + publicKey))"
    }
}
