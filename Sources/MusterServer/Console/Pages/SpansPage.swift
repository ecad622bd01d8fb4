import Catalog
import Hummingbird
import Recorder
import Records
import TransparencyLog

/// `/console/who/{name}/spans`: everything that somebody held directly, or everybody who held something, page by page.
struct SpansPage {
    struct View {
        let who: PartyView
        let historyPath: String
        let joined: IdentitiesView?
        /// Nil where there is nothing.
        let held: StretchesView?
        /// Which of them are here: `201 to 400`.
        let range: String
        let first: String?
        let next: String?
    }

    private static let names = ["namespace", "side", "cursor"]
    private static let most = 200

    static func path(_ label: String, _ side: SpansDoor.Side, _ cursor: AccessCursor? = nil) -> String {
        "/console/who/\(label)/spans?side=\(side.rawValue)" + (cursor.map { "&cursor=\($0)" } ?? "")
    }

    static func answer(_ request: Request, _ visit: Visit, _ frame: PageFrame) async throws -> Response {
        let parameters = try await AskParameters(request, visit, allowing: names)
        let side = try parameters.choice("side", of: SpansDoor.Side.self) ?? .held
        let page = try parameters.accessPage(moments: 0, usually: most)
        let name = SubjectQuery(try visit.context.parameter("name"), namespace: try parameters.text("namespace"))
        switch try await ConsoleQuestions(visit: visit).stretches(side.of(name), page: page) {
        case .unknown:
            throw Problem.notFound("No entry of this log names anyone by that id, name, external id or label.")
        case .ambiguous(let candidates):
            visit.reading(.history, parameters, events: 0)
            let view = WhoPage.ChoiceView(asked: name.name, candidates: candidates.map(PartyView.init))
            return frame.response("choice", view, title: "Who is meant?", status: .conflict)
        case .found(let identity, let spans):
            visit.reading(.history, parameters, about: identity.party, events: spans.stretches.count)
            let view = Self.view(identity, spans, side, page)
            return frame.response("spans", view, title: "\(view.who.called): \(side.title.lowercased())")
        }
    }

    private static func view(
        _ identity: CataloguedIdentity, _ spans: AccessStretches, _ side: SpansDoor.Side, _ page: AccessPaging
    ) -> View {
        let label = PercentEncoding.encode(identity.label.base64)
        let before = page.cursor.map { min($0.offset, spans.total) } ?? 0
        return View(
            who: PartyView(identity), historyPath: "/console/who/\(label)", joined: IdentitiesView(identity.joined),
            held: StretchesView(spans, side, of: label), range: "\(before + 1) to \(before + spans.stretches.count)",
            first: page.cursor == nil ? nil : path(label, side), next: spans.next.map { path(label, side, $0) })
    }
}

extension SpansDoor.Side {
    /// The heading over the spans.
    var title: String {
        switch self {
        case .held: "Access held directly"
        case .holders: "Held directly by"
        }
    }
}
