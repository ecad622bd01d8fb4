import Catalog
import HTTPTypes
import Hummingbird
import JSON
import Recorder

/// `GET /v1/events/tail`: events as they come, as server-sent events.
struct TailDoor: Door {
    let room: StreamRoom

    static let openAPI = """
        {"/v1/events/tail": {"get": {
          "summary": "Follow events as they come (scope read)",
          "description": "Server-sent events in log order, none left out and none twice: id is the entry's index, data the \
        event as JSON. A message without data only moves the id on. A stream that broke off is resumed after the last id \
        with Last-Event-ID, which browsers send by themselves. A stream whose token is revoked says event: end.",
          "parameters": [\(AskOpenAPI.parameters(parameters)),
            {"name": "Last-Event-ID", "in": "header", "schema": {"type": "integer", "minimum": 0},
             "description": "Begin behind this index, which the log must have; weighs more than from."}],
          "responses": {"200": {"description": "Events, until either side ends it, or the token is revoked.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}}},
            \(AskOpenAPI.problems([400, 401, 403, 503, 504]))}}}}
        """

    private static let parameters =
        AskFilter.parameters + [
            (
                name: "from", schema: AskOpenAPI.number,
                description:
                    "Begin with this index, at most that of the next entry to come. Left out, only entries that come "
                    + "from now on are shown."
            ), AskOpenAPI.wait, AskOpenAPI.log,
        ]

    func add(to doors: Doors) {
        let room = room
        doors.add(.get, "/v1/events/tail", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let asked = try AskFilter(parameters)
            let from = try Self.beginning(request, parameters, visit)
            let place = try room.enter("tails", for: visit.principal)
            // What cannot be answered is refused now, while there is a status to say it with.
            let next = try await visit.ask(parameters) { catalog in
                let position = catalog.position
                _ = try await catalog.search(EventQuery(asked.filter, order: .oldest, limit: 1, cursor: position))
                return from ?? position
            }
            await visit.reading(.tail, parameters, filter: asked.filter, events: 0)
            var tail = EventTail(catalog: visit.log.catalog, filter: asked.filter, next: next)
            tail.isAllowed = Self.watch(request, visit)
            return tail.response(to: request, headers: asked.headers, holding: place)
        }
    }

    /// Says, whenever it is asked, whether the token that a request came with is still good to read. Nil for the operator of the machine,
    /// who has none.
    private static func watch(_ request: Request, _ visit: Visit) -> (@Sendable () -> Bool)? {
        guard !visit.principal.isLocalOperator, let value = BearerAuthenticator.value(in: request) else { return nil }
        let (hash, tokens) = (TokenValue.hash(value), visit.log.open.tokens)
        return { tokens.find(hash: hash).map { $0.state == .active && $0.scopes.contains(.read) } ?? false }
    }

    /// The index to begin with, by `Last-Event-ID` or else by `from`; nil for what comes from now on.
    ///
    /// - Throws: a 400 for an index that the log has not come to: whoever waits there took it from another log, or from
    ///   this one before it was restored from an older copy, and would miss all that comes until then.
    static func beginning(_ request: Request, _ parameters: AskParameters, _ visit: Visit) throws(Problem) -> UInt64? {
        let size = visit.log.recorder.committedSize()
        if let resumed = try resumed(request) {
            guard resumed <= size else {
                throw .badParameter(
                    "Last-Event-ID",
                    "The log has \(size) entries, and none with the index in the header Last-Event-ID: it is of another log, or "
                        + "of this one before it was restored. Begin anew, without the header or with from=\(size) at most."
                )
            }
            return resumed
        }
        guard let from = try parameters.index("from") else { return nil }
        guard from <= size else {
            throw .badParameter(
                "from", "The log has \(size) entries: from is \(size) at most, which is the next that comes.")
        }
        return from
    }

    /// The index behind `Last-Event-ID`; nil without that header, or when it is empty.
    private static func resumed(_ request: Request) throws(Problem) -> UInt64? {
        guard let name = HTTPField.Name("last-event-id"), let text = request.headers[name], !text.isEmpty else {
            return nil
        }
        guard let index = AskParameters.index(text), index < .max else {
            throw .badParameter(
                "Last-Event-ID", "The header Last-Event-ID is the index of an entry: a whole number from 0.")
        }
        return index + 1
    }
}
