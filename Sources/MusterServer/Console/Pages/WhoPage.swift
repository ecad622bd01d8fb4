import Catalog
import Hummingbird
import Recorder
import Records
import TransparencyLog

/// `/console/who/{name}`: the history of a person, group, role or anything else that events name.
struct WhoPage {
    /// The parts of an identity's history that can be looked at.
    private enum Part: String, CaseIterable {
        case usual, subject, actor, any

        var title: String {
            switch self {
            case .usual: "Usual view"
            case .subject: "What happened to them"
            case .actor: "What they did"
            case .any: "Everything"
            }
        }

        var roles: [PartyRole]? {
            switch self {
            case .usual: nil
            case .subject: [.subject]
            case .actor: [.actor]
            case .any: PartyRole.allCases
            }
        }
    }

    struct View {
        let who: PartyView
        let label: String
        let names: [NameView]
        let hasManyNames: Bool
        let parts: [PageFrame.Link]
        let events: [EventView]
        let hasEvents: Bool
        let older: String?
        let first: String?
        let had: StretchesView?
        let holders: StretchesView?
        let accessPath: String
        let holdersPath: String
        /// To what came of all that they did; nil for groups, roles and the like, which do nothing.
        let impactPath: String?
        let joined: IdentitiesView?
    }

    struct NameView {
        let text: String
        let since: String
    }

    struct ChoiceView {
        let asked: String
        let candidates: [PartyView]
    }

    private static let names = ["namespace", "part", "cursor"]
    private static let mostStretches = 50

    static func answer(_ request: Request, _ visit: Visit, _ frame: PageFrame) async throws -> Response {
        let name = try visit.context.parameter("name")
        let query = try Query(request.uri.query, allowing: names)
        let namespace = try query.value("namespace")
        guard let part = Part(rawValue: try query.value("part") ?? "usual") else {
            throw Problem.badParameter("part", "The part is subject, actor or any.")
        }
        let cursor = try Self.cursor(query)
        let asked = SubjectQuery(name, namespace: namespace, roles: part.roles, cursor: cursor)
        let questions = ConsoleQuestions(visit: visit)
        let parameters = try await AskParameters(request, visit, allowing: names)
        switch try await questions.history(asked) {
        case .unknown:
            throw Problem.notFound("No entry of this log names anyone by that id, name, external id or label.")
        case .ambiguous(let candidates):
            visit.reading(.history, parameters, events: 0)
            let view = ChoiceView(asked: name, candidates: candidates.map(PartyView.init))
            return frame.response("choice", view, title: "Who is meant?", status: .conflict)
        case .found(let identity, let page):
            visit.reading(.history, parameters, about: identity.party, events: page.events.count)
            let exact = SubjectQuery(identity.label.base64)
            let some = AccessPaging(limit: mostStretches)
            let had = try await questions.stretches(.subject(exact), page: some)
            let holders = try await questions.stretches(.resource(exact), page: some)
            let view = Self.view(identity, page, part, cursor, stretches(had), stretches(holders))
            return frame.response("who", view, title: view.who.called)
        }
    }

    private static func cursor(_ query: Query) throws(Problem) -> UInt64? {
        guard let text = try query.value("cursor") else { return nil }
        guard let index = AskParameters.index(text) else {
            throw .badParameter("cursor", "The cursor is the index of an entry.")
        }
        return index
    }

    private static func stretches(_ answer: NamedAnswer<AccessStretches>) -> AccessStretches {
        guard case .found(_, let stretches) = answer else { return .none }
        return stretches
    }

    private static func view(
        _ identity: CataloguedIdentity, _ page: EventPage, _ part: Part, _ cursor: UInt64?,
        _ had: AccessStretches, _ holders: AccessStretches
    ) -> View {
        let label = PercentEncoding.encode(identity.label.base64)
        func path(_ part: Part, _ cursor: UInt64? = nil) -> String {
            let items = [part == .usual ? nil : "part=\(part.rawValue)", cursor.map { "cursor=\($0)" }].compactMap {
                $0
            }
            return "/console/who/\(label)" + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
        }
        return View(
            who: PartyView(identity), label: identity.label.base64,
            names: identity.names.map { NameView(text: $0.text, since: String($0.firstIndex)) },
            hasManyNames: identity.names.count > 1,
            parts: Part.allCases.map { PageFrame.Link(title: $0.title, path: path($0), isCurrent: $0 == part) },
            events: page.events.compactMap(EventView.init), hasEvents: !page.events.isEmpty,
            older: page.next.map { path(part, $0) }, first: cursor == nil ? nil : path(part),
            had: StretchesView(had, .held, of: label), holders: StretchesView(holders, .holders, of: label),
            accessPath: "/console/access?who=\(label)", holdersPath: "/console/access?what=\(label)",
            impactPath: identity.isImpersonal ? nil : "/console/impact?actor=\(label)",
            joined: IdentitiesView(identity.joined))
    }
}
