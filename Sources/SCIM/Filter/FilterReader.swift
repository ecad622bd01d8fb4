import JSON

/// Reads the grammar of RFC 7644 figure 1 from bytes; precedence: not, and, or. Recursion is bounded.
struct FilterReader {
    let bytes: [UInt8]
    var position = 0

    let leniency: Leniency

    init(_ text: String, _ leniency: Leniency = .providers) {
        bytes = Array(text.utf8)
        self.leniency = leniency
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func readFilter() throws(SCIMError) -> Filter {
        let filter = try readOr(depth: 0)
        skipSpaces()
        guard isAtEnd else { throw unexpected("the end of the filter, \"and\" or \"or\"") }
        return filter
    }

    mutating func readOr(depth: Int) throws(SCIMError) -> Filter {
        var terms = [try readAnd(depth: depth)]
        while takeWord("or") { terms.append(try readAnd(depth: depth)) }
        return terms.count == 1 ? terms[0] : .or(terms)
    }

    private mutating func readAnd(depth: Int) throws(SCIMError) -> Filter {
        var terms = [try readTerm(depth: depth)]
        while takeWord("and") { terms.append(try readTerm(depth: depth)) }
        return terms.count == 1 ? terms[0] : .and(terms)
    }

    private mutating func readTerm(depth: Int) throws(SCIMError) -> Filter {
        skipSpaces()
        if peek() == UInt8(ascii: "(") { return try readGroup(depth: depth) }
        let start = position
        if takeWord("not") {
            skipSpaces()
            if peek() == UInt8(ascii: "(") { return .not(try readGroup(depth: depth)) }
            position = start
        }
        return try readExpression(depth: depth)
    }

    private mutating func readGroup(depth: Int) throws(SCIMError) -> Filter {
        position += 1
        let inner = try readOr(depth: try deeper(depth))
        skipSpaces()
        guard take(UInt8(ascii: ")")) else { throw unexpected("\")\"") }
        return inner
    }

    private mutating func readExpression(depth: Int) throws(SCIMError) -> Filter {
        let reference = try readReference()
        if peek() == UInt8(ascii: "[") { return try readValueFilter(reference, depth: depth) }
        return try readComparison(reference)
    }

    private mutating func readComparison(_ reference: AttributeReference) throws(SCIMError) -> Filter {
        skipSpaces()
        let word = readToken(while: \.isLetter).caseFolded
        if word == "pr" { return .present(reference) }
        guard let comparison = Filter.Operator(rawValue: word) else {
            throw unexpected("an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr)", after: reference)
        }
        return .compare(reference, comparison, try readValue(of: reference))
    }

    // valuePath, and after it the `.sub op value` that Entra and the examples of section 3.4.2.2 put there.
    private mutating func readValueFilter(
        _ reference: AttributeReference, depth: Int
    ) throws(SCIMError) -> Filter {
        let inner = try readBrackets(depth: depth)
        guard leniency.loosePaths, peek() == UInt8(ascii: ".") else { return .values(reference, inner) }
        position += 1
        let condition = try readComparison(try readReference())
        return .values(reference, .and([inner, condition]))
    }

    /// Reads `[…]`, the opening bracket being next.
    mutating func readBrackets(depth: Int) throws(SCIMError) -> Filter {
        position += 1
        let inner = try readOr(depth: try deeper(depth))
        skipSpaces()
        guard take(UInt8(ascii: "]")) else { throw unexpected("\"]\"") }
        return inner
    }

    mutating func readReference() throws(SCIMError) -> AttributeReference {
        skipSpaces()
        let start = position
        let token = readToken(while: AttributeReference.isTokenByte)
        guard let reference = AttributeReference(token: token) else {
            position = start
            throw unexpected("an attribute name")
        }
        return reference
    }

    // compValue: a JSON string, number, true, false or null.
    private mutating func readValue(of reference: AttributeReference) throws(SCIMError) -> JSONValue {
        skipSpaces()
        let start = position
        if peek() == UInt8(ascii: "\"") {
            skipString()
        } else {
            _ = readToken { $0.isLetter || $0.isDigit || [0x2B, 0x2D, 0x2E].contains($0) }
        }
        let text = bytes[start..<position]
        if let value = try? JSONValue(parsing: text) { return value }
        switch leniency.textForBooleans ? String(decoding: text, as: UTF8.self).caseFolded : "" {
        case "true": return true
        case "false": return false
        case "null": return nil
        default:
            position = start
            throw unexpected("a value (a string in double quotes, a number, true, false or null)", after: reference)
        }
    }

    private mutating func skipString() {
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position = min(position + 1, bytes.count)
    }
}

extension FilterReader {
    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    mutating func skipSpaces() {
        while peek() == 0x20 || peek() == 0x09 { position += 1 }
    }

    /// Takes a word in any case that ends where a name would end; leaves the position alone when it is not there.
    mutating func takeWord(_ word: String) -> Bool {
        let start = position
        skipSpaces()
        if readToken(while: { $0.isLetter || $0.isDigit || [0x2E, 0x3A, 0x5F].contains($0) }).isSameName(as: word) {
            return true
        }
        position = start
        return false
    }

    mutating func readToken(while belongs: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = peek(), belongs(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    func deeper(_ depth: Int) throws(SCIMError) -> Int {
        guard depth < Filter.maximumDepth else {
            throw SCIMError.invalidFilter("The filter is nested deeper than \(Filter.maximumDepth) levels.")
        }
        return depth + 1
    }

    func unexpected(_ wanted: String, after reference: AttributeReference? = nil) -> SCIMError {
        let whose = reference.map { " for \($0.shown)" } ?? ""
        return SCIMError.invalidFilter(
            "At byte \(position) of the filter or path \(wanted) was expected\(whose).",
            attribute: reference?.description)
    }
}
