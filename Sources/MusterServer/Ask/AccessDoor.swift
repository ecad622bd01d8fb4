import Catalog
import HTTPTypes
import Hummingbird
import JSON
import Recorder
import Records

/// `GET /v1/access`: what somebody had at a date, who had something, and what changed between two dates.
struct AccessDoor: Door {
    static let openAPI = """
        {"/v1/access": {"get": {
          "summary": "Access at a date, or what changed between two (scope read)",
          "description": "What a person had (subject), or who had a group, role or permission (resource), at a moment: \
        directly, and through groups and roles with the way that gave it. Every line has the index of the record that granted it.",
          "parameters": [\(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "The lines, or what was gained, lost and passed in between.",
            "content": {"application/json": {"schema": {"type": "object"}}}},
            "409": {"description": "Several identities fit; candidates lists them.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
            \(AskOpenAPI.problems([400, 401, 403, 404, 503, 504]))}}}}
        """

    private static let parameters = [
        (name: "subject", schema: AskOpenAPI.text, description: "What this person, group or role had."),
        (name: "resource", schema: AskOpenAPI.text, description: "Who had this group, role, app or permission."),
        (name: "type", schema: AskOpenAPI.text, description: "Only identities of that type: user, group, …"),
        (name: "namespace", schema: AskOpenAPI.text, description: "Only identities of that namespace."),
        (
            name: "at", schema: AskOpenAPI.text,
            description:
                "The moment: a time with its zone (RFC 3339), or a date, which means its last moment. Left out: now."
        ),
        (
            name: "between", schema: AskOpenAPI.text,
            description:
                "Two of these with a comma between them: what changed from the end of the first to the end of the second."
        ),
        AskOpenAPI.zone,
        (
            name: "view", schema: #"{"enum": ["recorded", "effective"], "default": "recorded"}"#,
            description:
                "recorded: what was known then, in the log's order. effective: what was true then as is known now, in the order "
                + "of the times that the sources claim."
        ),
        (
            name: "limit", schema: #"{"type": "integer", "minimum": 1, "maximum": 20000, "default": 20000}"#,
            description: "Lines of one page."
        ),
        (
            name: "cursor", schema: AskOpenAPI.text,
            description:
                "next of the page before, with the same question; it stands for the moments, and for how much of the log counts."
        ),
        AskOpenAPI.wait, AskOpenAPI.log,
    ]

    func add(to doors: Doors) {
        doors.add(.get, "/v1/access", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let side = try Self.side(parameters)
            let zone = try parameters.zone()
            let view: AccessView = try parameters.choice("view") ?? .recorded
            let between = try Self.between(parameters, zone)
            let page = try Self.page(parameters, moments: between == nil ? 1 : 2)
            if let (from, until) = between {
                return try await Self.changes(side, from, until, zone, view, page, parameters, visit)
            }
            // A moment that has not come is held to now: nobody knows more.
            let now = Timestamp.now()
            let asked = try parameters.date("at", zone: zone)?.last ?? now
            let at = page.cursor?.moments[0] ?? min(now, asked)
            let found = try await visit.ask(parameters) { try await $0.access(side, at: at, view: view, page: page) }
            let (identity, answer) = try visit.one(found, field: side.field)
            visit.reading(.access, parameters, about: identity.party, events: answer.lines.count)
            let head = Self.head(side, identity, [("at", at)], zone, view, position: answer.position)
            return .json(
                .object(
                    JSONObject(
                        head + [
                            ("settled", .bool(answer.isSettled)), ("lateArrivals", .int(answer.lateArrivals)),
                            ("identitiesLater", .int(answer.identitiesLater)), ("lines", .int(answer.total)),
                            ("access", .array(answer.lines.map(\.json))), ("next", Self.json(answer.next)),
                        ])))
        }
    }

    private static func changes(
        _ side: AccessSide, _ from: Timestamp, _ until: Timestamp, _ zone: QueryZone, _ view: AccessView,
        _ page: AccessPaging, _ parameters: AskParameters, _ visit: Visit
    ) async throws -> Response {
        let now = Timestamp.now()
        let moments = page.cursor?.moments ?? [min(now, from), min(now, until)]
        let (from, until) = (moments[0], moments[1])
        let found = try await visit.ask(parameters) {
            try await $0.accessChanges(side, between: from, and: until, view: view, page: page)
        }
        let (identity, change) = try visit.one(found, field: side.field)
        visit.reading(
            .access, parameters, about: identity.party,
            events: change.gained.count + change.lost.count + change.passing.count)
        let lost = change.lost.map { line, ended -> JSONValue in
            guard case .object(var object) = line.json else { return .null }
            object["ended"] = ended?.json ?? .null
            return .object(object)
        }
        let head = head(side, identity, [("from", from), ("until", until)], zone, view, position: change.position)
        return .json(
            .object(
                JSONObject(
                    head + [
                        ("lines", .int(change.total)), ("gained", .array(change.gained.map(\.json))),
                        ("lost", .array(lost)), ("passing", .array(change.passing.map(\.json))),
                        ("next", json(change.next)),
                    ])))
    }

    private static func json(_ next: AccessCursor?) -> JSONValue { next.map { .string($0.description) } ?? .null }

    private static func page(_ parameters: AskParameters, moments: Int) throws(Problem) -> AccessPaging {
        let limit = try parameters.index("limit")
        if let limit, !(1...UInt64(AccessPaging.most)).contains(limit) {
            throw .badParameter("limit", "The parameter limit is a number from 1 to \(AccessPaging.most).")
        }
        guard let text = try parameters.text("cursor") else {
            return AccessPaging(limit: limit.map(Int.init) ?? AccessPaging.most)
        }
        guard let cursor = AccessCursor(text), cursor.moments.count == moments else {
            throw .badParameter("cursor", "The parameter cursor is the next of an answer to the same question.")
        }
        return AccessPaging(limit: limit.map(Int.init) ?? AccessPaging.most, cursor: cursor)
    }

    private static func head(
        _ side: AccessSide, _ identity: CataloguedIdentity, _ times: [(String, Timestamp)], _ zone: QueryZone,
        _ view: AccessView, position: UInt64
    ) -> [(String, JSONValue)] {
        [(side.field, identity.json)] + identity.joined.members.map { ($0.name, $0.value) }
            + times.map { ($0, .string($1.rfc3339)) } + [
                ("zone", .string(zone.name)), ("view", .string(view.rawValue)), ("position", .int(position)),
            ]
    }

    private static func side(_ parameters: AskParameters) throws(Problem) -> AccessSide {
        let (subject, resource) = (try parameters.text("subject"), try parameters.text("resource"))
        let (type, namespace) = (try parameters.text("type"), try parameters.text("namespace"))
        switch (subject, resource) {
        case (let name?, nil): return .subject(SubjectQuery(name, type: type, namespace: namespace))
        case (nil, let name?): return .resource(SubjectQuery(name, type: type, namespace: namespace))
        default:
            throw .badParameter(
                "subject",
                "Say whose access is meant: subject for what somebody had, or resource for who had something; one of the two."
            )
        }
    }

    private static func between(
        _ parameters: AskParameters, _ zone: QueryZone
    ) throws(Problem) -> (Timestamp, Timestamp)? {
        guard let text = try parameters.text("between") else { return nil }
        guard try parameters.text("at") == nil else {
            throw .badParameter("between", "Give at for one moment, or between for two, not both.")
        }
        let halves = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2 else {
            throw .badParameter("between", "The parameter between is two dates with a comma: 2026-06-01,2026-06-30.")
        }
        let from = try parameters.date(halves[0], named: "between", zone: zone).last
        let until = try parameters.date(halves[1], named: "between", zone: zone).last
        guard from <= until else {
            throw .badParameter("between", "The first of the two dates comes after the second.")
        }
        return (from, until)
    }
}

extension AccessSide {
    fileprivate var field: String {
        switch self {
        case .subject: "subject"
        case .resource: "resource"
        }
    }
}

extension Visit {
    /// Whoever a name means, with the answer; 404 for nobody, 409 with the candidates for several.
    func one<Answer>(_ found: NamedAnswer<Answer>, field: String) throws(Problem) -> (CataloguedIdentity, Answer) {
        switch found {
        case .found(let identity, let answer): return (identity, answer)
        case .unknown: throw .unknownIdentity(field)
        case .ambiguous(let candidates): throw .ambiguousIdentity(candidates, field: field)
        }
    }
}

extension Problem {
    /// 404: nobody is called so.
    static func unknownIdentity(_ field: String) -> Problem {
        var problem = Problem.notFound("No entry of this log names anyone by that id, name, externalId or label.")
        problem.field = field
        return problem
    }

    /// 409 with the candidates.
    static func ambiguousIdentity(_ candidates: [CataloguedIdentity], field: String) -> Problem {
        var problem = Problem(
            .conflict, "ambiguous",
            "Several identities fit. Ask for one of the candidates by its label, or by its id with type and namespace.")
        problem.field = field
        problem.members = [("candidates", .array(candidates.map(\.json)))]
        return problem
    }
}
