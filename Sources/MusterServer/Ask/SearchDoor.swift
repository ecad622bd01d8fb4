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
          "description": "The query and all conditions given must hold. A party is named by its id, by a name or externalId it has ever \
        borne (upper and lower case alike), by type:id or type:name, or by its label.",
          "parameters": [\(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "A page of events.",
            "content": {"application/json": {"schema": \(AskOpenAPI.page())}}},
            \(AskOpenAPI.problems([400, 401, 403, 503, 504]))}}}}
        """

    private static let parameters =
        AskFilter.parameters + [AskOpenAPI.order, AskOpenAPI.limit, AskOpenAPI.cursor, AskOpenAPI.wait, AskOpenAPI.log]

    func add(to doors: Doors) {
        doors.add(.get, "/v1/events", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let asked = try AskFilter(parameters)
            let query = EventQuery(
                asked.filter, order: try parameters.choice("order") ?? .newest, limit: try parameters.limit(),
                cursor: try parameters.index("cursor"))
            let page = try await visit.ask(parameters) { try await $0.search(query) }
            await visit.reading(.search, parameters, filter: query.filter, events: page.events.count)
            return .bytes(page.json(), type: "application/json", headers: asked.headers)
        }
    }
}

extension AskFilter {
    /// Says which zone dates were read in.
    var headers: HTTPFields {
        var headers = HTTPFields()
        if let name = HTTPField.Name("muster-zone") { headers[name] = zone.name }
        return headers
    }
}
