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
            let asked = try AccessAsked(parameters)
            return asked.asksForChanges
                ? try await Self.changes(asked, parameters, visit) : try await Self.lines(asked, parameters, visit)
        }
    }

    private static func lines(
        _ asked: AccessAsked, _ parameters: AskParameters, _ visit: Visit
    ) async throws -> Response {
        let found = try await visit.ask(parameters) {
            try await $0.access(asked.side, at: asked.moments[0], view: asked.view, page: asked.page)
        }
        let (identity, answer) = try visit.one(found, field: asked.side.field, .access, parameters)
        visit.reading(.access, parameters, about: identity.party, events: answer.lines.count)
        return json(head(asked, identity, ["at"], position: answer.position)) { writer in
            writer.member("settled", flag: answer.isSettled)
            writer.member("lateArrivals", number: UInt64(answer.lateArrivals))
            writer.member("identitiesLater", number: UInt64(answer.identitiesLater))
            writer.member("lines", number: UInt64(answer.total))
            writer.member("access", parts: answer.lines)
            writer.member("next", next(answer.next))
        }
    }

    private static func changes(
        _ asked: AccessAsked, _ parameters: AskParameters, _ visit: Visit
    ) async throws -> Response {
        let found = try await visit.ask(parameters) {
            try await $0.accessChanges(
                asked.side, between: asked.moments[0], and: asked.moments[1], view: asked.view, page: asked.page)
        }
        let (identity, change) = try visit.one(found, field: asked.side.field, .access, parameters)
        visit.reading(
            .access, parameters, about: identity.party,
            events: change.gained.count + change.lost.count + change.passing.count)
        return json(head(asked, identity, ["from", "until"], position: change.position)) { writer in
            writer.member("lines", number: UInt64(change.total))
            writer.member("gained", parts: change.gained)
            writer.openArray("lost")
            for (line, ended) in change.lost {
                writer.element()
                line.write(to: &writer) { $0.member("ended", orNull: ended) }
            }
            writer.closeArray()
            writer.member("passing", parts: change.passing)
            writer.member("passingCut", flag: change.isPassingCut)
            writer.member("next", next(change.next))
        }
    }

    /// The question as the answer repeats it, with names for its moments.
    private static func head(
        _ asked: AccessAsked, _ identity: CataloguedIdentity, _ names: [String], position: UInt64
    ) -> [(String, JSONValue)] {
        [(asked.side.field, identity.json)] + identity.joined.members.map { ($0.name, $0.value) }
            + zip(names, asked.moments).map { ($0, .string($1.rfc3339)) } + [
                ("zone", .string(asked.zone.name)), ("view", .string(asked.view.rawValue)),
                ("position", .int(position)),
            ]
    }

    private static func json(
        _ head: [(String, JSONValue)], _ write: (inout JSONTextWriter) -> Void
    ) -> Response {
        var writer = JSONTextWriter()
        writer.open()
        for (name, value) in head { writer.member(named: name, value) }
        write(&writer)
        writer.close()
        return .bytes(writer.bytes, type: "application/json")
    }

    private static func next(_ next: AccessCursor?) -> JSONValue { next.map { .string($0.description) } ?? .null }
}
