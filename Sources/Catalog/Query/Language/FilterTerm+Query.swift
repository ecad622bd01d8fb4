import Records

extension FilterTerm {
    /// The condition in the query language; several conditions that must all hold where it has several words.
    var queries: [String] {
        switch self {
        case .action(let pattern): ["action:\(pattern.text)\(pattern.isOpen ? "*" : "")"]
        case .outcome(let outcome): ["outcome:\(outcome.rawValue)"]
        case .kind(let kind): ["kind:\(kind.rawValue)"]
        case .field(let field, let match): ["\(field.rawValue):\(match.query)"]
        case .party(let role, let match): ["\(Self.name(of: role)):\(match.query)"]
        case .words(let query): query.terms.map(\.query)
        case .time(nil, nil): ["*"]
        case .time(let from?, nil): ["since:\(from.rfc3339)"]
        case .time(nil, let until?): ["until:\(until.rfc3339)"]
        case .time(let from?, let until?): [Self.range("time", from, until)]
        case .occurred(nil, nil): ["occurred:*"]
        case .occurred(let from, let until): [Self.range("occurred", from, until)]
        case .index(let from, let until): [Self.range(from, until)]
        case .late: ["is:late"]
        case .selfGranted: ["is:self-granted"]
        case .mark(let mark): ["mark:\(mark.rawValue)"]
        case .attempt(let index): ["attempt:\(index)"]
        }
    }

    private static func name(of role: PartyRole?) -> String {
        switch role {
        case .actor: "actor"
        case .subject: "subject"
        case .resource: "resource"
        case .onBehalfOf: "behalf"
        case nil: "who"
        }
    }

    /// The end of a range is within it, that of the condition is not.
    private static func range(_ field: String, _ from: Timestamp?, _ until: Timestamp?) -> String {
        if let until, until.milliseconds <= from?.milliseconds ?? 0 { return "NOT *" }
        let last = until.map { Timestamp(milliseconds: $0.milliseconds - 1).rfc3339 }
        return "\(field):\(from?.rfc3339 ?? "")..\(last ?? "")"
    }

    private static func range(_ from: UInt64?, _ until: UInt64?) -> String {
        if from == nil && until == nil { return "*" }
        if let until, until <= from ?? 0 { return "NOT *" }
        return "index:\(from.map(String.init) ?? "")..\(until.map { String($0 - 1) } ?? "")"
    }
}

extension TextMatch {
    fileprivate var query: String { QueryValue.text(text) + (isPrefix ? "*" : "") }
}

extension FullTextQuery.Term {
    /// A word, or a phrase.
    fileprivate var query: String {
        let isPlain = QueryValue.isPlain(text.utf8) && !text.utf8.contains(UInt8(ascii: ":"))
        return (isPlain ? text : QueryValue.quoted(text)) + (isPrefix ? "*" : "")
    }
}

/// Writes values for the query language.
private enum QueryValue {
    static func text(_ text: String) -> String { isPlain(text.utf8) ? text : quoted(text) }

    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        return String(decoding: bytes + [UInt8(ascii: "\"")], as: UTF8.self)
    }

    /// Whether it can stand without quotation marks.
    static func isPlain(_ bytes: String.UTF8View) -> Bool {
        guard let first = bytes.first, first != UInt8(ascii: "-"),
            !["OR", "AND", "NOT"].contains(where: { bytes.elementsEqual($0.utf8) })
        else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "@"), UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
                true
            default: false
            }
        }
    }
}
