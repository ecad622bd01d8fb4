import Catalog
import JSON
import Recorder
import Records

/// Whose impact is asked for: that of a record, of a transaction, or of all that an actor did.
struct ImpactAsked: Sendable {
    enum What: Sendable {
        case events(Filter)
        case actor(SubjectQuery)
    }

    let what: What
    let since: Timestamp?
    let until: Timestamp?
    /// What was asked, as the answer repeats it; an actor is named by the answer itself.
    let said: [(String, JSONValue)]

    /// The parameters that say what is meant, of which one is given, and those that narrow it.
    static let names = ["event", "transaction", "actor", "type", "namespace", "since", "until"]

    /// - Parameters:
    ///   - parameters: the request's.
    ///   - visit: who asks.
    ///   - throughUntil: whether a date in `until` belongs to the stretch, as people expect of a form.
    /// - Throws: a 400 that names the parameter, a 404 for an entry that there is not.
    init(_ parameters: AskParameters, _ visit: Visit, throughUntil: Bool = false) throws(Problem) {
        let zone = try parameters.zone()
        let end = try parameters.date("until", zone: zone)
        let (since, until) = (try parameters.date("since", zone: zone)?.start, throughUntil ? end?.end : end?.start)
        let times = [since.map { ("since", $0) }, until.map { ("until", $0) }].compactMap(\.self)
        let stretch = since == nil && until == nil ? [] : [Filter.matches(.time(from: since, until: until))]
        var found: [(what: What, name: [(String, JSONValue)])] = []
        if let index = try parameters.index("event") {
            guard index < visit.log.recorder.committedSize() else { throw visit.noEntry(field: "event") }
            let term = FilterTerm.index(from: index, until: index + 1)
            found.append((.events(.all([.matches(term)] + stretch)), [("event", .int(index))]))
        }
        if let id = try parameters.text("transaction") {
            let term = FilterTerm.field(.transaction, TextMatch(id))
            found.append((.events(.all([.matches(term)] + stretch)), [("transaction", .string(id))]))
        }
        if let actor = try parameters.text("actor") {
            let type = try parameters.text("type")
            let query = SubjectQuery(actor, type: type, namespace: try parameters.text("namespace"))
            found.append((.actor(query), []))
        }
        guard found.count == 1 else {
            throw .badParameter("event", "Say whose impact is meant: event, transaction or actor; one of the three.")
        }
        what = found[0].what
        said = found[0].name + [("zone", .string(zone.name))] + times.map { ($0.0, .string($0.1.rfc3339)) }
        (self.since, self.until) = (since, until)
    }

    /// The impact, and the actor when it is an actor's; that it was read is noted.
    ///
    /// - Throws: a 404 for an actor whom nobody knows, a 409 with the candidates for several, and what asking throws.
    func answer(
        _ visit: Visit, _ parameters: AskParameters, waitingFor index: UInt64?
    ) async throws -> (actor: CataloguedIdentity?, impact: Impact) {
        switch what {
        case .events(let filter):
            let impact = try await visit.ask(waitingFor: index) { try await $0.impact(of: filter) }
            await visit.reading(.impact, parameters, filter: filter, events: Int(clamping: impact.events))
            return (nil, impact)
        case .actor(let name):
            let found = try await visit.ask(waitingFor: index) { [since, until] in
                try await $0.impact(ofActor: name, from: since, until: until)
            }
            let (identity, impact) = try visit.one(found, field: "actor", .impact, parameters)
            visit.reading(.impact, parameters, about: identity.party, events: Int(clamping: impact.events))
            return (identity, impact)
        }
    }
}
