import JSON

/// Asks for all stretches of somebody, from page to page.
struct SpanPages {
    let client: ServerClient
    let who: String
    let query: [(String, String)]

    private static let page = 2_000

    /// `subject`, who is covered, `held`, `holders`.
    func whole() async throws -> JSONValue {
        var whole = JSONObject()
        for side in ["held", "holders"] {
            var spans: [JSONValue] = []
            var cursor: String?
            repeat {
                var query = query + [("side", side), ("limit", String(Self.page))]
                if let cursor { query.append(("cursor", cursor)) }
                let answer = try await client.json(
                    ServerRequest("GET", ["v1", "subjects", who, "spans"], query: query))
                spans += answer["spans"]?.arrayValue ?? []
                for name in ["subject", "identities", "notJoined", "identitiesCut"] where whole[name] == nil {
                    whole[name] = answer[name]
                }
                let next = answer["next"]?.stringValue
                if next == cursor { break }
                cursor = next
            } while cursor != nil
            whole[side] = .array(spans)
        }
        return .object(whole)
    }
}
