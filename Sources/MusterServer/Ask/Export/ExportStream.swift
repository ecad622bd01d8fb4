import Catalog
import Crypto
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Recorder
import TransparencyLog

/// Writes all events that fit, in log order, up to a position, page by page: memory does not grow with their number, and
/// a client that goes ends the work, within a page too.
struct ExportStream: Sendable {
    /// Events that are held at once.
    static let page = 250

    let catalog: Catalog
    let context: DoorContext
    let recorder: Recorder
    let filter: Filter
    let statement: ExportStatement
    let format: ExportFormat

    func response(headers: HTTPFields, holding place: StreamRoom.Place) -> Response {
        var headers = headers
        headers[.contentType] = format.mediaType
        headers[.cacheControl] = "no-store"
        headers[.contentDisposition] = "attachment; filename=\"muster-export.\(format.rawValue)\""
        if let name = HTTPField.Name("muster-checkpoint") { headers[name] = Base64.string(statement.checkpoint) }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { output in
                try await write(to: &output)
                try await output.finish(nil)
                withExtendedLifetime(place) {}
            })
    }

    /// What fails on the way leaves the export without its last line, and the answer without its end.
    private func write(to output: inout any ResponseBodyWriter) async throws {
        var digest = SHA256()
        var hashes = LeafHashes(recorder)
        var rows: UInt64 = 0
        var query = EventQuery(
            .both([filter, .matches(.index(from: nil, until: statement.position))]), order: .oldest, limit: Self.page)
        var bytes = head
        repeat {
            try Task.checkCancellation()
            let page = try await context.whilePresent { [catalog, query] in try await catalog.search(query) }
            for event in page.events {
                bytes += try row(event, try hashes.hash(of: event.index))
                rows += 1
            }
            digest.update(data: bytes)
            if !bytes.isEmpty { try await output.write(ByteBuffer(bytes: bytes)) }
            bytes = []
            query.cursor = page.next
        } while query.cursor != nil
        try await output.write(ByteBuffer(bytes: end(rows, Base64.string(Array(digest.finalize())))))
    }

    private var head: [UInt8] {
        switch format {
        case .ndjson: Self.line(["export": statement.json])
        case .csv: CSVRecord.text(ExportColumns.names)
        }
    }

    private func end(_ rows: UInt64, _ digest: String) -> [UInt8] {
        switch format {
        case .ndjson: Self.line(["end": ExportStatement.end(rows: rows, digest: digest)])
        case .csv: CSVRecord.text(ExportColumns.last(statement.whole(rows: rows, digest: digest)))
        }
    }

    private func row(_ event: Event, _ leafHash: Hash) throws -> [UInt8] {
        switch format {
        case .ndjson:
            // The event is an object with members, so the hash goes before the first of them.
            return Array("{\"leafHash\":\"\(leafHash.base64)\",".utf8) + event.json.utf8.dropFirst() + [0x0A]
        case .csv:
            return CSVRecord.text(
                ExportColumns.cells(try JSONValue(parsing: Array(event.json.utf8)), leafHash: leafHash.base64))
        }
    }

    private static func line(_ value: JSONValue) -> [UInt8] { value.bytes + [0x0A] }
}
