import Catalog
import HTTPTypes
import Hummingbird
import JSON
import Recorder

/// `GET /v1/export`: all events that fit, as a file that can be checked against the log.
struct ExportDoor: Door {
    let room: StreamRoom

    static let openAPI = """
        {"/v1/export": {"get": {
          "summary": "Export events with what a copy is checked by (scope read)",
          "description": "Every event that fits, in log order, among the entries that are in the catalog when it begins. Each \
        row has the entry's index and leaf hash. The signed checkpoint that covers them is in the header Muster-Checkpoint \
        (base64), and in the first line (NDJSON) or the last record (CSV). An export without its last line is not whole. \
        muster verify LOG --export FILE checks it.",
          "parameters": [\(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "The events.",
            "content": {"application/x-ndjson": {"schema": {"type": "string"}}, "text/csv": {"schema": {"type": "string"}}}},
            \(AskOpenAPI.problems([400, 401, 403, 503, 504]))}}}}
        """

    private static let parameters =
        AskFilter.parameters + [
            (
                name: "format", schema: #"{"enum": ["ndjson", "csv"], "default": "ndjson"}"#,
                description:
                    "One JSON object a line, or RFC 4180 with a head; cells that a spreadsheet might take for a "
                    + "formula have an apostrophe before them."
            ), AskOpenAPI.wait, AskOpenAPI.log,
        ]

    /// How long to wait for the checkpoint that covers the newest entry.
    private static let patience = Duration.seconds(30)

    func add(to doors: Doors) {
        let room = room
        doors.add(.get, "/v1/export", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let asked = try AskFilter(parameters)
            let format: ExportFormat = try parameters.choice("format") ?? .ndjson
            let place = try room.enter("exports", for: visit.principal)
            // What cannot be answered is refused now, while there is a status to say it with.
            let position = try await visit.ask(parameters) { catalog in
                _ = try await catalog.search(EventQuery(asked.filter, order: .oldest, limit: 1))
                return catalog.position
            }
            let recorder = visit.log.recorder
            let checkpoint = try await Self.checkpoint(of: recorder, covering: position)
            try await visit.recordReading(.export, parameters, filter: asked.filter, range: 0..<position)
            let stream = ExportStream(
                catalog: visit.log.catalog, context: visit.context, recorder: recorder, filter: asked.filter,
                statement: ExportStatement(
                    log: recorder.origin, query: asked.filter.query, zone: asked.zone.name, position: position,
                    checkpoint: checkpoint),
                format: format)
            return stream.response(headers: asked.headers, holding: place)
        }
    }

    /// The published checkpoint, once it covers so many entries.
    private static func checkpoint(of recorder: Recorder, covering size: UInt64) async throws -> [UInt8] {
        if size > 0, recorder.publishedSize() < size {
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await recorder.waitPublished(index: size - 1) }
                group.addTask {
                    try await Task.sleep(for: patience)
                    throw notPublished
                }
                try await group.next()
            }
        }
        let (published, note) = recorder.publishedCheckpoint()
        guard published >= size else { throw notPublished }
        return note
    }

    private static var notPublished: Problem {
        var problem = Problem(
            .serviceUnavailable, "not-published",
            "The newest entries are not covered by a published checkpoint yet. Ask again soon.")
        problem.headers[.retryAfter] = "5"
        return problem
    }
}
