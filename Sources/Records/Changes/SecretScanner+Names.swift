// Secrets that are known by the name before them.
extension SecretScanner {
    /// What stands behind `name:` or `name=` when the name is that of a secret; `place` is that of the sign.
    ///
    /// `password: X`, `pwd=X`, `"apiKey" : "X"`, `API key: X`, `?access_token=X&…`, `password => X`. In a text with
    /// colons between its parts (`urn:…`, `arn:…:secret:name`) a part is no name.
    func value(behind place: Int) -> Range<Int>? {
        guard let name = name(before: place) else { return nil }
        let isQuery = name.lowerBound > 0 && "?&".utf8.contains(text[name.lowerBound - 1])
        let isCookie = SecretNames.isCookie(UnsafeBufferPointer(rebasing: text[name]))
        var start = place + 1
        if text[place] == UInt8(ascii: "="), start < text.count, text[start] == UInt8(ascii: ">") { start += 1 }
        start = runEnd(start) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return word(from: start, isQuery: isQuery, isLine: isCookie)
    }

    /// What stands behind `--name ` in a command line.
    func option(_ place: Int) -> Range<Int>? {
        guard names, has("--", at: place), isWordStart(place), place == 0 || text[place - 1] != UInt8(ascii: "-") else {
            return nil
        }
        let end = runEnd(place + 2, isBase64URL)
        guard end < text.count, text[end] == UInt8(ascii: " "), (3...64).contains(end - place - 2),
            SecretNames.contains(UnsafeBufferPointer(rebasing: text[(place + 2)..<end]))
        else { return nil }
        let start = runEnd(end) { $0 == UInt8(ascii: " ") }
        guard start < text.count, text[start] != UInt8(ascii: "-") else { return nil }
        return word(from: start, isQuery: false, isLine: false)
    }

    /// The name of a secret that ends before `place`, quotes and spaces between left out.
    private func name(before place: Int) -> Range<Int>? {
        var end = place
        while end > 0, place - end < 4,
            text[end - 1] == UInt8(ascii: " ") || isQuote(text[end - 1])
                || text[end - 1] == UInt8(ascii: "\\")
        { end -= 1 }
        var start = nameStart(before: end)
        guard start < end, start == 0 || text[start - 1] != UInt8(ascii: ":") else { return nil }
        if isSecret(start..<end) { return start..<end }
        guard start > 1, text[start - 1] == UInt8(ascii: " ") else { return nil }
        let first = nameStart(before: start - 1)
        guard first < start - 1, isSecret(first..<end) else { return nil }
        start = first
        return start..<end
    }

    private func nameStart(before end: Int) -> Int {
        var start = end
        while start > 0, end - start < 64, isBase64URL(text[start - 1]) || text[start - 1] == UInt8(ascii: ".") {
            start -= 1
        }
        return start
    }

    private func isSecret(_ range: Range<Int>) -> Bool {
        let name = UnsafeBufferPointer(rebasing: text[range])
        return SecretNames.contains(name) && !SecretNames.isAuthorization(name)
    }

    /// A value: what stands in quotes; else all to the next space (in a query, to `&`; in a line, to its end).
    ///
    /// Nil for what is told about a secret rather than being one: `password: expired`.
    private func word(from start: Int, isQuery: Bool, isLine: Bool) -> Range<Int>? {
        guard start < text.count, !isSpace(text[start]), text[start] != UInt8(ascii: "=") else { return nil }
        let quote = runEnd(start) { $0 == UInt8(ascii: "\\") }
        if quote < text.count, isQuote(text[quote]) {
            let first = quote + 1
            let end = runEnd(first) { $0 != text[quote] }
            let last = end > first && quote > start && text[end - 1] == UInt8(ascii: "\\") ? end - 1 : end
            return last > first && !isWithheld(first) && !isFact(first..<last) ? first..<last : nil
        }
        let end = runEnd(start) { byte in
            if isLine { return byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") }
            return !isSpace(byte) && !(isQuery && (byte == UInt8(ascii: "&") || byte == UInt8(ascii: "#")))
        }
        return isWithheld(start) || isFact(start..<end) ? nil : start..<end
    }

    private func isFact(_ range: Range<Int>) -> Bool {
        var range = range
        while let last = range.last, isClosing(text[last]) { range = range.lowerBound..<last }
        guard range.count <= 11 else { return false }
        return Self.facts.contains { $0.utf8CodeUnitCount == range.count && hasAnyCase($0, at: range.lowerBound) }
    }

    private static let facts: [StaticString] = [
        "", "true", "false", "null", "nil", "none", "yes", "no", "set", "unset", "reset", "changed", "unchanged",
        "rotated",
        "revoked", "expired", "expires", "removed", "deleted", "lost", "stolen", "forgotten", "enabled", "disabled",
        "required", "updated", "created", "issued", "missing", "invalid", "valid", "wrong", "unknown", "known",
        "hidden",
        "redacted", "withheld", "active", "inactive", "ok",
    ]
}
