import HTTPTypes
import Hummingbird
import Recorder
import TransparencyLog

/// Tells callers apart by bearer tokens (RFC 6750): the header only, never the query.
struct BearerAuthenticator: Authenticator {
    let logs: OpenLogs
    let metrics: MetricsRegistry

    func authenticate(_ request: Request, _ context: DoorContext) async throws(Problem) -> Principal {
        guard request.headers[.authorization] != nil else {
            throw await refuse(context, log: nil, "no-token", error: nil, "Send a token: Authorization: Bearer ….")
        }
        guard let value = Self.value(in: request) else {
            throw await refuse(
                context, log: nil, "bad-header", error: "invalid_request",
                "The Authorization header is not of the form: Bearer TOKEN.")
        }
        return try await authenticate(value: value, context)
    }

    /// The caller who shows a token's value, wherever it stood.
    func authenticate(value: String, _ context: DoorContext) async throws(Problem) -> Principal {
        guard let (log, token) = find(TokenValue.hash(value)) else {
            throw await refuse(
                context, log: nil, "unknown-token", error: "invalid_token",
                "The token is not known here. Look at muster token list, or create one.")
        }
        guard token.state == .active else {
            throw await refuse(
                context, log: log, "revoked-token", error: "invalid_token",
                "The token is revoked. Create another with muster token create.")
        }
        return Self.principal(log, token)
    }

    /// Who a token is, by the hash of its value; nil when there is none, or it is no longer good.
    func principal(hash: Hash) -> Principal? {
        guard let (log, token) = find(hash), token.state == .active else { return nil }
        return Self.principal(log, token)
    }

    private static func principal(_ log: OpenLog, _ token: Token) -> Principal {
        Principal(name: token.name, scopes: token.scopes, source: token.source, log: log.name)
    }

    private func find(_ hash: Hash) -> (OpenLog, Token)? {
        for log in logs.all {
            if let token = log.tokens.find(hash: hash) { return (log, token) }
        }
        return nil
    }

    /// Records that someone unknown was refused, in the log of the token when that is known.
    func refuse(
        _ context: DoorContext, log: OpenLog?, _ reason: String, error: String?, _ detail: String
    ) async -> Problem {
        metrics.series("muster_refusals_total", [("reason", reason)]) { CounterSeries() }.increment()
        if let log = log ?? logs.log(named: "main") { await log.refusals.unauthenticated(address: context.address) }
        return .unauthenticated(detail, error: error)
    }

    /// The token that a request shows; nil when it shows none.
    static func value(in request: Request) -> String? { request.headers[.authorization].flatMap(bearer) }

    /// The token of `Bearer TOKEN`; the scheme in any case (RFC 9110 section 11.1).
    private static func bearer(_ field: String) -> String? {
        guard let space = field.utf8.firstIndex(of: UInt8(ascii: " ")),
            "bearer".utf8.elementsEqual(field.utf8[..<space].lazy.map { $0 | 0x20 })
        else { return nil }
        let value = field[field.utf8.index(after: space)...]
        return (1...256).contains(value.utf8.count) ? String(value) : nil
    }
}
