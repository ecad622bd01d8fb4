import Crypto
import TransparencyLog

/// Random ids of the console, and what is derived from them.
enum ConsoleSecret {
    /// 43 characters of base64url: 256 random bits.
    static func make() -> String {
        var random = SystemRandomNumberGenerator()
        return text((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    static func hash(_ id: String) -> Hash {
        // SHA-256 has 32 bytes, and so has Hash.
        SHA256.hash(data: Array(id.utf8)).withUnsafeBytes { Hash($0) } ?? .zero
    }

    /// Base64url without padding (RFC 4648 section 5).
    static func text(_ bytes: some Collection<UInt8>) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var (output, buffer, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                output.append(alphabet[Int(buffer >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { output.append(alphabet[Int(buffer << UInt32(6 - bits) & 63)]) }
        return String(decoding: output, as: UTF8.self)
    }
}

/// The token that stands in each form: bound to a cookie that only the console's own pages go with, so that no other site can
/// make a browser send a form that is taken.
struct FormSeal: Sendable {
    /// Of this process only: forms do not outlive it, as sessions do not.
    private let key = SymmetricKey(size: .bits256)

    /// The token for forms of whoever has the cookie with that value.
    func token(for cookie: String) -> String {
        ConsoleSecret.text(Array(HMAC<SHA256>.authenticationCode(for: Array("form \(cookie)".utf8), using: key)))
    }

    /// Compares in constant time.
    func isGood(_ token: String, for cookie: String) -> Bool {
        let (left, right) = (Array(token.utf8), Array(self.token(for: cookie).utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
