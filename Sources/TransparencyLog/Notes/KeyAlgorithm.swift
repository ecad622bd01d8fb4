/// The signature types of C2SP signed-note that are understood here.
public enum KeyAlgorithm: UInt8, Sendable, CaseIterable {
    /// An Ed25519 signature over the note's text.
    case ed25519 = 0x01
    /// A timestamped Ed25519 cosignature of a checkpoint (C2SP tlog-cosignature).
    case cosignature = 0x04

    /// The length of what follows the key id in a signature line, in bytes.
    var signatureLength: Int { self == .ed25519 ? 64 : 72 }
}
