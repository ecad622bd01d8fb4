package import Crypto
package import TransparencyLog

/// HMAC-SHA-256 (RFC 2104) under one key, whose part of the work is done once.
package struct KeyedHash: Sendable {
    private let prepared: HMAC<SHA256>

    package init(_ key: SymmetricKey) { prepared = HMAC(key: key) }

    package func hash(of message: [UInt8]) -> Hash {
        var code = prepared
        message.withUnsafeBytes { code.update(data: $0) }
        return Hash(digest: code.finalize())
    }
}
