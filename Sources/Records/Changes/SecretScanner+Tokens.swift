internal import TransparencyLog

// Secrets that are known by their own form.
extension SecretScanner {
    /// A kind of token: the word that it begins with, and the fewest characters behind that.
    struct Issuer: Sendable {
        let prefix: StaticString
        let least: Int
        /// The last character but one of the prefix: most places are told by it alone.
        let mark: UInt8

        init(prefix: StaticString, least: Int) {
            self.prefix = prefix
            self.least = least
            mark = prefix.utf8Start[prefix.utf8CodeUnitCount - 2]
        }
    }

    /// Muster's own; GitHub; npm; Stripe; DigitalOcean; Shopify.
    static let underscored: [Issuer] = [
        Issuer(prefix: "muster_", least: 32), Issuer(prefix: "ghp_", least: 30), Issuer(prefix: "gho_", least: 30),
        Issuer(prefix: "ghu_", least: 30), Issuer(prefix: "ghs_", least: 30), Issuer(prefix: "ghr_", least: 30),
        Issuer(prefix: "github_pat_", least: 22), Issuer(prefix: "npm_", least: 30),
        Issuer(prefix: "sk_live_", least: 16), Issuer(prefix: "rk_live_", least: 16),
        Issuer(prefix: "sk_test_", least: 16), Issuer(prefix: "whsec_", least: 24),
        Issuer(prefix: "dop_v1_", least: 40), Issuer(prefix: "shpat_", least: 32),
    ]
    /// Slack; GitLab; PyPI; OpenAI and Anthropic; age.
    static let hyphened: [Issuer] = [
        Issuer(prefix: "xoxb-", least: 10), Issuer(prefix: "xoxp-", least: 10), Issuer(prefix: "xoxa-", least: 10),
        Issuer(prefix: "xoxr-", least: 10), Issuer(prefix: "xoxs-", least: 10), Issuer(prefix: "xoxe-", least: 10),
        Issuer(prefix: "xapp-", least: 20), Issuer(prefix: "glpat-", least: 20), Issuer(prefix: "pypi-", least: 40),
        Issuer(prefix: "sk-", least: 32), Issuer(prefix: "AGE-SECRET-KEY-", least: 50),
    ]
    /// Vault; Google's OAuth; SendGrid.
    static let dotted: [Issuer] = [
        Issuer(prefix: "hvs.", least: 20), Issuer(prefix: "ya29.", least: 20), Issuer(prefix: "SG.", least: 40),
    ]
    /// Google's API keys.
    static let plain: [Issuer] = [Issuer(prefix: "AIza", least: 35)]

    /// The token of one of the issuers, whose prefix ends at `place`.
    func token(_ place: Int, _ issuers: [Issuer]) -> Range<Int>? {
        guard place > 0 else { return nil }
        for issuer in issuers where issuer.mark == text[place - 1] {
            let length = issuer.prefix.utf8CodeUnitCount
            let start = place - length + 1
            // A short prefix may be the end of a word (`desk-`), a long one is none of any language.
            guard has(issuer.prefix, at: start), length > 4 || isWordStart(start) else { continue }
            let end = runEnd(start + length) { isBase64URL($0) || $0 == UInt8(ascii: ".") }
            if end - start - length >= issuer.least, isMixed((start + length)..<end) { return start..<end }
        }
        return nil
    }

    /// A name such as `muster_http_requests` has neither digits nor capital letters; a token of that length has.
    private func isMixed(_ range: Range<Int>) -> Bool {
        text[range].contains { $0 < UInt8(ascii: "a") && isLetterOrDigit($0) }
    }

    /// PEM (RFC 7468) of any private key, to its end or that of the text.
    func privateKey(_ place: Int) -> Range<Int>? {
        guard has("-----BEGIN ", at: place) else { return nil }
        let label = runEnd(place + 11) { $0 != UInt8(ascii: "-") }
        guard label - place <= 80, has("PRIVATE KEY", at: label - 11) || has("PRIVATE KEY BLOCK", at: label - 17)
        else { return nil }
        var end = label + 5
        while end < text.count, !has("-----END ", at: end) { end += 1 }
        guard end < text.count else { return place..<text.count }
        end = runEnd(end + 9) { $0 != UInt8(ascii: "-") }
        return place..<min(end + 5, text.count)
    }

    /// The key that signs notes (C2SP signed-note).
    func noteSigningKey(_ place: Int) -> Range<Int>? {
        guard has("PRIVATE+KEY+", at: place - 7), isWordStart(place - 7) else { return nil }
        let end = runEnd(place) { !isSpace($0) && !isQuote($0) }
        return end > place + 5 ? (place - 7)..<end : nil
    }

    /// A JSON Web Token (RFC 7519), signed or encrypted: parts in base64url, the first of which is an object.
    func webToken(_ place: Int) -> Range<Int>? {
        let start = place - 2
        guard has("eyJ", at: start), isWordStart(start) else { return nil }
        var dots = 0
        var end = runEnd(start) { byte in
            if byte == UInt8(ascii: ".") { dots += 1 }
            return isBase64URL(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "=")
        }
        while text[end - 1] == UInt8(ascii: ".") {
            end -= 1
            dots -= 1
        }
        return dots >= 1 && end - start >= 32 ? start..<end : nil
    }

    /// What follows the scheme in an authorization header: `Bearer` (RFC 6750) and something that is no word of a
    /// sentence, `Basic` (RFC 7617) and a name and password in base64.
    func credential(_ place: Int) -> Range<Int>? {
        let isBearer = hasAnyCase("bearer ", at: place)
        guard isBearer || hasAnyCase("basic ", at: place), isWordStart(place) else { return nil }
        let start = runEnd(place + 6) { $0 == UInt8(ascii: " ") }
        let end = runEnd(start, isCredentialPart)
        guard end - start >= 8 else { return nil }
        guard isBearer else {
            let pair = Base64.decode(UnsafeBufferPointer(rebasing: text[start..<end]))
            return pair?.contains(UInt8(ascii: ":")) == true ? start..<end : nil
        }
        let hasDigit = text[start..<end].contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return hasDigit || end - start >= 20 ? start..<end : nil
    }

    /// The password of `scheme://user:password@host` (RFC 3986 section 3.2.1); `place` is that of the first colon.
    func password(inURLAt place: Int) -> Range<Int>? {
        guard place > 0, isLetterOrDigit(text[place - 1]) else { return nil }
        let start = place + 3
        let end = runEnd(start) { !isSpace($0) && !isQuote($0) && !isAuthorityEnd($0) }
        guard let at = text[start..<end].lastIndex(of: UInt8(ascii: "@")),
            let colon = text[start..<at].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at, !isWithheld(colon + 1)
        else { return nil }
        return (colon + 1)..<at
    }
}

// The keys of AWS: an id that tells nothing, and a secret that has no form but its length.
extension SecretScanner {
    static let accessKeySecretLength = 40

    /// The id that begins at `start`: `AKIA` or `ASIA` and sixteen capital letters or digits.
    static func accessKeyID(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Range<Int>? {
        let scanner = SecretScanner(text, names: false)
        guard scanner.has("AKIA", at: start) || scanner.has("ASIA", at: start), scanner.isWordStart(start) else {
            return nil
        }
        let end = scanner.runEnd(start) { $0 < UInt8(ascii: "a") && isLetterOrDigit($0) }
        return end - start == 20 ? start..<end : nil
    }

    /// Whether forty characters are of base64, and of more than one sort.
    static func isAccessKeySecret(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        let bytes = text[range]
        return bytes.allSatisfy(isBase64) && bytes.contains { $0 >= UInt8(ascii: "a") }
            && bytes.contains { $0 < UInt8(ascii: "a") && isLetterOrDigit($0) }
    }
}
