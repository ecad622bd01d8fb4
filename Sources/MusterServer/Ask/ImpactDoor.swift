import Catalog
import Hummingbird
import JSON
import Recorder
import Records

/// `GET /v1/impact`: what a record, a transaction or an actor brought about.
struct ImpactDoor: Door {
    static let openAPI = """
        {"/v1/impact": {"get": {
          "summary": "Who was touched, what access came of it, what is still held, and what was done with it (scope read)",
          "parameters": [\(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "The impact; cut says that more than \(Impact.mostEvents) events fit.",
            "content": {"application/json": {"schema": {"type": "object"}}}},
            "409": {"description": "Several actors fit; candidates lists them.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
            \(AskOpenAPI.problems([400, 401, 403, 404, 503, 504]))}}}}
        """

    private static let parameters = [
        (name: "event", schema: AskOpenAPI.number, description: "The record with that index."),
        (name: "transaction", schema: AskOpenAPI.text, description: "All records of a transaction."),
        (
            name: "actor", schema: AskOpenAPI.text,
            description: "All that somebody did, under any of their identities: id, name, external id or label."
        ),
        (name: "type", schema: AskOpenAPI.text, description: "Of that actor: only identities of that type."),
        (name: "namespace", schema: AskOpenAPI.text, description: "Of that actor: only identities of that namespace."),
        (name: "since", schema: AskOpenAPI.text, description: "From that date or time of the log on."),
        (name: "until", schema: AskOpenAPI.text, description: "Before that date or time of the log."),
        AskOpenAPI.zone, AskOpenAPI.wait, AskOpenAPI.log,
    ]

    func add(to doors: Doors) {
        doors.add(.get, "/v1/impact", scope: .read) { request, visit in
            let parameters = try await AskParameters(request, visit, allowing: Self.parameters.map(\.name))
            let question = try Self.question(parameters, visit)
            let impact: Impact
            var asked = question.asked
            switch question.what {
            case .events(let filter):
                impact = try await visit.ask(parameters) { try await $0.impact(of: filter) }
                await visit.reading(.impact, parameters, filter: filter, events: Int(clamping: impact.events))
            case .actor(let name):
                let found = try await visit.ask(parameters) {
                    try await $0.impact(ofActor: name, from: question.since, until: question.until)
                }
                let identity: CataloguedIdentity
                (identity, impact) = try visit.one(found, field: "actor")
                asked += [("actor", identity.json)] + identity.joined.members.map { ($0.name, $0.value) }
                visit.reading(.impact, parameters, about: identity.party, events: Int(clamping: impact.events))
            }
            return .json(.object(JSONObject(asked + impact.members.map { ($0.name, $0.value) })))
        }
    }

    private struct Question {
        enum What {
            case events(Filter)
            case actor(SubjectQuery)
        }
        let what: What
        let since: Timestamp?
        let until: Timestamp?
        /// What was asked, as the answer repeats it.
        var asked: [(String, JSONValue)]
    }

    private static func question(_ parameters: AskParameters, _ visit: Visit) throws(Problem) -> Question {
        let zone = try parameters.zone()
        let (since, until) = (
            try parameters.date("since", zone: zone)?.start, try parameters.date("until", zone: zone)?.start
        )
        var times: [(String, JSONValue)] = [("zone", .string(zone.name))]
        if let since { times.append(("since", .string(since.rfc3339))) }
        if let until { times.append(("until", .string(until.rfc3339))) }
        var questions: [Question] = []
        func add(_ term: FilterTerm, _ name: String, _ value: JSONValue) {
            var conditions = [Filter.matches(term)]
            if since != nil || until != nil { conditions.append(.matches(.time(from: since, until: until))) }
            let asked = [(name, value)] + times
            questions.append(Question(what: .events(.all(conditions)), since: since, until: until, asked: asked))
        }
        if let index = try parameters.index("event") {
            guard index < visit.log.recorder.committedSize() else { throw visit.noEntry(field: "event") }
            add(.index(from: index, until: index + 1), "event", .int(index))
        }
        if let id = try parameters.text("transaction") {
            add(.field(.transaction, TextMatch(id)), "transaction", .string(id))
        }
        if let actor = try parameters.text("actor") {
            let query = SubjectQuery(
                actor, type: try parameters.text("type"), namespace: try parameters.text("namespace"))
            questions.append(Question(what: .actor(query), since: since, until: until, asked: times))
        }
        guard questions.count == 1 else {
            throw .badParameter("event", "Say whose impact is meant: event, transaction or actor; one of the three.")
        }
        return questions[0]
    }
}
