package import Records

extension Filter {
    /// Reads a query (docs/query-language.md). Nothing but white space is everything.
    ///
    /// At most 4,096 bytes, 64 conditions and 16 levels.
    ///
    /// - Throws: `QuerySyntaxError` with the place and what was expected there.
    package init(query text: String, in context: QueryContext) throws(QuerySyntaxError) {
        var parser = QueryParser(text, in: context)
        self = try parser.parse()
    }

    /// All of several filters, without levels that say nothing.
    package static func both(_ filters: [Filter]) -> Filter {
        let parts = filters.flatMap { filter in
            switch filter {
            case .everything: [Filter]()
            case .all(let inner): inner
            default: [filter]
            }
        }
        return parts.isEmpty ? .everything : parts.count == 1 ? parts[0] : .all(parts)
    }

    /// The times of the log outside of which nothing fits, as far as conditions say so that all must hold.
    package var timeBounds: (from: Timestamp?, until: Timestamp?) {
        switch self {
        case .matches(.time(let from, let until)): (from, until)
        case .all(let filters):
            filters.map(\.timeBounds).reduce((nil, nil)) { sum, part in
                ([sum.from, part.from].compactMap { $0 }.max(), [sum.until, part.until].compactMap { $0 }.min())
            }
        default: (nil, nil)
        }
    }

    /// The filter as a query, in one form whatever was typed: moments in UTC, sets written out with OR.
    ///
    /// Read again it means the same; what was read from a query becomes the same filter again.
    package var query: String { text(inside: .top) }

    private enum Place { case top, any, all, not }

    private func text(inside place: Place) -> String {
        switch self {
        case .everything: return "*"
        case .any(let filters) where filters.isEmpty: return place == .not ? "(NOT *)" : "NOT *"
        case .all(let filters) where filters.isEmpty: return "*"
        case .any(let filters) where filters.count == 1: return filters[0].text(inside: place)
        case .all(let filters) where filters.count == 1: return filters[0].text(inside: place)
        case .not(let filter): return "NOT " + filter.text(inside: .not)
        case .matches(let term):
            let parts = term.queries
            let text = parts.joined(separator: " ")
            return parts.count > 1 && place != .top && place != .all ? "(\(text))" : text
        case .all(let filters):
            let text = filters.map { $0.text(inside: .all) }.joined(separator: " ")
            return place == .top || place == .any ? text : "(\(text))"
        case .any(let filters):
            let text = filters.map { $0.text(inside: .any) }.joined(separator: " OR ")
            return place == .top ? text : "(\(text))"
        }
    }
}
