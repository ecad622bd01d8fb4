import GRDB

/// One condition of a question, in two forms: as lists of events (their union), and as a test of a single event `e`.
/// The search walks the lists of the condition that fits the fewest events, and tests the others.
struct Condition {
    let postings: [Posting]
    let test: String
    let arguments: StatementArguments

    /// Whether nothing fits, so that nothing need be read.
    var isImpossible: Bool { postings.isEmpty }

    static func transaction(_ id: String) -> Condition {
        let id = StoredText.plain(id)
        return Condition(
            postings: [.column("tx", equals: id, indexed: "event_tx")], test: "e.tx = ?", arguments: [id])
    }

    static func outcome(_ outcome: Int64) -> Condition {
        Condition(
            postings: [.column("outcome", equals: outcome, indexed: "event_outcome")], test: "e.outcome = ?",
            arguments: [outcome])
    }

    static func source(_ source: String, in db: Database) throws -> Condition {
        let terms = try Int64.fetchAll(
            db, sql: "SELECT id FROM term WHERE kind = ? AND text = ?",
            arguments: [TermKind.source.rawValue, StoredText.plain(source)])
        return self.terms(terms, column: "source")
    }

    static func action(_ pattern: ActionPattern, in db: Database) throws -> Condition {
        let start = pattern.isOpen ? pattern.text : pattern.text + "."
        return terms(
            try Int64.fetchAll(
                db, sql: "SELECT id FROM term WHERE kind = ? AND (text = ? OR text >= ? AND text < ?)",
                arguments: [TermKind.action.rawValue, pattern.text, start, ActionPattern.upperBound(start)]),
            column: "action")
    }

    private static func terms(_ terms: [Int64], column: String) -> Condition {
        Condition(
            postings: terms.map { .column(column, equals: $0, indexed: "event_\(column)") },
            test: "e.\(column) IN (\(list(terms)))", arguments: [])
    }

    static func text(_ text: FullTextQuery) -> Condition {
        Condition(
            postings: [.text(text)],
            test: "EXISTS (SELECT 1 FROM fulltext t WHERE t.fulltext MATCH ? AND t.rowid = e.idx)",
            arguments: [text.match])
    }

    /// Any of the identities has any of the parts.
    static func roles(_ roles: [PartyRole], of identities: [Int64]) -> Condition {
        let codes = roles.map(\.rawValue)
        return Condition(
            postings: identities.flatMap { identity in roles.map { .role($0, of: identity) } },
            test: """
                EXISTS (SELECT 1 FROM role r WHERE r.identity IN (\(list(identities))) \
                AND r.role IN (\(list(codes))) AND r.idx = e.idx)
                """,
            arguments: [])
    }

    /// Whole numbers from the tables, which need no escaping.
    private static func list(_ numbers: [Int64]) -> String { numbers.map(String.init).joined(separator: ",") }
}
