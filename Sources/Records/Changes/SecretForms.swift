/// Values that give themselves away, whatever their name: private keys, bearer credentials, signed tokens.
enum SecretForms {
    static func matches(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        switch first {
        case UInt8(ascii: "-"): return isPrivateKey(text)
        case UInt8(ascii: "B"), UInt8(ascii: "b"): return isCredential(text)
        case UInt8(ascii: "P"): return text.utf8.starts(with: "PRIVATE+KEY+".utf8)
        case UInt8(ascii: "e"): return isSignedToken(text)
        default: return false
        }
    }

    /// PEM (RFC 7468) of any private key.
    private static func isPrivateKey(_ text: String) -> Bool {
        guard text.utf8.starts(with: "-----BEGIN ".utf8) else { return false }
        return String(decoding: text.utf8.prefix(80), as: UTF8.self).contains("PRIVATE KEY")
    }

    /// An authorization header's value (RFC 6750, RFC 7617): the scheme, one space, one word.
    private static func isCredential(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count >= 8 else { return false }
        let scheme = String(decoding: parts[0], as: UTF8.self).lowercased()
        return scheme == "bearer" || (scheme == "basic" && parts[1].allSatisfy(isBase64))
    }

    /// A JSON Web Token (RFC 7519): three or five base64url parts of which the first is an object.
    private static func isSignedToken(_ text: String) -> Bool {
        guard text.utf8.count >= 32, text.utf8.starts(with: "eyJ".utf8) else { return false }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return (parts.count == 3 || parts.count == 5)
            && text.utf8.allSatisfy { isBase64($0) || $0 == UInt8(ascii: ".") }
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "-"),
            UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
