/// The text form that verifier and signing keys share: `<name>+<8 hexadecimal digits>+<base64(type || 32 bytes)>`.
struct KeyText {
    /// The longest text that is looked at, in bytes.
    static let maximumLength = 1024

    let name: String
    let keyID: UInt32
    let algorithm: KeyAlgorithm
    let key: [UInt8]

    /// Cuts at the first two `+`; base64 itself may contain more.
    init(parsing text: some StringProtocol) throws(KeyError) {
        guard text.utf8.count <= Self.maximumLength else { throw KeyError(.length, "the key is too long") }
        let parts = [UInt8](text.utf8).split(
            separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw KeyError(.malformed, "a key has the form <name>+<key id>+<base64>") }
        guard let name = parts[0].utf8Text, KeyName.isValid(name) else {
            throw KeyError(.name, "the key's name is empty or has a space or '+' in it")
        }
        guard let keyID = Self.keyID(parts[1]) else {
            throw KeyError(.keyID, "the key id is not 8 lower-case hexadecimal digits")
        }
        guard let key = Base64.decode(parts[2]), let type = key.first else {
            throw KeyError(.base64, "the key's last part is not canonical base64")
        }
        guard let algorithm = KeyAlgorithm(rawValue: type) else {
            throw KeyError(.algorithm, "signature type \(type) is not supported; 1 (Ed25519) and 4 are")
        }
        guard key.count == 33 else { throw KeyError(.length, "an Ed25519 key has 32 bytes, not \(key.count - 1)") }
        self.name = name
        self.keyID = keyID
        self.algorithm = algorithm
        self.key = Array(key.dropFirst())
    }

    private static func keyID(_ text: ArraySlice<UInt8>) -> UInt32? {
        guard text.count == 8 else { return nil }
        var value: UInt32 = 0
        for digit in text {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }

    static func hexadecimal(_ keyID: UInt32) -> String {
        let digits = String(keyID, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
}
