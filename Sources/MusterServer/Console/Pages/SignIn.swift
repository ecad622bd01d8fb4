import HTTPTypes
import Hummingbird
import NIOCore

/// Signing in with a token, and out: the only forms of the console that change anything.
struct SignIn: Sendable {
    let rooms: ConsoleRooms

    /// Bytes of a form at most; a token is 50, the page to go to a query of some length.
    private static let limit = 16 << 10

    struct View {
        let form: String
        let next: String
        var fault: String?
    }

    func add(to doors: Doors) {
        doors.open(.get, "/console/sign-in") { request, _ in
            let next = Self.target(try Query(request.uri.query).value("next"))
            if isSignedIn(request) { return .redirect(to: next, type: .normal) }
            return page(request, next: next)
        }
        doors.open(.post, "/console/session") { request, context in try await signIn(request, context) }
        doors.open(.post, "/console/sign-out") { request, context in try await signOut(request, context) }
    }

    private func isSignedIn(_ request: Request) -> Bool {
        rooms.authenticator.principal(of: request)?.may(.read) ?? false
    }

    private func page(
        _ request: Request, next: String, fault: String? = nil, status: HTTPResponse.Status = .ok
    ) -> Response {
        let cookies = rooms.cookies
        let known = cookies.value(cookies.form, in: request)
        let value = known ?? ConsoleSecret.make()
        var response = PageFrame().response(
            "sign-in", View(form: rooms.seal.token(for: value), next: next, fault: fault), title: "Sign in",
            status: status)
        if known == nil { response.headers[.setCookie] = cookies.set(cookies.form, value) }
        return response
    }

    private func signIn(_ request: Request, _ context: DoorContext) async throws -> Response {
        let form = try await checked(request, context, cookie: rooms.cookies.form)
        let next = Self.target(try form.value("next"))
        let value = (try form.value("token") ?? "").filter { !$0.isWhitespace }
        do {
            let principal = try await rooms.authenticator.bearers.authenticate(value: value, context)
            _ = try await rooms.gate.admit(principal, request, context, scope: .read, to: "to use the console")
        } catch let problem as Problem where problem.status == .unauthorized || problem.status == .forbidden {
            let fault =
                problem.status == .forbidden
                ? "This token may not read. Use one that was created with the scope read."
                : problem.detail
            return page(request, next: next, fault: fault, status: problem.status)
        }
        let id = rooms.sessions.begin(token: TokenValue.hash(value))
        var response = Response.redirect(to: next, type: .normal)
        response.headers.append(
            HTTPField(name: .setCookie, value: rooms.cookies.set(rooms.cookies.session, id)))
        response.headers.append(HTTPField(name: .setCookie, value: rooms.cookies.remove(rooms.cookies.form)))
        return response
    }

    private func signOut(_ request: Request, _ context: DoorContext) async throws -> Response {
        _ = try await checked(request, context, cookie: rooms.cookies.session)
        if let id = rooms.cookies.value(rooms.cookies.session, in: request) { rooms.sessions.end(id) }
        var response = Response.redirect(to: "/console/sign-in", type: .normal)
        response.headers[.setCookie] = rooms.cookies.remove(rooms.cookies.session)
        return response
    }

    /// The fields of a form that came from a page of the console; 403, counted as a refusal, for any other.
    private func checked(_ request: Request, _ context: DoorContext, cookie: String) async throws -> Query {
        guard RequestOrigin.isOwn(request) else { throw await foreign(context) }
        guard request.headers[.contentType].flatMap(MediaType.init)?.name == "application/x-www-form-urlencoded" else {
            throw Problem.unsupportedType(accepts: ["application/x-www-form-urlencoded"])
        }
        let body = try await BodyReader.read(request, limit: Self.limit, setting: nil)
        let form = try Query(String(decoding: body, as: UTF8.self), allowing: ["form", "token", "next"])
        guard let value = rooms.cookies.value(cookie, in: request), let token = try form.value("form"),
            rooms.seal.isGood(token, for: value)
        else { throw await foreign(context) }
        return form
    }

    private func foreign(_ context: DoorContext) async -> Problem {
        _ = await rooms.authenticator.bearers.refuse(context, log: nil, "foreign-form", error: nil, "")
        return Problem(
            .forbidden, "foreign-form",
            "The form did not come from a page of this console, or the page was too old. Open the console and try again."
        )
    }

    /// Where to go after signing in: a page of the console, whatever was asked for.
    static func target(_ text: String?) -> String {
        guard let text, ConsoleDoor.covers(String(text.prefix { $0 != "?" })), text.utf8.count <= 4_096,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            !text.hasPrefix("/console/sign-in"), !text.contains("..")
        else { return "/console" }
        return text
    }
}
