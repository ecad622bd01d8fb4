import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Recorder

/// `POST /v1/events`: records in; one object, an array, an NDJSON stream, or CloudEvents.
struct EventsDoor: Door {
    let limits: Configuration.Limits
    let metrics: MetricsRegistry

    private static let types = [
        "application/json", "application/x-ndjson", "application/cloudevents+json",
        "application/cloudevents-batch+json",
    ]

    func add(to doors: Doors) {
        doors.add(.post, "/v1/events", scope: .write) { request, visit in
            var writer = EventWriter(visit: visit, acknowledge: .durable, metrics: metrics)
            let query = try await visit.query(request, allowing: ["ack"])
            do {
                writer.acknowledge = try Self.acknowledgement(query)
                return try await answer(request, writer)
            } catch let problem as Problem {
                await writer.refuse(problem, nil)
                throw problem
            }
        }
    }

    private func answer(_ request: Request, _ writer: EventWriter) async throws -> Response {
        let key = try Self.key(request)
        try BodyReader.checkEncoding(request)
        guard let type = request.headers[.contentType].flatMap(MediaType.init), Self.types.contains(type.name) else {
            throw Problem.unsupportedType(accepts: Self.types)
        }
        if type.name == "application/x-ndjson" {
            return EventStream(writer: writer, limits: limits, key: key).response(to: request)
        }
        let bytes = try await BodyReader.read(request, limit: limits.body)
        let isCloudEvent = type.name.hasPrefix("application/cloudevents")
        let json = try parse(bytes, isCloudEvent: isCloudEvent)
        switch json {
        case .object: return try await one(json, isCloudEvent, key, writer)
        case .array(let items): return try await many(items, isCloudEvent, key, writer)
        default:
            throw Problem.invalid("The body must be a record (an object) or an array of records.", field: "")
        }
    }

    /// The limit on nesting is one record's; an array and CloudEvents around records have levels of their own.
    private func parse(_ bytes: [UInt8], isCloudEvent: Bool) throws(Problem) -> JSONValue {
        let isArray = bytes.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "[")
        let around = (isArray ? 1 : 0) + (isCloudEvent ? 1 : 0)
        do throws(JSONError) {
            return try JSONValue(
                parsing: bytes, limits: JSONLimits(bytes: limits.body, depth: limits.nesting + around))
        } catch { throw .malformed(error, nesting: limits.nesting) }
    }

    private func one(
        _ json: JSONValue, _ isCloudEvent: Bool, _ key: String?, _ writer: EventWriter
    ) async throws -> Response {
        let item = EventItem(json, isCloudEvent: isCloudEvent, key: key, caller: writer.visit.caller)
        guard let result = try await writer.write([item]).first else { throw Problem.notFound("") }
        switch result {
        case .refused(let problem): return problem.response
        case .appended(.conflict(let index), _): return Problem.idempotencyConflict(index).response
        case .appended(.duplicate, _): return .json(result.json)
        case .appended(.recorded, _): return .json(result.json, status: .created)
        }
    }

    private func many(
        _ items: [JSONValue], _ isCloudEvent: Bool, _ key: String?, _ writer: EventWriter
    ) async throws -> Response {
        guard items.count <= limits.batch else {
            throw Problem.tooLarge("array", limit: "limits.batch", value: limits.batch, unit: "records")
        }
        let read = items.enumerated().map { number, json in
            EventItem(
                json, isCloudEvent: isCloudEvent, key: EventItem.key(key, number: number + 1),
                caller: writer.visit.caller)
        }
        let results = try await writer.write(read)
        return .json(["results": .array(results.map(\.json))])
    }

    /// `Idempotency-Key`: 1 to 255 visible ASCII characters.
    private static func key(_ request: Request) throws(Problem) -> String? {
        guard let key = request.headers[.idempotencyKey] else { return nil }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(
                .badRequest, "bad-key", "The Idempotency-Key must have 1 to 255 visible ASCII characters.",
                field: "Idempotency-Key")
        }
        return key
    }

    private static func acknowledgement(_ query: Query) throws(Problem) -> Acknowledgement {
        switch try query.value("ack") {
        case nil, "durable": return .durable
        case "published": return .published
        default: throw .badParameter("ack", "The parameter ack is durable or published.")
        }
    }
}
