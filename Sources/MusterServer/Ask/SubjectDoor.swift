import Catalog
import HTTPTypes
import Hummingbird
import JSON
import Records
import TransparencyLog

/// `GET /v1/subjects/{id}`: the history of a person, group or other identity.
struct SubjectDoor: Door {
    static let openAPI = """
        {"/v1/subjects/{id}": {"get": {
          "summary": "The history of a person, group or other identity (scope read)",
          "description": "An exact id comes before a name or externalId; whoever has ever borne a name counts. Of several \
        that fit, those count that have the part asked for in some event, or its usual part; if more than one is left, the answer is 409 with \
        the candidates.",
          "parameters": [
            \(AskOpenAPI.path("id", "Id, name, externalId, type:id, type:name or label, percent-encoded.")),
            \(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "Who it is, and a page of events, newest first unless order says oldest.",
            "content": {"application/json": {"schema": \(AskOpenAPI.page(#""subject": {"type": "object"}, "spans": {"type": "array", "description": "the stretches during which a person held something, or a group, role or permission was held, the newest 200; with the first page"}, "spansCut": {"type": "boolean"},"#))}}},
            "409": {"description": "Several identities fit; candidates lists them.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
            \(AskOpenAPI.problems([400, 401, 403, 404, 503, 504]))}}}}
        """

    private static let parameters = [
        (name: "type", schema: AskOpenAPI.text, description: "Only identities of that type: user, group, …"),
        (name: "namespace", schema: AskOpenAPI.text, description: "Only identities of that namespace."),
        (
            name: "role",
            schema: #"{"enum": ["subject", "actor", "onBehalfOf", "resource", "any"]}"#,
            description: "The part in which the identity stands in the events. Left out: subject for a person or a "
                + "service, any for a group, role, app and all else."
        ),
        AskOpenAPI.order, AskOpenAPI.limit, AskOpenAPI.cursor, AskOpenAPI.wait, AskOpenAPI.log,
    ]

    /// The parts that `role` may name.
    private enum Role: String, CaseIterable {
        case subject, actor, onBehalfOf, resource, any

        var roles: [PartyRole] {
            switch self {
            case .subject: [.subject]
            case .actor: [.actor]
            case .onBehalfOf: [.onBehalfOf]
            case .resource: [.resource]
            case .any: PartyRole.allCases
            }
        }
    }

    func add(to doors: Doors) {
        doors.add(.get, "/v1/subjects/{id}", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let query = SubjectQuery(
                try visit.context.parameter("id"), type: try parameters.text("type"),
                namespace: try parameters.text("namespace"),
                roles: try parameters.choice("role", of: Role.self)?.roles,
                order: try parameters.choice("order") ?? .newest, limit: try parameters.limit(),
                cursor: try parameters.index("cursor"))
            switch try await visit.ask(parameters, { try await $0.history(of: query) }) {
            case .found(let identity, let page):
                var members = [("subject", identity.json.text)]
                if query.cursor == nil { members += try await Self.spans(of: identity, visit) }
                return .bytes(page.json(after: members), type: "application/json")
            case .ambiguous(let candidates): throw Problem.ambiguousIdentity(candidates, field: "id")
            case .unknown: throw Problem.unknownIdentity("id")
            }
        }
    }

    /// The stretches during which somebody held something, or something was held: with the first page only.
    private static func spans(of identity: CataloguedIdentity, _ visit: Visit) async throws -> [(
        name: String, text: String
    )] {
        let who = SubjectQuery(identity.label.base64)
        let isPerson = identity.type.map { !Identity.impersonalKinds.contains($0) || $0 == "service" } ?? true
        let side: AccessSide = isPerson ? .subject(who) : .resource(who)
        guard
            case .found(_, let stretches) = try await visit.ask(
                waitingFor: nil, { try await $0.stretches(side, limit: mostSpans + 1) })
        else { return [] }
        let spans = JSONValue.array(stretches.prefix(mostSpans).map(\.json))
        return [("spans", spans.text), ("spansCut", stretches.count > mostSpans ? "true" : "false")]
    }

    private static let mostSpans = 200
}
