import HTTPTypes
import Hummingbird

/// Tells callers apart by bearer tokens, and those who are signed in to the console by their session, where that is enough:
/// to read pages, reports, exports, the log's files and receipts, never to write.
struct SessionAuthenticator: Authenticator {
    let bearers: BearerAuthenticator
    let sessions: ConsoleSessions
    let cookies: ConsoleCookies
    let seal: FormSeal

    func authenticate(_ request: Request, _ context: DoorContext) async throws(Problem) -> Principal {
        guard let principal = principal(of: request) else { return try await bearers.authenticate(request, context) }
        return principal
    }

    /// Who is signed in; nil without a session, where a token is sent, where sessions do not count, or when the session's
    /// token is no longer good.
    func principal(of request: Request) -> Principal? {
        guard Self.takesSessions(request), request.headers[.authorization] == nil,
            !RequestOrigin.isForeign(request), let id = cookies.value(cookies.session, in: request),
            let token = LiveTail.covers(request) ? sessions.peek(id) : sessions.token(of: id)
        else { return nil }
        guard let principal = bearers.principal(hash: token) else {
            sessions.end(id)
            return nil
        }
        return principal
    }

    /// Says, whenever it is asked, whether the session that a request came with is still good to read; asking does not keep
    /// it alive.
    func watch(_ request: Request) -> @Sendable () -> Bool {
        let id = cookies.value(cookies.session, in: request) ?? ""
        return { [bearers, sessions] in sessions.peek(id).flatMap(bearers.principal(hash:))?.may(.read) ?? false }
    }

    /// The frame of pages for whoever is signed in.
    func frame(_ request: Request, _ principal: Principal) -> PageFrame {
        let id = cookies.value(cookies.session, in: request) ?? ""
        return PageFrame(
            signedIn: SignedIn(token: principal.name, log: principal.log, form: seal.token(for: id)))
    }

    private static func takesSessions(_ request: Request) -> Bool {
        guard request.method == .get || request.method == .head else { return false }
        let path = request.uri.path
        return ConsoleDoor.covers(path) || path.hasPrefix("/logs/") || path.hasPrefix("/v1/reports/")
            || path == "/v1/export"
            || path.hasPrefix("/v1/events/") && path.hasSuffix("/receipt")
    }
}
