import Catalog
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import ServiceLifecycle

/// Writes events as they come, page by page: no page is made before the one before is taken, so that a client that reads
/// slowly costs one page, and one that reads nothing is cut off by the connection's guard.
struct EventTail: Sendable {
    /// Events that are held at once.
    static let page = 100
    /// How long a stream is silent at most.
    static let silence = Duration.seconds(15)
    /// How often to ask whether it may go on.
    static let pulse = Duration.seconds(1)
    /// How long to gather before looking again, where events come without end.
    private static let breath = Duration.milliseconds(50)

    let catalog: Catalog
    let filter: Filter
    /// The index to begin with.
    let next: UInt64
    /// An event as a message has it, in one line.
    var data: @Sendable (Event) -> String = { $0.json }
    /// Whether the stream may go on: asked before each message, and every second. Nil where nothing but its client ends it.
    var isAllowed: (@Sendable () -> Bool)?

    func response(to request: Request, headers: HTTPFields, holding place: StreamRoom.Place) -> Response {
        var headers = headers
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        let body = request.body
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                do {
                    try await body.consumeWithCancellationOnInboundClose { _ in try await run(&writer) }
                } catch is CancellationError {}
                try await writer.finish(nil)
                withExtendedLifetime(place) {}
            })
    }

    /// Ends with `CancellationError` when the client goes or the server stops.
    private func run(_ output: inout any ResponseBodyWriter) async throws {
        var next = next
        var spoken = ContinuousClock.now
        try await output.write(ByteBuffer(string: ": muster\nretry: 2000\n\n"))
        do {
            while isAllowed?() ?? true {
                if try await show(&next, &output) { spoken = .now }
                if ContinuousClock.now - spoken >= Self.silence {
                    try await output.write(ByteBuffer(string: Self.keepAlive(next)))
                    spoken = .now
                }
                let look = isAllowed == nil ? spoken + Self.silence : min(spoken + Self.silence, .now + Self.pulse)
                try await wait(for: next, until: look)
            }
            try await output.write(ByteBuffer(string: Self.end))
        } catch let error as CatalogError {
            try await output.write(Self.failure(Problem.catalog(error)))
        } catch let error as QueryError {
            try await output.write(Self.failure(.badParameter(error.parameter, "\(error.reason).")))
        }
    }

    /// Writes what is there from an index on, and moves that behind all that was looked at; answers whether there was
    /// anything to write.
    private func show(_ next: inout UInt64, _ output: inout any ResponseBodyWriter) async throws -> Bool {
        var isSpoken = false
        while !Task.isShuttingDownGracefully {
            let position = catalog.position
            let page = try await catalog.search(
                EventQuery(filter, order: .oldest, limit: Self.page, cursor: next == 0 ? nil : next - 1))
            guard isAllowed?() ?? true else { return isSpoken }
            if let last = page.events.last {
                try await output.write(ByteBuffer(string: page.events.map(message).joined()))
                next = last.index + 1
                isSpoken = true
            }
            guard let cursor = page.next else {
                next = max(next, position)
                return isSpoken
            }
            next = max(next, cursor + 1)
        }
        throw CancellationError()
    }

    /// Waits for an entry, or until it is time to say something.
    private func wait(for next: UInt64, until deadline: ContinuousClock.Instant) async throws {
        let catalog = catalog
        try await cancelWhenGracefulShutdown {
            try await Task.sleep(for: Self.breath)
            do {
                try await catalog.wait(for: next, timeout: max(.zero, deadline - .now))
            } catch CatalogError.behind {}
        }
    }

    private func message(_ event: Event) -> String { "id: \(event.index)\ndata: \(data(event))\n\n" }

    /// Says that it may not go on, so that the client does not come back by itself.
    private static let end = "event: end\ndata: {}\n\n"

    /// Without data it is no event to the client, which only remembers how far it has come.
    private static func keepAlive(_ next: UInt64) -> String {
        next == 0 ? ": here\n\n" : ": here\nid: \(next - 1)\n\n"
    }

    private static func failure(_ problem: Problem) -> ByteBuffer {
        ByteBuffer(string: "event: error\ndata: \(JSONValue.object(problem.json).text)\n\n")
    }
}
