import Catalog
import HTTPTypes
import Hummingbird
import JSON
import Recorder
import Records
import TransparencyLog

/// `GET /v1/subjects/{id}/spans`: the stretches during which somebody held something directly, or something was held.
///
/// The history has the first of them.
struct SpansDoor: Door {
    static let openAPI = """
        {"/v1/subjects/{id}/spans": {"get": {
          "summary": "What somebody held directly and when, or who held something (scope read)",
          "description": "What is still held comes first, the newest first; then what has ended, the last to end first. Who is \
        meant, and who is covered, is told as by /v1/access.",
          "parameters": [
            \(AskOpenAPI.path("id", "Id, name, externalId, type:id, type:name or label, percent-encoded.")),
            \(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "A page of them.",
            "content": {"application/json": {"schema": {"type": "object",
              "required": ["subject", "side", "position", "total", "spans", "next"], "properties": {
              "subject": {"type": "object"}, "identities": {"type": "array"}, "notJoined": {"type": "array"},
              "identitiesCut": {"type": "boolean"}, "side": {"enum": ["held", "holders"]},
              "position": {"type": "integer", "description": "entries of the log that the answer rests on"},
              "total": {"type": "integer", "description": "all there are, on this page and on others"},
              "spans": {"type": "array", "items": \(span)},
              "next": {"type": ["string", "null"], "description": "cursor of the next page; null at the end"}}}}}},
            "409": {"description": "Several identities fit; candidates lists them.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
            \(AskOpenAPI.problems([400, 401, 403, 404, 503, 504]))}}}}
        """

    private static let span = """
        {"type": "object", "required": ["holder", "resource", "granted", "ended"], "properties": {
          "holder": {"type": "object"}, "resource": {"type": "object"}, "eligible": {"type": "boolean"},
          "granted": {"type": "object"}, "ended": {"type": ["object", "null"]}, "endedByDeletion": {"type": "boolean"}}}
        """

    /// What the history has of them, in `/openapi.json`.
    static let members = """
        "spans": {"type": "array", "items": \(span), "description": "the stretches during which a person held something, or a \
        group, role or permission was held; what is still held first, the newest first; 200 of them, with the first page"},
        "spansTotal": {"type": "integer", "description": "all there are"},
        "spansNext": {"type": ["string", "null"], "description": "cursor that asks /v1/subjects/{id}/spans for the rest, \
        with side=held for a person, side=holders for all else"},
        "holdings": {"type": "array", "items": \(span), "description": "what a group, role or the like held itself"},
        "holdingsTotal": {"type": "integer"},
        "holdingsNext": {"type": ["string", "null"], "description": "cursor for the rest, with side=held"},
        """

    /// Of which side a span is asked for.
    enum Side: String, CaseIterable {
        case held, holders

        func of(_ name: SubjectQuery) -> AccessSide {
            switch self {
            case .held: .subject(name)
            case .holders: .resource(name)
            }
        }
    }

    private static let parameters = [
        (name: "type", schema: AskOpenAPI.text, description: "Only identities of that type: user, group, …"),
        (name: "namespace", schema: AskOpenAPI.text, description: "Only identities of that namespace."),
        (
            name: "side", schema: #"{"enum": ["held", "holders"], "default": "held"}"#,
            description:
                "held: what this person, group or role held. holders: who held this group, role, app or permission."
        ),
        (
            name: "limit",
            schema: #"{"type": "integer", "minimum": 1, "maximum": \#(AccessPaging.most), "default": \#(usualPage)}"#,
            description: "Spans of one page."
        ),
        (
            name: "cursor", schema: AskOpenAPI.text,
            description:
                "next of the page before, or spansNext of the history, with the same question; it stands for how much of the "
                + "log counts."
        ),
        AskOpenAPI.wait, AskOpenAPI.log,
    ]

    /// Spans on a page when nothing else is said, and with a history.
    static let usualPage = 200

    func add(to doors: Doors) {
        doors.add(.get, "/v1/subjects/{id}/spans", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let side = try parameters.choice("side", of: Side.self) ?? .held
            let page = try parameters.accessPage(moments: 0, usually: Self.usualPage)
            let name = SubjectQuery(
                try visit.context.parameter("id"), type: try parameters.text("type"),
                namespace: try parameters.text("namespace"))
            let found = try await visit.ask(parameters) { try await $0.stretches(side.of(name), page: page) }
            let (identity, spans) = try visit.one(found, field: "id", .history, parameters)
            visit.reading(.history, parameters, about: identity.party, events: spans.stretches.count)
            return .json(
                .object(
                    JSONObject(
                        [("subject", identity.json)] + identity.joined.members.map { ($0.name, $0.value) } + [
                            ("side", .string(side.rawValue)), ("position", .int(spans.position)),
                            ("total", .int(spans.total)), ("spans", .array(spans.stretches.map(\.json))),
                            ("next", spans.next.map { .string($0.description) } ?? .null),
                        ])))
        }
    }

    /// The first spans as members of a history: what a person held, or who held a group, role or the like and what that held
    /// itself.
    static func members(of identity: CataloguedIdentity, _ visit: Visit) async throws -> [(name: String, text: String)]
    {
        let who = SubjectQuery(identity.label.base64)
        let sides: [(Side, String)] =
            identity.isImpersonal ? [(.holders, "spans"), (.held, "holdings")] : [(.held, "spans")]
        return try await visit.ask(waitingFor: nil) { catalog in
            var members: [(name: String, text: String)] = []
            for (side, name) in sides {
                let found = try await catalog.stretches(side.of(who), page: AccessPaging(limit: usualPage))
                guard case .found(_, let spans) = found else { continue }
                members += [
                    (name, JSONValue.array(spans.stretches.map(\.json)).text),
                    (name + "Total", String(spans.total)),
                    (name + "Next", spans.next.map { JSONValue.string($0.description).text } ?? "null"),
                ]
            }
            return members
        }
    }
}

extension CataloguedIdentity {
    /// Whether it is a group, role or the like, which is held by others.
    var isImpersonal: Bool { type.map { Identity.impersonalKinds.contains($0) && $0 != "service" } ?? false }
}
