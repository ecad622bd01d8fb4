/// Goes once over the bytes of a text and notes where secrets stand.
///
/// Every form has a byte in it that is rare in plain text; at each of those the bytes around it are looked at, so a text
/// without such bytes costs little more than reading it. Looking back and forward is bounded but where a secret was
/// found, and then the search goes on behind it: the cost is linear.
struct SecretScanner {
    let text: UnsafeBufferPointer<UInt8>
    /// Whether what follows the name of a secret is looked for too.
    let names: Bool
    /// In order, apart from one another.
    private(set) var found: [Range<Int>] = []
    private var hasAccessKeyID = false

    init(_ text: UnsafeBufferPointer<UInt8>, names: Bool) {
        self.text = text
        self.names = names
    }

    mutating func scan() {
        let text = text
        var place = 0
        while place < text.count {
            guard Self.isRare(text[place]) else {
                place += 1
                continue
            }
            guard let secret = secret(around: place), secret.lowerBound >= (found.last?.upperBound ?? 0) else {
                place += 1
                continue
            }
            found.append(secret)
            place = max(place + 1, secret.upperBound)
        }
        if hasAccessKeyID { addAccessKeySecrets() }
    }

    /// Whether the byte is one of `+ - . : = B I J _ b`: a bit for each of the 64 characters from `+` on.
    @inline(__always)
    private static func isRare(_ byte: UInt8) -> Bool {
        let offset = byte &- UInt8(ascii: "+")
        return offset < 64 && (0x900000c084800d as UInt64) >> UInt64(offset) & 1 == 1
    }

    private mutating func secret(around place: Int) -> Range<Int>? {
        switch text[place] {
        case UInt8(ascii: "_"): return token(place, Self.underscored)
        case UInt8(ascii: "-"): return privateKey(place) ?? token(place, Self.hyphened) ?? option(place)
        case UInt8(ascii: "."): return token(place, Self.dotted)
        case UInt8(ascii: "+"): return noteSigningKey(place)
        case UInt8(ascii: "J"): return webToken(place)
        case UInt8(ascii: "B"), UInt8(ascii: "b"): return credential(place)
        case UInt8(ascii: "I"):
            if Self.accessKeyID(in: text, at: place - 2) != nil { hasAccessKeyID = true }
            return token(place + 2, Self.plain)
        case UInt8(ascii: ":"):
            return has("//", at: place + 1) ? password(inURLAt: place) : names ? value(behind: place) : nil
        case UInt8(ascii: "="): return names ? value(behind: place) : nil
        default: return nil
        }
    }

    /// The ids of AWS access keys are no secrets, but forty characters of base64 beside one are its secret.
    private mutating func addAccessKeySecrets() {
        var place = 0
        while place < text.count {
            let end = runEnd(place) { isBase64($0) }
            if end - place >= Self.accessKeySecretLength {
                let secret = (end - Self.accessKeySecretLength)..<end
                let isWhole = secret.lowerBound == place || text[secret.lowerBound - 1] == UInt8(ascii: "/")
                if isWhole, Self.isAccessKeySecret(text, secret) { insert(secret) }
            }
            place = end + 1
        }
    }

    private mutating func insert(_ secret: Range<Int>) {
        let next = found.firstIndex { $0.lowerBound >= secret.lowerBound } ?? found.count
        let isApart =
            (next == 0 || found[next - 1].upperBound <= secret.lowerBound)
            && (next == found.count || secret.upperBound <= found[next].lowerBound)
        if isApart { found.insert(secret, at: next) }
    }
}

// Reading around a place.
extension SecretScanner {
    func has(_ word: StaticString, at start: Int) -> Bool {
        guard start >= 0, text.count - start >= word.utf8CodeUnitCount else { return false }
        for place in 0..<word.utf8CodeUnitCount where text[start + place] != word.utf8Start[place] { return false }
        return true
    }

    /// The same with small letters in `word` standing for capital ones too.
    func hasAnyCase(_ word: StaticString, at start: Int) -> Bool {
        guard start >= 0, text.count - start >= word.utf8CodeUnitCount else { return false }
        for place in 0..<word.utf8CodeUnitCount where text[start + place] | 0x20 != word.utf8Start[place] {
            return false
        }
        return true
    }

    /// Where the bytes that `isPart` accepts end.
    func runEnd(_ start: Int, _ isPart: (UInt8) -> Bool) -> Int {
        var end = start
        while end < text.count, isPart(text[end]) { end += 1 }
        return end
    }

    /// Whether no letter or digit stands before the place.
    func isWordStart(_ place: Int) -> Bool { place == 0 || !isLetterOrDigit(text[place - 1]) }

    func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }

    func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
    }

    /// Whether the marker stands there already.
    func isWithheld(_ start: Int) -> Bool { has("[withheld]", at: start) }
}

// Sorts of ASCII bytes as sets of bits: 0 to 63, and 64 to 127.

@inline(__always)
private func isIn(_ low: UInt64, _ high: UInt64, _ byte: UInt8) -> Bool {
    byte < 128 && (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
}

func isLetterOrDigit(_ byte: UInt8) -> Bool { isIn(0x03FF_0000_0000_0000, 0x07FF_FFFE_07FF_FFFE, byte) }

/// RFC 4648 section 4, without padding.
func isBase64(_ byte: UInt8) -> Bool { isIn(0x03FF_8800_0000_0000, 0x07FF_FFFE_07FF_FFFE, byte) }

/// RFC 4648 section 5.
func isBase64URL(_ byte: UInt8) -> Bool { isIn(0x03FF_2000_0000_0000, 0x07FF_FFFE_87FF_FFFE, byte) }

/// What a credential may consist of (RFC 6750, `b64token`).
func isCredentialPart(_ byte: UInt8) -> Bool { isIn(0x23FF_E800_0000_0000, 0x47FF_FFFE_87FF_FFFE, byte) }

/// What ends the authority of a URL, or cannot stand in one: `/ ? # < > \`.
func isAuthorityEnd(_ byte: UInt8) -> Bool { isIn(0xD000_8008_0000_0000, 0x0000_0000_1000_0000, byte) }

/// What may stand behind a word without being part of it: `. , ; ) ] }`.
func isClosing(_ byte: UInt8) -> Bool { isIn(0x0800_5200_0000_0000, 0x2000_0000_2000_0000, byte) }
