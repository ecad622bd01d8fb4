import Catalog
import Hummingbird
import JSON

/// `GET /v1/impact`: what a record, a transaction or an actor brought about.
struct ImpactDoor: Door {
    static let openAPI = """
        {"/v1/impact": {"get": {
          "summary": "Who was touched, what access came of it, what is still held, and what was done with it (scope read)",
          "parameters": [\(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "The impact; cut says that more than \(Impact.mostEvents) events fit.",
            "content": {"application/json": {"schema": {"type": "object"}}}},
            "409": {"description": "Several actors fit; candidates lists them.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
            \(AskOpenAPI.problems([400, 401, 403, 404, 503, 504]))}}}}
        """

    private static let parameters = [
        (name: "event", schema: AskOpenAPI.number, description: "The record with that index."),
        (name: "transaction", schema: AskOpenAPI.text, description: "All records of a transaction."),
        (
            name: "actor", schema: AskOpenAPI.text,
            description: "All that somebody did, under any of their identities: id, name, external id or label."
        ),
        (name: "type", schema: AskOpenAPI.text, description: "Of that actor: only identities of that type."),
        (name: "namespace", schema: AskOpenAPI.text, description: "Of that actor: only identities of that namespace."),
        (name: "since", schema: AskOpenAPI.text, description: "From that date or time of the log on."),
        (name: "until", schema: AskOpenAPI.text, description: "Before that date or time of the log."),
        AskOpenAPI.zone, AskOpenAPI.wait, AskOpenAPI.log,
    ]

    func add(to doors: Doors) {
        doors.add(.get, "/v1/impact", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let asked = try ImpactAsked(parameters, visit)
            let (identity, impact) = try await asked.answer(visit, parameters, waitingFor: try parameters.index("wait"))
            let about = identity.map { [("actor", $0.json)] + $0.joined.members.map { ($0.name, $0.value) } } ?? []
            let members = asked.said + about + impact.members.map { ($0.name, $0.value) }
            return .json(.object(JSONObject(members)))
        }
    }
}
