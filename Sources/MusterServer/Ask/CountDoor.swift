import Catalog
import HTTPTypes
import Hummingbird
import JSON
import Recorder

/// `GET /v1/events/count`: how many events fit.
struct CountDoor: Door {
    static let openAPI = """
        {"/v1/events/count": {"get": {
          "summary": "Count events (scope read)",
          "parameters": [\(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "The number of events.",
            "content": {"application/json": {"schema": {"type": "object",
              "required": ["count", "exact", "position", "query", "zone"], "properties": {
              "count": {"type": "integer"},
              "exact": {"type": "boolean", "description": "false when a phrase would have had to be looked for in more \
        records than one question may open: then there may be more"},
              "position": {"type": "integer", "description": "entries of the log that the answer rests on"},
              "query": {"type": "string", "description": "what was asked, in one form, with times in UTC"},
              "zone": {"type": "string"}}}}}},
            \(AskOpenAPI.problems([400, 401, 403, 503, 504]))}}}}
        """

    private static let parameters = AskFilter.parameters + [AskOpenAPI.wait, AskOpenAPI.log]

    func add(to doors: Doors) {
        doors.add(.get, "/v1/events/count", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let asked = try AskFilter(parameters)
            let answer = try await visit.ask(parameters) { try await $0.count(asked.filter) }
            await visit.reading(.count, parameters, filter: asked.filter, events: Int(clamping: answer.count))
            return .json(
                [
                    "count": .int(answer.count), "exact": .bool(answer.isExact), "position": .int(answer.position),
                    "query": .string(asked.filter.query), "zone": .string(asked.zone.name),
                ], headers: asked.headers)
        }
    }
}
