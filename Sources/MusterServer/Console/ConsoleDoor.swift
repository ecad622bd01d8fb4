import Evidence
import HTTPTypes
import Hummingbird
import Recorder

/// `/console`: pages for people, over the same questions that the other doors answer.
///
/// It is hung for callers that have sessions only: at the control socket there is none.
struct ConsoleDoor: Door {
    let gateways: ConsoleGateways
    let clock: @Sendable () -> [String]
    let reports: ReportSettings
    /// Places for streams, shared with those that follow by `/v1/events/tail`.
    let tails: StreamRoom

    /// Whether a path is the console's.
    static func covers(_ path: String) -> Bool { path == "/console" || path.hasPrefix("/console/") }

    func add(to doors: Doors) {
        guard let authenticator = doors.authenticator as? SessionAuthenticator else { return }
        let rooms = ConsoleRooms(authenticator: authenticator, gate: doors.gate)
        doors.open(.get, "/console/assets/{name}") { request, context in
            try ConsoleAssets.answer(request, named: try context.parameter("name"))
        }
        SignIn(rooms: rooms).add(to: doors)
        LiveTail(rooms: rooms, places: tails).add(to: doors)
        hang(doors, rooms, "/console") { try await SearchPage.answer($0, $1, $2) }
        hang(doors, rooms, "/console/events/{index}") { try await RecordPage.answer($0, $1, $2) }
        hang(doors, rooms, "/console/who/{name}") { try await WhoPage.answer($0, $1, $2) }
        hang(doors, rooms, "/console/who/{name}/spans") { try await SpansPage.answer($0, $1, $2) }
        hang(doors, rooms, "/console/access") { try await AccessPage.answer($0, $1, $2) }
        hang(doors, rooms, "/console/impact") { try await ImpactPage.answer($0, $1, $2) }
        hang(doors, rooms, "/console/reports") { try await ReportsPage.answer($0, $1, $2) }
        let report = ReportPage(settings: reports)
        hang(doors, rooms, "/console/reports/{name}") { try await report.answer($0, $1, $2) }
        let page = LogPage(gateways: gateways, clock: clock)
        hang(doors, rooms, "/console/log") { try await page.answer($0, $1, $2) }
    }

    /// Hangs a page for those who may read; who is not signed in is asked to.
    private func hang(
        _ doors: Doors, _ rooms: ConsoleRooms, _ path: RouterPath,
        _ page: @escaping @Sendable (Request, Visit, PageFrame) async throws -> Response
    ) {
        doors.open(.get, path) { request, context in
            guard let principal = rooms.authenticator.principal(of: request) else { return rooms.askToSignIn(request) }
            let visit = try await rooms.gate.admit(
                principal, request, context, scope: .read, to: "to use the console")
            return try await page(request, visit, rooms.frame(request, principal))
        }
    }
}

/// What the console's pages share: who is signed in, and the frame that pages stand in.
struct ConsoleRooms: Sendable {
    let authenticator: SessionAuthenticator
    let gate: Gate
    var seal: FormSeal { authenticator.seal }

    var cookies: ConsoleCookies { authenticator.cookies }
    var sessions: ConsoleSessions { authenticator.sessions }

    func frame(_ request: Request, _ principal: Principal) -> PageFrame {
        authenticator.frame(request, principal)
    }

    /// To the page for signing in, from which the way leads back here.
    ///
    /// A link on another site comes without the session's cookie (`SameSite=Strict`), whoever is signed in: then the page is
    /// asked for once more, from here.
    func askToSignIn(_ request: Request) -> Response {
        let target = request.uri.description
        if RequestOrigin.isForeign(request) {
            return PageFrame().response("again", AgainView(target: target), title: "One moment")
        }
        let isStart = target == "/console"
        let next = isStart ? "" : "?next=\(PercentEncoding.encode(target))"
        return .redirect(to: "/console/sign-in\(next)", type: .normal)
    }

    struct AgainView {
        let target: String
    }
}
