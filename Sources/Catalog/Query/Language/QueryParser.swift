/// Reads the query language by recursive descent over bytes.
///
///     query  = [ any ]
///     any    = all *( "OR" all )
///     all    = not *( ["AND"] not )
///     not    = *( "NOT" / "-" ) term
///     term   = "(" any ")" / "*" / word / phrase / field ":" values
///     values = value *( "," value ) / "(" value *( "OR" value ) ")"
///     value  = bare ["*"] / quoted ["*"]
struct QueryParser {
    /// Longest query, in bytes.
    static let longest = 4096
    /// Most conditions in one query; each value of a set is one.
    static let mostTerms = 64
    /// Most levels of parentheses and negations.
    static let deepest = 16

    let bytes: [UInt8]
    let context: QueryContext
    var at = 0
    private var terms = 0
    private var depth = 0

    init(_ text: String, in context: QueryContext) {
        bytes = Array(text.utf8)
        self.context = context
    }

    mutating func parse() throws(QuerySyntaxError) -> Filter {
        guard bytes.count <= Self.longest else {
            throw error("the query is longer than \(Self.longest) bytes", at: Self.longest)
        }
        skipSpace()
        if isAtEnd { return .everything }
        let filter = try any()
        guard isAtEnd else { throw error("this ) closes nothing") }
        return filter
    }

    private mutating func any() throws(QuerySyntaxError) -> Filter {
        var parts = [try all()]
        while take(word: "OR") { parts.append(try all()) }
        return Self.join(parts) {
            if case .any(let inner) = $0 { inner } else { nil }
        } as: {
            .any($0)
        }
    }

    private mutating func all() throws(QuerySyntaxError) -> Filter {
        var parts = [try not()]
        while true {
            skipSpace()
            if isAtEnd || peek == UInt8(ascii: ")") || isAt(word: "OR") { break }
            _ = take(word: "AND")
            parts.append(try not())
        }
        return Self.join(parts) {
            if case .all(let inner) = $0 { inner } else { nil }
        } as: {
            .all($0)
        }
    }

    /// One part is itself; parts of the same sort are taken in, so that `(a b) c` is `a b c`.
    private static func join(
        _ parts: [Filter], _ inner: (Filter) -> [Filter]?, as make: ([Filter]) -> Filter
    ) -> Filter {
        parts.count == 1 ? parts[0] : make(parts.flatMap { inner($0) ?? [$0] })
    }

    private mutating func not() throws(QuerySyntaxError) -> Filter {
        skipSpace()
        if peek == UInt8(ascii: "-") {
            let start = at
            at += 1
            guard !isAtEnd, spaceLength == 0 else { throw error("expected a condition directly behind the -") }
            return .not(try nested(at: start) { parser throws(QuerySyntaxError) in try parser.not() })
        }
        let start = at
        if take(word: "NOT") {
            return .not(try nested(at: start) { parser throws(QuerySyntaxError) in try parser.not() })
        }
        return try term()
    }

    private mutating func term() throws(QuerySyntaxError) -> Filter {
        guard !isAtEnd else { throw error("expected a condition, and the query ends") }
        let start = at
        let filter: Filter
        switch peek {
        case UInt8(ascii: "("):
            at += 1
            filter = try nested(at: start) { parser throws(QuerySyntaxError) in try parser.any() }
            guard take(")") else { throw error("this ( is not closed", at: start) }
        case UInt8(ascii: ")"): throw error("expected a condition, not )")
        case UInt8(ascii: "\""): filter = try phrase()
        default: filter = try wordOrField()
        }
        guard isAtEnd || spaceLength > 0 || peek == UInt8(ascii: ")") else {
            throw error("expected white space before the next condition")
        }
        return filter
    }

    private mutating func wordOrField() throws(QuerySyntaxError) -> Filter {
        let start = at
        if isAt(word: "OR") || isAt(word: "AND") {
            throw error("expected a condition, not OR or AND; as a word to look for it is written in quotation marks")
        }
        skip { !Self.endsWord($0) && $0 != UInt8(ascii: ":") }
        guard peek == UInt8(ascii: ":") else { return try word(from: start) }
        let name = text(start..<at)
        guard let field = QueryField(name) else {
            throw error("there is no such field; \(QueryField.advice(for: name))", at: start)
        }
        at += 1
        return try values(of: field)
    }

    /// Counts a condition.
    mutating func count(at place: Int) throws(QuerySyntaxError) {
        terms += 1
        guard terms <= Self.mostTerms else { throw error("more than \(Self.mostTerms) conditions", at: place) }
    }

    private mutating func nested<T>(
        at place: Int, _ read: (inout QueryParser) throws(QuerySyntaxError) -> T
    ) throws(QuerySyntaxError) -> T {
        depth += 1
        guard depth <= Self.deepest else { throw error("more than \(Self.deepest) levels", at: place) }
        let value = try read(&self)
        depth -= 1
        return value
    }
}
