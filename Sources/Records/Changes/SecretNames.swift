/// Which names are those of secrets.
enum SecretNames {
    /// Whether the name, letter case and `_`, `-`, `.`, space and `:` aside, ends like the name of a secret, or speaks
    /// of a password without being about its circumstances (`passwordChangedAt`).
    static func contains(_ name: String) -> Bool {
        var name = name
        return name.withUTF8 { contains($0) }
    }

    /// The same for a name in UTF-8.
    static func contains(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count >= 3, name.count <= 256 else { return false }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: name.count) { buffer in
            var count = 0
            for byte in name {
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): buffer[count] = byte | 0x20
                case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: " "), UInt8(ascii: ":"):
                    continue
                default: buffer[count] = byte
                }
                count += 1
            }
            return isSecret(UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Whether the name is that of a header whose value may have several words.
    static func isCookie(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count >= 6 else { return false }
        return "cookie".utf8.elementsEqual(name.suffix(6).lazy.map { $0 | 0x20 })
    }

    /// Whether the name is the word for leave as well as that of a header.
    static func isAuthorization(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count >= 13 else { return false }
        return "authorization".utf8.elementsEqual(name.suffix(13).lazy.map { $0 | 0x20 })
    }

    // `name` is in small letters, with nothing between its words.
    private static func isSecret(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count >= 3, var last = name.last else { return false }
        var name = name
        if name.count > 3, last == UInt8(ascii: "s"), !ends(name, "pass") {
            name = .init(rebasing: name.dropLast())
            last = name[name.count - 1]
        }
        if name.count <= 9, exact.contains(where: { $0.utf8CodeUnitCount == name.count && ends(name, $0) }) {
            return true
        }
        if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(last) {
            if words[Int(last - UInt8(ascii: "a"))].contains(where: { ends(name, $0) }) { return true }
        } else if ends(name, "pkcs12") {
            return true
        }
        guard speaksOfPassword(name) else { return false }
        return !circumstances.contains { ends(name, $0) }
    }

    /// A name that ends with one of these, plural or not, is that of a secret; by their last letters, `a` to `z`.
    private static let words: [[StaticString]] = {
        let words: [StaticString] = [
            "password", "passwd", "passphrase", "passcode", "pwd", "secret", "token", "privatekey", "secretkey",
            "apikey", "accesskey", "secretaccesskey", "signingkey", "encryptionkey", "sharedkey", "masterkey",
            "hmackey", "sshkey", "storagekey", "accountkey", "webhookkey", "recoverycode", "backupcode",
            "onetimecode", "totpseed", "otpseed", "authorization", "setcookie", "cookie", "jwt", "keytab",
            "mnemonic", "clientassertion", "samlresponse", "samlassertion", "secretvalue", "tokenvalue",
            "secrettext", "secretstring", "secretdata", "connectionstring", "credentialvalue", "pincode",
            "securityanswer", "pfx",
        ]
        var groups = [[StaticString]](repeating: [], count: 26)
        for word in words { groups[Int(word.utf8Start[word.utf8CodeUnitCount - 1] - UInt8(ascii: "a"))].append(word) }
        return groups
    }()
    /// Secrets only when nothing stands before them.
    private static let exact: [StaticString] = ["pin", "otp", "totp", "pass", "seed", "cvv", "bearer", "tokenhash"]
    /// What may be told about a password.
    private static let circumstances: [StaticString] = [
        "at", "on", "date", "time", "lastset", "age", "expire", "expired", "expiry", "expiration", "policy", "policie",
        "count", "enabled", "disabled", "required", "statu", "status", "state", "change", "changed", "reset", "method",
        "type", "id", "url", "uri", "length", "day", "profile", "never", "loginallowed", "mechanism",
    ]

    private static func ends(_ name: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        has(word, in: name, at: name.count - word.utf8CodeUnitCount)
    }

    private static func has(_ word: StaticString, in name: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        guard start >= 0, name.count - start >= word.utf8CodeUnitCount else { return false }
        for place in 0..<word.utf8CodeUnitCount where name[start + place] != word.utf8Start[place] { return false }
        return true
    }

    /// Whether `password`, `passwd` or `passphrase` stands somewhere in the name.
    private static func speaksOfPassword(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count >= 6 else { return false }
        return (0...(name.count - 6)).contains { place in
            name[place] == UInt8(ascii: "p") && has("pass", in: name, at: place)
                && (has("word", in: name, at: place + 4) || has("wd", in: name, at: place + 4)
                    || has("phrase", in: name, at: place + 4))
        }
    }
}
