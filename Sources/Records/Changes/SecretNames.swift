/// Which names are those of secrets.
enum SecretNames {
    /// Whether the name, letter case and `_`, `-`, `.`, space and `:` aside, ends like the name of a secret, or speaks
    /// of a password without being about its circumstances (`passwordChangedAt`).
    static func contains(_ name: String) -> Bool {
        guard name.utf8.count >= 3, name.utf8.count <= 256 else { return false }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: name.utf8.count) { buffer in
            var count = 0
            for byte in name.utf8 {
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): buffer[count] = byte | 0x20
                case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: " "), UInt8(ascii: ":"):
                    continue
                default: buffer[count] = byte
                }
                count += 1
            }
            return contains(UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    private static func contains(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        var name = name
        if name.count > 3, name.last == UInt8(ascii: "s"), !ends(name, "pass") {
            name = .init(rebasing: name.dropLast())
        }
        if words.contains(where: { ends(name, $0) }) { return true }
        if exact.contains(where: { $0.utf8CodeUnitCount == name.count && ends(name, $0) }) { return true }
        guard passwords.contains(where: { has(name, $0) }) else { return false }
        return !circumstances.contains { ends(name, $0) }
    }

    /// A name that ends with one of these, plural or not, is that of a secret.
    private static let words: [StaticString] = [
        "password", "passwd", "passphrase", "passcode", "pwd", "secret", "token", "privatekey", "secretkey", "apikey",
        "accesskey", "secretaccesskey", "signingkey", "encryptionkey", "sharedkey", "masterkey", "hmackey",
        "sshkey", "storagekey", "accountkey", "webhookkey", "recoverycode", "backupcode", "onetimecode", "totpseed",
        "otpseed", "authorization", "setcookie", "cookie", "jwt", "keytab", "mnemonic", "clientassertion",
        "samlresponse", "samlassertion", "secretvalue", "tokenvalue", "secrettext", "secretstring", "secretdata",
        "connectionstring", "credentialvalue", "pincode", "securityanswer", "pkcs12", "pfx",
    ]
    /// Secrets only when nothing stands before them.
    private static let exact: [StaticString] = ["pin", "otp", "totp", "pass", "seed", "cvv", "bearer", "tokenhash"]
    private static let passwords: [StaticString] = ["password", "passwd", "passphrase"]
    /// What may be told about a password.
    private static let circumstances: [StaticString] = [
        "at", "on", "date", "time", "lastset", "age", "expire", "expired", "expiry", "expiration", "policy", "policie",
        "count", "enabled", "disabled", "required", "statu", "status", "state", "change", "changed", "reset", "method",
        "type", "id", "url", "uri", "length", "day", "profile", "never", "loginallowed", "mechanism",
    ]

    private static func ends(_ name: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard name.count >= length else { return false }
        for place in 0..<length where name[name.count - length + place] != word.utf8Start[place] { return false }
        return true
    }

    private static func has(_ name: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        guard name.count >= word.utf8CodeUnitCount else { return false }
        return (word.utf8CodeUnitCount...name.count).contains { ends(.init(rebasing: name[..<$0]), word) }
    }
}
