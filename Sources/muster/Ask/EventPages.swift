import JSON

/// Follows the cursor of a question from page to page.
struct EventPages {
    let client: ServerClient
    let path: [String]
    /// Filters and order; `limit` and `cursor` are set here.
    let query: [(String, String)]
    var cursor: String?

    /// Most events that a server puts on a page.
    static let largestPage = 500

    /// Asks until `limit` events came or there are no more.
    ///
    /// `page` is called with each answer. What comes back is the cursor of what follows, JSON null when nothing does.
    func follow(limit: Int?, page: (JSONValue) throws -> Void) async throws -> JSONValue {
        var left = limit ?? .max
        var cursor = cursor
        repeat {
            var query = query + [("limit", String(min(left, Self.largestPage)))]
            if let cursor { query.append(("cursor", cursor)) }
            let answer = try await client.json(ServerRequest("GET", path, query: query))
            try page(answer)
            left -= max(1, answer["events"]?.arrayValue?.count ?? 0)
            cursor = answer["next"].flatMap { $0.isNull ? nil : $0.stringValue ?? $0.text }
            if cursor != nil && left <= 0 { return answer["next"] ?? .null }
        } while cursor != nil
        return .null
    }
}
