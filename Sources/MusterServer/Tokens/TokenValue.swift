import Crypto
import TransparencyLog

/// The secret a bearer shows: `muster_` and 43 characters of base64url, 256 random bits.
enum TokenValue {
    static func make() -> String {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        // 43 characters of 6 random bits each.
        return "muster_" + String((0..<43).map { _ in alphabet[Int(random.next(upperBound: UInt(64)))] })
    }

    static func hash(_ value: String) -> Hash {
        // SHA-256 has 32 bytes, and so has Hash.
        SHA256.hash(data: Array(value.utf8)).withUnsafeBytes { Hash($0) } ?? .zero
    }
}
