/// The timestamped Ed25519 statement of a witness (C2SP tlog-cosignature, type 04).
///
/// It says: as of that time, this checkpoint is of the largest consistent tree that I have seen for its origin.
public enum Cosignature {
    /// The seconds since 1970 that a type 04 signature (the 72 bytes after the key id) carries; 0 for other lengths.
    public static func timestamp(of signature: [UInt8]) -> UInt64 {
        guard signature.count == KeyAlgorithm.cosignature.signatureLength else { return 0 }
        return signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// What is signed: a header, the time, and the whole text of the checkpoint, extension lines included.
    static func message(text: [UInt8], timestamp: UInt64) -> [UInt8] {
        var message = Array("cosignature/v1\ntime ".utf8)
        Decimal.append(timestamp, to: &message)
        message.append(UInt8(ascii: "\n"))
        return message + text
    }

    static func bytes(of timestamp: UInt64) -> [UInt8] {
        withUnsafeBytes(of: timestamp.bigEndian) { Array($0) }
    }
}
