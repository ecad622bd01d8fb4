import Catalog
import HTTPTypes
import Hummingbird
import JSON
import Recorder
import Records
import TransparencyLog

/// `GET /v1/subjects/{id}`: the history of a person, group or other identity.
struct SubjectDoor: Door {
    static let openAPI = """
        {"/v1/subjects/{id}": {"get": {
          "summary": "The history of a person, group or other identity (scope read)",
          "description": "An exact id comes before a name or externalId; whoever has ever borne a name counts. Of several \
        that fit, those count that have the part asked for in some event, or its usual part; if more than one is left, the answer is 409 with \
        the candidates. Identities that are joined, by links or by the setting identities.match, are one person, and all their events are told.",
          "parameters": [
            \(AskOpenAPI.path("id", "Id, name, externalId, type:id, type:name or label, percent-encoded.")),
            \(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "Who it is, and a page of events, newest first unless order says oldest.",
            "content": {"application/json": {"schema": \(AskOpenAPI.page(members))}}},
            "409": {"description": "Several identities fit; candidates lists them.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
            \(AskOpenAPI.problems([400, 401, 403, 404, 503, 504]))}}}}
        """

    private static let members =
        #""subject": {"type": "object"}, "identities": {"type": "array", "description": "everybody whom the history covers, the subject first, each with by: asked, link, externalId or email"}, "notJoined": {"type": "array"}, "identitiesCut": {"type": "boolean"}, "#
        + SpansDoor.members

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
                visit.reading(.history, parameters, about: identity.party, events: page.events.count)
                var members = [("subject", identity.json.text)]
                members += identity.joined.members.map { ($0.name, $0.value.text) }
                if query.cursor == nil { members += try await SpansDoor.members(of: identity, visit) }
                return .bytes(page.json(after: members), type: "application/json")
            case .ambiguous(let candidates):
                visit.reading(.history, parameters, events: 0)
                throw Problem.ambiguousIdentity(candidates, field: "id")
            case .unknown: throw Problem.unknownIdentity("id")
            }
        }
    }
}
