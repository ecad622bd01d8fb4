/// Words and phrases that an event's text must all contain, made from what a person typed.
///
/// Words are parted by white space; `"annual move"` is a phrase; a star after a word (`aud*`) means words that begin
/// so. Case and accents do not matter, and punctuation only parts words: `bjensen@example.com` finds that address. A
/// phrase may begin in one value of an event and end in the next.
/// Nothing else has a meaning: operators of the search engine underneath are words like any other, and no input
/// is a syntax error there.
package struct FullTextQuery: Sendable, Equatable {
    /// The terms in the engine's syntax (SQLite FTS5): quoted phrases, all of which must be found.
    let match: String

    /// Longest text taken, in bytes.
    package static let longest = 1_000
    /// Most words and phrases in one query.
    package static let mostTerms = 32

    /// Reads what was typed.
    ///
    /// - Throws: `QueryError` when too long, of too many terms, or without any letter or digit.
    package init(_ text: String) throws(QueryError) {
        guard text.utf8.count <= Self.longest else { throw QueryError("q", "longer than \(Self.longest) bytes") }
        let terms = Self.terms(of: text)
        guard !terms.isEmpty else { throw QueryError("q", "expected at least one letter or digit") }
        guard terms.count <= Self.mostTerms else { throw QueryError("q", "more than \(Self.mostTerms) words") }
        match = terms.joined(separator: " ")
    }

    private static func terms(of text: String) -> [String] {
        var terms: [String] = []
        var word = String.UnicodeScalarView()
        var quoted = false
        func finish() {
            if let term = term(word, isQuoted: quoted) { terms.append(term) }
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

    /// One quoted term, or nil when nothing in it would be a word to the tokenizer. No quote is left inside, since
    /// quotes part terms; control characters would end a C string or part words unseen, so they are spaces here.
    private static func term(_ word: String.UnicodeScalarView, isQuoted: Bool) -> String? {
        guard word.contains(where: isWordScalar) else { return nil }
        var term = "\""
        for scalar in word {
            term.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return term + (!isQuoted && word.last == "*" ? "\"*" : "\"")
    }

    /// What the tokenizer `unicode61` takes as part of a word: letters, numbers and private use.
    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber, .privateUse:
            true
        default: false
        }
    }
}
