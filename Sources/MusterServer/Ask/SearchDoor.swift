import Catalog
import HTTPTypes
import Hummingbird
import Recorder
import Records

/// `GET /v1/events`: events that fit all conditions given, page by page.
struct SearchDoor: Door {
    static let openAPI = """
        {"/v1/events": {"get": {
          "summary": "Search events (scope read)",
          "description": "All conditions given must hold. A party is named by its id, by a name or externalId it has ever \
        borne (upper and lower case alike), by type:id or type:name, or by its label.",
          "parameters": [\(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "A page of events.",
            "content": {"application/json": {"schema": \(AskOpenAPI.page())}}},
            \(AskOpenAPI.problems([400, 401, 403, 503, 504]))}}}}
        """

    private static let parameters = [
        (name: "actor", schema: AskOpenAPI.text, description: "Who did it."),
        (name: "onBehalfOf", schema: AskOpenAPI.text, description: "For whom the actor did it."),
        (name: "subject", schema: AskOpenAPI.text, description: "Whom it happened to."),
        (name: "resource", schema: AskOpenAPI.text, description: "The group, role, app or binding involved."),
        (
            name: "action", schema: AskOpenAPI.text,
            description: "An action such as group.member.add, or how it begins: group.member, group. or group.*"
        ),
        (name: "source", schema: AskOpenAPI.text, description: "The source, exactly."),
        (
            name: "outcome", schema: #"{"enum": ["success", "failed", "refused", "attempted", "observed"]}"#,
            description: "What became of it."
        ),
        (name: "transaction", schema: AskOpenAPI.text, description: "The transaction's id, exactly."),
        (name: "since", schema: AskOpenAPI.time, description: "From that time of the log on, inclusive."),
        (name: "until", schema: AskOpenAPI.time, description: "Before that time of the log, exclusive."),
        (
            name: "q", schema: AskOpenAPI.text,
            description: "Words that must all occur in ids, names, addresses, paths, values, the reason or extra; "
                + "quotation marks make a phrase, a star after a word takes words that begin so."
        ),
        AskOpenAPI.order, AskOpenAPI.limit, AskOpenAPI.cursor, AskOpenAPI.wait, AskOpenAPI.log,
    ]

    func add(to doors: Doors) {
        doors.add(.get, "/v1/events", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let query = try Self.query(parameters)
            let page = try await visit.ask(parameters) { try await $0.search(query) }
            await visit.reading(.search, parameters, filter: query.filter, events: page.events.count)
            return .bytes(page.json(), type: "application/json")
        }
    }

    private static func query(_ parameters: AskParameters) throws(Problem) -> EventQuery {
        var conditions: [FilterTerm] = []
        let parties: [(String, PartyRole)] = [
            ("actor", .actor), ("onBehalfOf", .onBehalfOf), ("subject", .subject), ("resource", .resource),
        ]
        for (name, role) in parties {
            if let text = try parameters.text(name) { conditions.append(.party(role, TextMatch(text))) }
        }
        if let action = try parameters.value("action", { text throws(QueryError) in try ActionPattern(text) }) {
            conditions.append(.action(action))
        }
        if let source = try parameters.text("source") { conditions.append(.field(.source, TextMatch(source))) }
        if let outcome: Outcome = try parameters.choice("outcome") { conditions.append(.outcome(outcome)) }
        if let id = try parameters.text("transaction") { conditions.append(.field(.transaction, TextMatch(id))) }
        let (since, until) = (try parameters.time("since"), try parameters.time("until"))
        if since != nil || until != nil { conditions.append(.time(from: since, until: until)) }
        if let text = try parameters.value("q", { text throws(QueryError) in try FullTextQuery(text) }) {
            conditions.append(.words(text))
        }
        return EventQuery(
            .all(conditions.map(Filter.matches)), order: try parameters.choice("order") ?? .newest,
            limit: try parameters.limit(), cursor: try parameters.index("cursor"))
    }
}
