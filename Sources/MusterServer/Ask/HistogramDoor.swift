import Catalog
import HTTPTypes
import Hummingbird
import JSON
import Recorder
import Records

/// `GET /v1/events/histogram`: how many events fit in each stretch of time.
struct HistogramDoor: Door {
    static let openAPI = """
        {"/v1/events/histogram": {"get": {
          "summary": "Count events bar by bar over time (scope read)",
          "description": "From since (or the first entry) until until (or the last), by the log's time. Days, weeks and \
        months are those of the zone, with its clock changes.",
          "parameters": [\(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "Bars, the oldest first, without gaps between them.",
            "content": {"application/json": {"schema": {"type": "object",
              "required": ["interval", "zone", "query", "bars", "exact", "position"], "properties": {
              "interval": {"type": "string", "description": "what a bar is: day, 15 minutes; taken as the parameter too"},
              "zone": {"type": "string"}, "query": {"type": "string"},
              "bars": {"type": "array", "maxItems": 1000, "items": {"type": "object",
                "required": ["start", "end", "count"], "properties": {
                "start": {"type": "string", "format": "date-time"}, "end": {"type": "string", "format": "date-time"},
                "count": {"type": "integer"}}}},
              "exact": {"type": "boolean"}, "position": {"type": "integer"}}}}}},
            \(AskOpenAPI.problems([400, 401, 403, 503, 504]))}}}}
        """

    private static let parameters =
        AskFilter.parameters + [
            (
                name: "interval",
                schema:
                    #"{"type": "string", "default": "auto", "examples": ["auto", "day", "15 minutes", "3 months"]}"#,
                description:
                    "What a bar is: second, minute, hour, day, week, month or year, or up to 1,000 of one, as in 15 minutes; "
                    + "auto takes one that gives 20 to 60 bars. 1,000 bars at most."
            ), AskOpenAPI.wait, AskOpenAPI.log,
        ]

    func add(to doors: Doors) {
        doors.add(.get, "/v1/events/histogram", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let asked = try AskFilter(parameters)
            let interval = try Self.interval(parameters)
            return try await visit.ask(parameters) { catalog in
                let (from, until) = try await Self.stretch(asked, catalog)
                let scale = interval ?? .fitting(from, until, in: asked.zone)
                guard let bounds = scale.bounds(from, until, in: asked.zone) else { throw Self.tooMany(scale.name) }
                let answer = try await catalog.histogram(asked.filter, bounds: bounds)
                let events = answer.counts.reduce(0) { $0 + Int(clamping: $1) }
                await visit.reading(.count, parameters, filter: asked.filter, events: events)
                return .json(Self.json(answer, bounds, scale, asked), headers: asked.headers)
            }
        }
    }

    /// Nil for the one that fits.
    private static func interval(_ parameters: AskParameters) throws(Problem) -> TimeScale? {
        guard let text = try parameters.text("interval"), text != "auto" else { return nil }
        return try parameters.value("interval") { text throws(QueryError) in try TimeScale(text) }
    }

    /// What the query says of times; where it leaves an end open, that of the log.
    private static func stretch(
        _ asked: AskFilter, _ catalog: Catalog
    ) async throws -> (from: Timestamp, until: Timestamp) {
        let bounds = asked.filter.timeBounds
        let span = try await catalog.span()
        let from = bounds.from ?? min(span?.lowerBound ?? .now(), bounds.until ?? .now())
        let last = span.map { Timestamp(milliseconds: $0.upperBound.milliseconds + 1) } ?? from
        return (from, max(from, bounds.until ?? last))
    }

    private static func json(
        _ answer: Histogram, _ bounds: [Timestamp], _ scale: TimeScale, _ asked: AskFilter
    ) -> JSONValue {
        let bars = zip(zip(bounds, bounds.dropFirst()), answer.counts).map { bar, count -> JSONValue in
            [
                "start": .string(asked.zone.rfc3339(bar.0)), "end": .string(asked.zone.rfc3339(bar.1)),
                "count": .int(count),
            ]
        }
        return [
            "interval": .string(scale.name), "zone": .string(asked.zone.name), "query": .string(asked.filter.query),
            "bars": .array(bars), "exact": .bool(answer.isExact), "position": .int(answer.position),
        ]
    }

    private static func tooMany(_ interval: String) -> Problem {
        .badParameter(
            "interval",
            "That would be more than \(TimeScale.mostBars) bars of \(interval.contains(" ") ? "" : "one ")\(interval). Take a longer interval, or narrow the "
                + "time with since and until.")
    }
}
