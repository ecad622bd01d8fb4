import Records

/// What stands behind a field's colon, and words without a field.
extension QueryParser {
    /// One value as it was written.
    struct Value {
        let text: String
        /// Whether a star stands behind it.
        var isPrefix: Bool
        let isQuoted: Bool
        /// Where it begins, and where it ends.
        let start: Int
        let end: Int
    }

    mutating func values(of field: QueryField) throws(QuerySyntaxError) -> Filter {
        var filters: [Filter] = []
        if peek == UInt8(ascii: "(") {
            let start = at
            at += 1
            repeat {
                skipSpace()
                filters.append(try condition(field))
            } while take(word: "OR")
            guard take(")") else {
                throw isAtEnd ? error("this ( is not closed", at: start) : error("expected OR between values, or )")
            }
        } else {
            filters.append(try condition(field))
            while peek == UInt8(ascii: ",") {
                at += 1
                filters.append(try condition(field))
            }
        }
        guard filters.count == 1 || field.takesSets else {
            throw error("since and until take one time, not several", at: at)
        }
        return filters.count == 1 ? filters[0] : .any(filters)
    }

    private mutating func condition(_ field: QueryField) throws(QuerySyntaxError) -> Filter {
        let value = try value()
        try count(at: value.start)
        return try filter(field, value)
    }

    private mutating func value() throws(QuerySyntaxError) -> Value {
        let start = at
        if peek == UInt8(ascii: "\"") {
            let text = try quoted()
            let isPrefix = peek == UInt8(ascii: "*")
            if isPrefix { at += 1 }
            guard !text.isEmpty || isPrefix else { throw error("expected a value, and it is empty", at: start) }
            return Value(text: text, isPrefix: isPrefix, isQuoted: true, start: start, end: at)
        }
        skip { !Self.endsWord($0) && $0 != UInt8(ascii: ",") }
        guard at > start else { throw error("expected a value directly behind the colon, comma or (") }
        let isPrefix = bytes[at - 1] == UInt8(ascii: "*")
        let text = text(start..<(isPrefix ? at - 1 : at))
        if let star = text.utf8.firstIndex(of: UInt8(ascii: "*")) {
            throw starInside(at: start + text.utf8.distance(from: text.startIndex, to: star))
        }
        return Value(text: text, isPrefix: isPrefix, isQuoted: false, start: start, end: at)
    }

    private func starInside(at place: Int) -> QuerySyntaxError {
        error(
            "a star stands only at the end, for all that begins so; a star itself is written in quotation marks",
            at: place)
    }

    /// Words without a field.
    mutating func word(from start: Int) throws(QuerySyntaxError) -> Filter {
        let isPrefix = bytes[at - 1] == UInt8(ascii: "*")
        let word = bytes[start..<(isPrefix ? at - 1 : at)]
        if let star = word.firstIndex(of: UInt8(ascii: "*")) { throw starInside(at: star) }
        try count(at: start)
        if word.isEmpty { return .everything }
        return try words(text(start..<at), at: start)
    }

    mutating func phrase() throws(QuerySyntaxError) -> Filter {
        let start = at
        let text = try quoted()
        let isPrefix = peek == UInt8(ascii: "*")
        if isPrefix { at += 1 }
        try count(at: start)
        return try phrase(Value(text: text, isPrefix: isPrefix, isQuoted: true, start: start, end: at))
    }

    func phrase(_ value: Value) throws(QuerySyntaxError) -> Filter {
        // A quotation mark parts words as any other mark does, and to the reader of words it would end the phrase.
        let text = value.text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: " ")
        guard value.isPrefix else { return try words("\"\(text)\"", at: value.start) }
        guard !text.unicodeScalars.contains(where: \.properties.isWhitespace) else {
            throw error("a star can stand behind one word, not behind a phrase", at: value.end - 1)
        }
        return try words(text + "*", at: value.start)
    }

    func words(_ text: String, at place: Int) throws(QuerySyntaxError) -> Filter {
        do throws(QueryError) {
            return .matches(.words(try FullTextQuery(text)))
        } catch { throw self.error(error.reason, at: place) }
    }
}
