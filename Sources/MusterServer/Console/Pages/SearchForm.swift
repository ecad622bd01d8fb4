import Catalog
import Foundation
import Records

/// What the search page was asked, as it came, and the filter that it means.
struct SearchForm {
    static let names = filters + ["order", "cursor"]
    /// Those that say which events are meant.
    static let filters = ["q", "since", "until", "outcome", "transaction"]

    var query = ""
    var since = ""
    var until = ""
    var outcome: Outcome?
    var transaction = ""
    var order = EventQuery.Order.newest
    var cursor: UInt64?
    /// The stretch of time that is meant; nil at an open end.
    private(set) var from: Timestamp?
    private(set) var to: Timestamp?
    /// Why it cannot be searched for.
    private(set) var fault: String?
    /// The field that is at fault.
    private(set) var faultyField: String?
    private(set) var filter = Filter.everything

    init(_ text: String?) throws(Problem) { try self.init(Query(text, allowing: Self.names)) }

    init(_ items: Query) throws(Problem) {
        query = try items.value("q") ?? ""
        since = try items.value("since") ?? ""
        until = try items.value("until") ?? ""
        transaction = try items.value("transaction") ?? ""
        if let name = try items.value("outcome"), !name.isEmpty {
            guard let named = Outcome(rawValue: name) else {
                throw .badParameter("outcome", "There is no such outcome. Choose one from the list.")
            }
            outcome = named
        }
        if let name = try items.value("order"), !name.isEmpty {
            guard let named = EventQuery.Order(rawValue: name) else {
                throw .badParameter("order", "The order is newest or oldest.")
            }
            order = named
        }
        if let text = try items.value("cursor") {
            guard let index = AskParameters.index(text) else {
                throw .badParameter("cursor", "The cursor is the index of an entry.")
            }
            cursor = index
        }
        do { try read() } catch {
            fault = error.reason
            faultyField = error.parameter
        }
    }

    private mutating func read() throws(QueryError) {
        from = try Self.date(since, "since")?.start
        to = try Self.date(until, "until")?.end
        var parts: [Filter] = []
        if !query.allSatisfy(\.isWhitespace) { parts.append(try ConsoleQuestions.filter(query)) }
        if let outcome { parts.append(.matches(.outcome(outcome))) }
        if !transaction.isEmpty { parts.append(.matches(.field(.transaction, TextMatch(transaction)))) }
        if from != nil || to != nil { parts.append(.matches(.time(from: from, until: to))) }
        filter = parts.isEmpty ? .everything : .all(parts)
    }

    private static func date(_ text: String, _ name: String) throws(QueryError) -> WrittenTime? {
        if text.isEmpty { return nil }
        do { return try WrittenTime(text, in: QueryContext(now: .now())) } catch {
            throw QueryError(name, error.reason)
        }
    }

    /// The same search as an export: in one query, with the times that are meant.
    var exportPath: String { "/v1/export?q=\(PercentEncoding.encode(filter.query))" }

    /// The address of the same search with something else.
    func path(_ change: (inout SearchForm) -> Void = { _ in }) -> String {
        var other = self
        other.cursor = nil
        change(&other)
        return "/console" + other.written
    }

    /// The address at which to follow the search, from an index on.
    func tailPath(from index: UInt64) -> String {
        var other = self
        (other.cursor, other.order) = (nil, .newest)
        let query = other.written
        return LiveTail.path + (query.isEmpty ? "?" : query + "&") + "from=\(index)"
    }

    private var written: String {
        let items = [
            ("q", query), ("since", since), ("until", until),
            ("outcome", outcome?.rawValue ?? ""), ("transaction", transaction),
            ("order", order == .newest ? "" : order.rawValue),
            ("cursor", cursor.map(String.init) ?? ""),
        ]
        let query = items.filter { !$0.1.isEmpty }.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }
        return query.isEmpty ? "" : "?" + query.joined(separator: "&")
    }
}
