import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import TransparencyLog

/// Answers for a plain log. There is no router and no middleware: four paths, and every answer is a few lines.
struct TlogResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let ledger: Ledger
    private let clock = CheckpointClock()

    init(ledger: Ledger) { self.ledger = ledger }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let path = request.uri.path
        switch request.method {
        case .post where path == "/add": return try await add(request)
        case .get: return file(path, request)
        case .head: return file(path, request).createHeadResponse()
        default:
            let allowed = path == "/add" ? "POST" : "GET, HEAD"
            return Self.text(.methodNotAllowed, "this path takes \(allowed)", headers: [.allow: allowed])
        }
    }

    /// Appends the body as one entry; answers its index once it survives power loss.
    private func add(_ request: Request) async throws -> Response {
        guard let entry = try await entry(request) else {
            return Self.text(
                .contentTooLarge, "an entry has at most \(EntryBundle.maximumEntryLength) bytes",
                headers: [.connection: "close"])
        }
        do throws(LedgerError) {
            let outcome = try await ledger.append([PendingEntry(.raw(entry))])
            return Self.text(.ok, outcome.first.map { "\($0.index)" } ?? "")
        } catch { return Self.refusal(error) }
    }

    /// The body; nil for one that is too long, as soon as that is known.
    private func entry(_ request: Request) async throws -> [UInt8]? {
        let limit = EntryBundle.maximumEntryLength
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { return nil }
        var entry: [UInt8] = []
        for try await buffer in request.body {
            guard buffer.readableBytes <= limit - entry.count else { return nil }
            entry.append(contentsOf: buffer.readableBytesView)
        }
        return entry
    }

    private static func refusal(_ error: LedgerError) -> Response {
        switch error {
        case .busy, .notPublished: text(.serviceUnavailable, "\(error)", headers: [.retryAfter: "1"])
        case .batchFailed:
            text(HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), "\(error)")
        case .closed: text(.serviceUnavailable, "\(error)", headers: [.retryAfter: "5", .connection: "close"])
        case .transactionTooLarge: text(.contentTooLarge, "\(error)")
        case .stopped, .refused, .file: text(.serviceUnavailable, "\(error)")
        }
    }

    private func file(_ path: String, _ request: Request) -> Response {
        let name = path.dropFirst()
        guard path.hasPrefix("/"), let file = LogFilePath(name) else { return Self.missing }
        do throws(LedgerError) {
            guard let bytes = try ledger.publicFile(String(name)) else { return Self.missing }
            let modified = file == .checkpoint ? clock.modified(bytes) : nil
            return LogFileAnswer(file: file, bytes: bytes, modified: modified).response(to: request)
        } catch { return Self.refusal(error) }
    }

    private static var missing: Response {
        text(.notFound, "there is no such file; the paths are those of c2sp.org/tlog-tiles, and POST /add")
    }

    private static func text(
        _ status: HTTPResponse.Status, _ text: String, headers: HTTPFields = HTTPFields()
    ) -> Response {
        var headers = headers
        headers[.contentType] = "text/plain; charset=utf-8"
        headers[.cacheControl] = "no-store"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
