internal import Crypto
package import TransparencyLog

/// The 32 secret bytes that turn identities into labels; they live as long as the log.
package struct IndexKey: Sendable {
    private let key: KeyedHash
    /// SHA-256 of the key, which entry 0 of the log names: whoever is handed the key can check that it is the one.
    package let fingerprint: Hash

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        key = KeyedHash(SymmetricKey(data: Array(bytes)))
        fingerprint = Hash.sha256(Array(bytes))
    }

    /// HMAC-SHA-256 over kind, namespace and id, each behind its length in bytes as 32 bits, big-endian.
    package func label(of identity: Identity) -> Label {
        var message: [UInt8] = []
        message.reserveCapacity(12 + identity.kind.utf8.count + identity.namespace.utf8.count + identity.id.utf8.count)
        for part in [identity.kind, identity.namespace, identity.id] {
            message.append(bigEndian: UInt32(clamping: part.utf8.count))
            message.append(contentsOf: part.utf8)
        }
        return Label(hash: key.hash(of: message))
    }
}
