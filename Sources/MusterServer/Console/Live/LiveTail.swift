import Catalog
import HTTPTypes
import Hummingbird
import JSON
import Recorder

/// `/console/tail`: what comes to a search, as server-sent events for its page.
///
/// It is a tail like that of `/v1/events/tail`, which takes no sessions, and shares its places; but each message has what a row
/// of the list shows and no more, and the stream ends with the session. Following is no request: it keeps nobody signed in.
struct LiveTail: Sendable {
    static let path = "/console/tail"

    let rooms: ConsoleRooms
    let places: StreamRoom

    static func covers(_ request: Request) -> Bool { request.uri.path == path }

    func add(to doors: Doors) {
        doors.open(.get, RouterPath(Self.path)) { request, context in try await answer(request, context) }
    }

    private func answer(_ request: Request, _ context: DoorContext) async throws -> Response {
        guard RequestOrigin.mayRead(request) else {
            _ = await rooms.authenticator.bearers.refuse(context, log: nil, "foreign-stream", error: nil, "")
            throw Problem(.forbidden, "foreign-stream", "A page of this console may follow a search, and no other.")
        }
        guard let principal = rooms.authenticator.principal(of: request) else {
            throw Problem.unauthenticated("Nobody is signed in, or not any more. Sign in again.", error: nil)
        }
        let visit = try await rooms.gate.admit(principal, request, context, scope: .read, to: "to use the console")
        let names = SearchForm.filters + ["from"]
        let parameters = try await AskParameters(request, visit, allowing: names)
        let form = try SearchForm(parameters.query)
        if let fault = form.fault { throw Problem.badParameter(form.faultyField ?? "q", fault.asSentence) }
        let from = try TailDoor.beginning(request, parameters, visit)
        let place = try places.enter("tails", for: principal)
        // What cannot be answered is refused now, while there is a status to say it with.
        let next = try await visit.ask(waitingFor: nil) { [filter = form.filter] catalog in
            let position = catalog.position
            _ = try await catalog.search(EventQuery(filter, order: .oldest, limit: 1, cursor: position))
            return from ?? position
        }
        await visit.reading(.tail, parameters, filter: form.filter, events: 0)
        var tail = EventTail(catalog: visit.log.catalog, filter: form.filter, next: next)
        tail.data = { EventView($0)?.row.text ?? "{}" }
        tail.isAllowed = rooms.authenticator.watch(request)
        return tail.response(to: request, headers: HTTPFields(), holding: place)
    }
}
