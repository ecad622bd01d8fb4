/// Words and phrases that an event's text must all contain, made from what a person typed.
///
/// Words are parted by white space; `"annual move"` is a phrase; a star after a word (`aud*`) means words that begin
/// so. Case and accents do not matter, and punctuation only parts words: `bjensen@example.com` finds that address. A
/// phrase may begin in one value of an event and end in the next. The event's own ids (its id, transaction, request), sessions
/// and addresses are found when the whole of one is typed.
/// Nothing else has a meaning here, and no input is a syntax error.
package struct FullTextQuery: Sendable, Equatable {
    /// A word or phrase.
    package struct Term: Sendable, Equatable {
        /// Folded, at least one.
        package let words: [[UInt8]]
        /// Whether the last word need only begin so.
        package let isPrefix: Bool
        /// As it was typed, without quotes and star.
        package let text: String
    }

    package let terms: [Term]

    /// Longest text taken, in bytes.
    package static let longest = 1_000
    /// Most words and phrases in one query.
    package static let mostTerms = 32

    /// Reads what was typed.
    ///
    /// - Throws: `QueryError` when too long, of too many terms, or without any letter or digit.
    package init(_ text: String) throws(QueryError) {
        guard text.utf8.count <= Self.longest else { throw QueryError("q", "longer than \(Self.longest) bytes") }
        terms = Self.terms(of: text)
        guard !terms.isEmpty else { throw QueryError("q", "expected at least one letter or digit") }
        guard terms.count <= Self.mostTerms else { throw QueryError("q", "more than \(Self.mostTerms) words") }
    }

    private static func terms(of text: String) -> [Term] {
        var terms: [Term] = []
        var word = String.UnicodeScalarView()
        var quoted = false
        func finish() {
            if let term = Term(String(word), isQuoted: quoted) { terms.append(term) }
            word.removeAll()
        }
        for scalar in text.unicodeScalars {
            if scalar == "\"" {
                finish()
                quoted.toggle()
            } else if !quoted && scalar.properties.isWhitespace {
                finish()
            } else {
                word.append(scalar)
            }
        }
        finish()
        return terms
    }
}

extension FullTextQuery.Term {
    /// Nil when nothing in the text is a word.
    init?(_ text: String, isQuoted: Bool) {
        words = WordSplitter.words(of: text)
        if words.isEmpty { return nil }
        isPrefix = !isQuoted && text.utf8.last == UInt8(ascii: "*")
        self.text = isPrefix ? String(text.dropLast()) : text
    }
}
