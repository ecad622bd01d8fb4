import Catalog
import HTTPTypes
import Hummingbird
import JSON
import Recorder
import Records

/// `/v1/links`: which identities are one person.
///
/// Reading takes the scope `read`, linking and parting the scope `link`. What is answered is durable. Acts on one log follow
/// one another, and each looks at the catalog when it has taken in all that was recorded before: so what is linked already is
/// not linked again.
struct LinksDoor: Door {
    let limits: Configuration.Limits
    private let turns = LockTable<String>()

    init(limits: Configuration.Limits) { self.limits = limits }

    func add(to doors: Doors) {
        doors.add(.get, "/v1/links", scope: .read) { request, visit in try await Self.list(request, visit) }
        doors.add(.post, "/v1/links", scope: .link) { request, visit in
            try await act(request, visit) { standing throws(Problem) in
                guard let pairs = standing.missing else {
                    throw .conflict(
                        "too-many", "A person has at most \(LinkStanding.most) linked identities; this would make more."
                    )
                }
                return LinkAct(.link, pairs)
            }
        }
        doors.add(.post, "/v1/links/remove", scope: .link) { request, visit in
            try await act(request, visit) { standing throws(Problem) in
                guard standing.direct.isEmpty, !standing.joined.isEmpty else {
                    return LinkAct(.unlink, standing.direct)
                }
                throw .conflict(
                    "joined-by-others",
                    "No two of these are linked directly: others join them. GET /v1/links?of= shows the links; part those "
                        + "that are wrong.")
            }
        }
    }

    private func act(
        _ request: Request, _ visit: Visit, _ decide: @Sendable (LinkStanding) throws(Problem) -> LinkAct
    ) async throws -> Response {
        let query = try await visit.query(request)
        let wanted = try LinkRequest(
            try await AdminBody.read(request, allowing: ["identities", "reason", "log"], limits))
        if let log = try wanted.log ?? query.value("log") { try await visit.requireOwnLog(log) }
        return try await turns.holding([visit.log.name]) {
            let standing = try await Self.standing(wanted, visit)
            let act = try decide(standing)
            let indices = try await act.record(standing, wanted.reason, visit)
            return .json(
                act.json(standing, indices), status: indices.isEmpty || act.kind == .unlink ? .ok : .created)
        }
    }

    private static func standing(_ wanted: LinkRequest, _ visit: Visit) async throws -> LinkStanding {
        let size = visit.log.recorder.committedSize()
        let answer = try await visit.ask(waitingFor: size > 0 ? size - 1 : nil) {
            try await $0.standing(of: wanted.identities)
        }
        let standing = try visit.named(answer) { "identities[\($0)]" }
        guard standing.identities.count > 1 else {
            throw Problem.invalid("These are names of one identity. Name two or more.", field: "identities")
        }
        for identity in standing.identities { try LinkAct.check(identity) }
        return standing
    }

    private static func list(_ request: Request, _ visit: Visit) async throws -> Response {
        let parameters = try await AskParameters(
            request, visit, allowing: ["of", "type", "namespace", "limit", "cursor"])
        guard let name = try parameters.text("of") else {
            let (limit, cursor) = (try parameters.limit(), try parameters.index("cursor"))
            let page = try await visit.ask(parameters) { try await $0.links(limit: limit, before: cursor) }
            visit.reading(.search, parameters, events: page.links.count)
            return .json(["links": .array(page.links.map(\.json)), "next": page.next.map { .int($0) } ?? .null])
        }
        let query = SubjectQuery(
            name, type: try parameters.text("type"), namespace: try parameters.text("namespace"))
        let answer = try await visit.ask(parameters) { try await $0.links(of: query) }
        let found = try visit.named(answer) { _ in "of" }
        visit.reading(
            .history, parameters, about: found.joined.all.first?.identity.party, events: found.links.count)
        return .json(
            .object(JSONObject(found.joined.members + [("links", .array(found.links.map(\.json)))])))
    }
}

extension Visit {
    /// What names mean; 404 for an unknown one, 409 with the candidates for one that means several.
    func named<Answer>(_ answer: LinkAnswer<Answer>, field: (Int) -> String) throws(Problem) -> Answer {
        switch answer {
        case .found(let answer): return answer
        case .unknown(let place): throw .unknownIdentity(field(place))
        case .ambiguous(let place, let candidates): throw .ambiguousIdentity(candidates, field: field(place))
        }
    }
}

extension Problem {
    static func conflict(_ code: String, _ detail: String) -> Problem {
        Problem(.conflict, code, detail, field: "identities")
    }
}
