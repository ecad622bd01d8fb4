import Catalog
import HTTPTypes
import Hummingbird
import JSON
import Recorder

/// `GET /v1/events/{index}`: one event.
struct EventDoor: Door {
    static let openAPI = """
        {"/v1/events/{index}": {"get": {
          "summary": "One event (scope read)",
          "parameters": [\(AskOpenAPI.path("index", "The entry's index in the log.", schema: AskOpenAPI.number)),
            \(AskOpenAPI.parameters([AskOpenAPI.wait, AskOpenAPI.log]))],
          "responses": {"200": {"description": "The event.",
            "content": {"application/json": {"schema": \(AskOpenAPI.event)}}},
            \(AskOpenAPI.problems([400, 401, 403, 404, 503, 504]))}}}}
        """

    func add(to doors: Doors) {
        doors.add(.get, "/v1/events/{index}", scope: .read) { request, visit in
            let index = try visit.entryIndex()
            let parameters = try await AskParameters(request, visit)
            let asked = try parameters.index("wait")
            // An entry that is committed is waited for unasked: its index was handed out, so it must be found.
            let awaited = [asked, index < visit.log.recorder.committedSize() ? index : nil].compactMap { $0 }.max()
            guard let event = try await visit.ask(waitingFor: awaited, { try await $0.event(index) }) else {
                throw visit.noEntry()
            }
            visit.reading(event, parameters)
            return .bytes(Array(event.json.utf8), type: "application/json")
        }
    }
}

extension Visit {
    /// The index in the path; 400 when it is none.
    func entryIndex() throws(Problem) -> UInt64 {
        guard let index = AskParameters.index(try context.parameter("index")) else {
            throw .badParameter("index", "The path names an entry by its index: a whole number from 0.")
        }
        return index
    }

    /// 404: an index beyond the log, with the log's size.
    func noEntry(field: String = "index") -> Problem {
        let size = log.recorder.committedSize()
        var problem = Problem.notFound("There is no such entry: the log has \(size) entries, the first with index 0.")
        problem.field = field
        problem.members = [("size", .int(size))]
        return problem
    }
}
