import Catalog
import Hummingbird
import JSON
import Recorder

/// `/console/impact`: what a record, a transaction or an actor brought about, as `GET /v1/impact` answers it.
struct ImpactPage {
    struct View {
        let fields: [Field]
        var fault: String?
        var candidates: [Candidate] = []
        var isAmbiguous = false
        var result: ImpactView?
    }

    struct Field {
        let name: String
        let label: String
        let value: String
        let placeholder: String
        let isNumber: Bool
        let isFaulty: Bool
    }

    /// One of several whom a name means, with the way to their impact.
    struct Candidate {
        let path: String
        let party: PartyView
    }

    static func answer(_ request: Request, _ visit: Visit, _ frame: PageFrame) async throws -> Response {
        let parameters = try await AskParameters(request, visit, allowing: ImpactAsked.names, isForm: true)
        var values: [String: String] = [:]
        for name in ImpactAsked.names { values[name] = try parameters.query.value(name) }
        var view = View(fields: fields(values))
        guard !values.isEmpty else { return frame.response("impact", view, title: "Impact", room: .impact) }
        do {
            let asked = try ImpactAsked(parameters, visit, throughUntil: true)
            // A record that was just written is waited for, as on its own page.
            let (actor, impact) = try await asked.answer(
                visit, parameters, waitingFor: try parameters.index("event"))
            view.result = ImpactView(impact, of: actor, matter: matter(values))
            return frame.response("impact", view, title: "Impact", room: .impact)
        } catch let problem as Problem where [400, 404, 409].contains(problem.status.code) {
            view = View(fields: fields(values, faulty: problem.field), fault: problem.detail)
            view.candidates = candidates(problem, values)
            view.isAmbiguous = !view.candidates.isEmpty
            return frame.response("impact", view, title: "Impact", room: .impact, status: problem.status)
        }
    }

    private static func fields(_ values: [String: String], faulty: String? = nil) -> [Field] {
        let known = [
            ("event", "The record with index", "4711"), ("transaction", "All records of transaction", "tx-91"),
            ("actor", "All that somebody did", "jsmith"), ("since", "From", "2026-06-01"),
            ("until", "Up to and with", "2026-06-30"),
        ]
        // These two come with links, and are shown where they narrow what is asked.
        let more = [("type", "Of that kind", "user"), ("namespace", "Of that namespace", "hr")].filter {
            values[$0.0] != nil
        }
        return (known + more).map { name, label, example in
            Field(
                name: name, label: label, value: values[name] ?? "", placeholder: example,
                isNumber: name == "event", isFaulty: name == faulty)
        }
    }

    private static func matter(_ values: [String: String]) -> PageFrame.Link? {
        if let index = values["event"] {
            return PageFrame.Link(title: "entry \(index)", path: "/console/events/\(index)", isCurrent: false)
        }
        return values["transaction"].map {
            let path = "/console?transaction=\(PercentEncoding.encode($0))"
            return PageFrame.Link(title: "transaction \($0)", path: path, isCurrent: false)
        }
    }

    /// Each candidate leads to the impact of it, by its label.
    private static func candidates(_ problem: Problem, _ values: [String: String]) -> [Candidate] {
        let found = problem.members.first { $0.0 == "candidates" }?.1.arrayValue ?? []
        let times = ["since", "until"].compactMap { name in
            values[name].map { "&\(name)=\(PercentEncoding.encode($0))" }
        }
        return found.map { identity in
            let label = PercentEncoding.encode(identity["label"]?.stringValue ?? "")
            return Candidate(path: "/console/impact?actor=\(label)\(times.joined())", party: PartyView(identity))
        }
    }
}
