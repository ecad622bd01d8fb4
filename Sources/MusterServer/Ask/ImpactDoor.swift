import Catalog
import Hummingbird
import JSON
import Recorder
import Records

/// `GET /v1/impact`: what a record, a transaction or an actor brought about.
struct ImpactDoor: Door {
    static let openAPI = """
        {"/v1/impact": {"get": {
          "summary": "Who was touched, what access came of it, what is still held, and what was done with it (scope read)",
          "parameters": [\(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "The impact; cut says that more than \(Impact.mostEvents) events fit.",
            "content": {"application/json": {"schema": {"type": "object"}}}},
            \(AskOpenAPI.problems([400, 401, 403, 404, 503, 504]))}}}}
        """

    private static let parameters = [
        (name: "event", schema: AskOpenAPI.number, description: "The record with that index."),
        (name: "transaction", schema: AskOpenAPI.text, description: "All records of a transaction."),
        (name: "actor", schema: AskOpenAPI.text, description: "All that somebody did."),
        (name: "since", schema: AskOpenAPI.text, description: "From that date or time of the log on."),
        (name: "until", schema: AskOpenAPI.text, description: "Before that date or time of the log."),
        AskOpenAPI.zone, AskOpenAPI.wait, AskOpenAPI.log,
    ]

    func add(to doors: Doors) {
        doors.add(.get, "/v1/impact", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let filter = try Self.filter(parameters, visit)
            let impact = try await visit.ask(parameters) { try await $0.impact(of: filter) }
            await visit.reading(.impact, parameters, filter: filter, events: Int(clamping: impact.events))
            return .json(impact.json)
        }
    }

    private static func filter(_ parameters: AskParameters, _ visit: Visit) throws(Problem) -> Filter {
        var conditions: [FilterTerm] = []
        if let index = try parameters.index("event") {
            guard index < visit.log.recorder.committedSize() else { throw visit.noEntry(field: "event") }
            conditions.append(.index(from: index, until: index + 1))
        }
        if let id = try parameters.text("transaction") { conditions.append(.field(.transaction, TextMatch(id))) }
        if let actor = try parameters.text("actor") { conditions.append(.party(.actor, TextMatch(actor))) }
        guard conditions.count == 1 else {
            throw .badParameter("event", "Say whose impact is meant: event, transaction or actor; one of the three.")
        }
        let zone = try parameters.zone()
        let since = try parameters.date("since", zone: zone)?.start
        let until = try parameters.date("until", zone: zone)?.start
        if since != nil || until != nil { conditions.append(.time(from: since, until: until)) }
        return .all(conditions.map(Filter.matches))
    }
}
