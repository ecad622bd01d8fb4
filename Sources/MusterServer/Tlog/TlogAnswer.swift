import HTTPTypes
import Ledger

/// What a plain log answers: a status, header fields, and a body that is sent whole.
struct TlogAnswer: Sendable {
    var status = HTTPResponse.Status.ok
    var headers = HTTPFields()
    var body: [UInt8] = []

    /// A line for whoever asked.
    static func text(
        _ status: HTTPResponse.Status, _ text: String, headers: HTTPFields = HTTPFields()
    ) -> TlogAnswer {
        var headers = headers
        headers[.contentType] = "text/plain; charset=utf-8"
        headers[.cacheControl] = "no-store"
        return TlogAnswer(status: status, headers: headers, body: Array(text.utf8))
    }

    /// Why an entry was not taken: 503 with `Retry-After` under pressure, 507 when the disk is full.
    static func refusal(_ error: LedgerError) -> TlogAnswer {
        switch error {
        case .busy, .notPublished: text(.serviceUnavailable, "\(error)", headers: [.retryAfter: "1"])
        case .batchFailed: text(HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), "\(error)")
        case .closed: text(.serviceUnavailable, "\(error)", headers: [.retryAfter: "5", .connection: "close"])
        case .transactionTooLarge: text(.contentTooLarge, "\(error)")
        case .stopped, .refused, .file: text(.serviceUnavailable, "\(error)")
        }
    }
}
