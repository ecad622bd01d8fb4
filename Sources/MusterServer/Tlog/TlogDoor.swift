import HTTPTypes
import Ledger
import TransparencyLog

/// What a plain log answers to which request: `POST /add`, `GET /checkpoint`, `GET /tile/…`, and nothing else.
struct TlogDoor: Sendable {
    let ledger: Ledger
    private let clock = CheckpointClock()

    init(ledger: Ledger) { self.ledger = ledger }

    /// The largest body that is taken: the longest entry.
    static let bodyLimit = EntryBundle.maximumEntryLength

    /// An answer that needs no body to be read; nil for an entry that may come.
    func refusal(of head: HTTPRequest) -> TlogAnswer? {
        guard head.method == .post, head.path == "/add" else { return nil }
        guard let length = head.headerFields[.contentLength], Int(length) ?? 0 > Self.bodyLimit else { return nil }
        return Self.tooLarge
    }

    /// The answer to an entry that turned out to be longer than it may be.
    static var tooLarge: TlogAnswer {
        .text(.contentTooLarge, "an entry has at most \(bodyLimit) bytes", headers: [.connection: "close"])
    }

    func answer(_ head: HTTPRequest, body: [UInt8]) async -> TlogAnswer {
        let path = head.path ?? ""
        switch head.method {
        case .post where path == "/add": return await add(body)
        case .get, .head: return file(path, head.headerFields)
        default:
            let allowed = path == "/add" ? "POST" : "GET, HEAD"
            return .text(.methodNotAllowed, "this path takes \(allowed)", headers: [.allow: allowed])
        }
    }

    /// Appends the body as one entry; answers its index once it survives power loss.
    private func add(_ entry: [UInt8]) async -> TlogAnswer {
        do throws(LedgerError) {
            let outcome = try await ledger.append([PendingEntry(.raw(entry))])
            return .text(.ok, outcome.first.map { String($0.index) } ?? "")
        } catch { return .refusal(error) }
    }

    private func file(_ path: String, _ request: HTTPFields) -> TlogAnswer {
        let name = path.dropFirst()
        guard path.hasPrefix("/"), let file = LogFilePath(name) else { return Self.missing }
        do throws(LedgerError) {
            guard let bytes = try ledger.publicFile(String(name)) else { return Self.missing }
            let modified = file == .checkpoint ? clock.modified(bytes) : nil
            let (headers, body) = LogFileAnswer(file: file, bytes: bytes, modified: modified).answer(to: request)
            return TlogAnswer(status: body == nil ? .notModified : .ok, headers: headers, body: body ?? [])
        } catch { return .refusal(error) }
    }

    private static var missing: TlogAnswer {
        .text(.notFound, "there is no such file; the paths are those of c2sp.org/tlog-tiles, and POST /add")
    }
}
