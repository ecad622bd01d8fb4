import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Recorder

/// An NDJSON stream in, an NDJSON stream of results out, in constant memory.
///
/// What has arrived is appended in transactions of at most ``batch`` records, and answered before more is read: a
/// sender that reads none of the answer is held back, and in the end cut off. When the log stops taking records, the
/// last line is `{"error": …}` and nothing behind it was recorded.
struct EventStream: Sendable {
    /// Most records in one transaction of a stream.
    static let batch = 1000

    let writer: EventWriter
    let limits: Configuration.Limits
    /// The request's `Idempotency-Key`, for records without an id.
    let key: String?

    func response(to request: Request) -> Response {
        let body = request.body
        return Response(
            status: .ok, headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"],
            body: ResponseBody { output in
                var lines = LineSplitter(limit: limits.item)
                var number = 0
                do {
                    for try await buffer in body {
                        try await write(lines.feed(buffer.readableBytesView), &number, to: &output)
                    }
                    if let last = lines.finish() { try await write([last], &number, to: &output) }
                } catch let error as RecorderError {
                    try await output.write(Self.line(["error": .object(Problem.recorder(error).json)]))
                } catch is SlowClient {
                    try await output.write(Self.line(["error": .object(Problem.slowClient.json)]))
                }
                try await output.finish(nil)
            })
    }

    private func write(
        _ lines: [LineSplitter.Line], _ number: inout Int, to output: inout any ResponseBodyWriter
    ) async throws {
        var rest = lines[...]
        let batch = min(Self.batch, limits.batch)
        while !rest.isEmpty {
            var items: [EventItem] = []
            for line in rest.prefix(batch) {
                number += 1
                items.append(item(line, number))
            }
            rest = rest.dropFirst(batch)
            var text = ByteBuffer()
            for result in try await writer.write(items) { text.writeBytes(result.json.bytes + [0x0A]) }
            try await output.write(text)
        }
    }

    private func item(_ line: LineSplitter.Line, _ number: Int) -> EventItem {
        switch line {
        case .tooLong: return .refused(.tooLarge("record", limit: "limits.item", value: limits.item), nil)
        case .text(let bytes):
            do throws(JSONError) {
                let json = try JSONValue(
                    parsing: bytes, limits: JSONLimits(bytes: limits.item, depth: limits.nesting))
                return EventItem(
                    json, isCloudEvent: false, key: EventItem.key(key, number: number), caller: writer.visit.caller)
            } catch { return .refused(.malformed(error, nesting: limits.nesting), nil) }
        }
    }

    private static func line(_ value: JSONValue) -> ByteBuffer { ByteBuffer(bytes: value.bytes + [0x0A]) }
}
