import Differences
import JSON
import Records

/// Decides what is put on record of a write: what was seen before and after, and what the upstream said.
struct OutcomePlan: Sendable {
    /// Nil for a write of another form.
    let kind: ResourceKind?
    let method: String
    /// Of the resource; nil when it is not known.
    let id: String?
    /// Index of the attempt.
    let attempt: UInt64
    let request: String
    let parties: Parties
    let person: @Sendable (String) -> Party?
    let requested: RequestedChanges
    var operation: Int?

    /// What the upstream answered, nil when it did not, and then why.
    var status: Int?
    var failure: String?

    private var isSuccess: Bool { status.map { (200..<300).contains($0) } ?? false }

    /// The outcome in the upstream's own words.
    private var outcome: Outcome {
        guard let status else { return .failed }
        return (200..<300).contains(status) ? .success : status < 500 ? .refused : .failed
    }

    /// Whether what the answer to a creation named was there before.
    var wasThere = false
    /// Whether anything was passed on: else there is nothing that could be hidden.
    var isPassed = true

    /// The records of a write; the last closes the attempt.
    ///
    /// - Parameters:
    ///   - before: unknown where the difference cannot be told to be this write's.
    ///   - after: as it was seen when the answer had come.
    ///   - isSettled: whether it is on record all the same how the resource was left.
    /// - Returns: at least one.
    func records(from before: Observation, to after: Observation, isSettled: Bool = false) -> [PlannedRecord] {
        var mark = GatewayMark()
        mark.endpoint = kind?.endpoint ?? ""
        mark.attempt = attempt
        mark.status = status
        mark.operation = operation
        if before.isUnknown || after.isUnknown {
            mark.isSettled = isSettled
            return unseen(before, after, mark)
        }
        guard let id, let kind else { return [closing(nil, mark, "nothing", nil)] }
        let steps = StateSteps(kind: kind, id: id, parties: parties, person: person)
        let drafts = steps.drafts(from: before.resource, to: after.resource)
        if isSuccess, let resource = after.resource { mark.differing = differing(resource) }
        mark.omitted = after.resource?.omitted ?? 0
        let unknownMembers = Self.unknownMembers(before, after, requested)
        let hidden = hidden(after)
        var planned = drafts.map { PlannedRecord($0, .success, mark) }
        for number in planned.indices { planned[number].mark.observed = "changed" }
        if isSuccess, requested.assignsPassword, method != "POST" { planned.append(password(id, after, mark)) }
        if case .all? = after.resource?.members, before.resource == nil,
            let own = planned.firstIndex(where: {
                $0.draft.action == kind.difference.createAction
            })
        {
            planned[own].mark.hasAllMembers = true
        }
        let unseen = [unknownMembers, hidden].compactMap { $0 }
        if planned.isEmpty {
            if unknownMembers == nil, hidden != nil { mark.isSettled = true }
            let detail = unseen.isEmpty ? nil : unseen.joined(separator: "; ")
            return [
                closing(
                    after.resource?.state ?? before.resource?.state, mark, detail == nil ? "nothing" : "unknown", detail
                )
            ]
        }
        let last = planned.count - 1
        planned[last].mark.closes = true
        let said = [reason(hasChanged: true, mark)].compactMap { $0 } + unseen
        if !said.isEmpty { planned[last].draft.reason = said.joined(separator: "; ") }
        return planned
    }

    /// What was asked for and is not so; of a deletion, that the resource is there.
    private func differing(
        _ resource: ObservedResource
    ) -> [(path: String, requested: JSONValue, observed: JSONValue)] {
        if method == "DELETE" { return [("id", .null, .string(resource.id))] }
        return requested.differing(from: resource.state, omitted: resource.omitted)
    }

    private func hidden(_ after: Observation) -> String? {
        guard isPassed, let resource = after.resource else { return nil }
        let paths = requested.hidden(in: resource.state, omitted: resource.omitted)
        guard !paths.isEmpty else { return nil }
        return "what became of these cannot be seen: \(paths.prefix(20).joined(separator: ", "))"
    }

    /// When a state could not be seen, or belongs to another: what was answered, and that nobody can tell what it did.
    private func unseen(_ before: Observation, _ after: Observation, _ mark: GatewayMark) -> [PlannedRecord] {
        var why: [String] = []
        if case .unknown(let reason) = before { why.append("the state before is unknown: \(reason)") }
        if case .unknown(let reason) = after { why.append("the state after is unknown: \(reason)") }
        let state = after.resource?.state ?? before.resource?.state
        return [closing(state, mark, "unknown", why.joined(separator: "; "))]
    }

    private static func unknownMembers(
        _ before: Observation, _ after: Observation, _ requested: RequestedChanges
    ) -> String? {
        guard !requested.members.isEmpty else { return nil }
        for observation in [before, after] {
            if case .unknown(let reason)? = observation.resource?.members {
                return "what became of the members is unknown: \(reason)"
            }
        }
        return nil
    }

    /// A record that says only how the attempt ended.
    private func closing(
        _ state: JSONObject?, _ mark: GatewayMark, _ observed: String, _ detail: String?
    ) -> PlannedRecord {
        var mark = mark
        mark.closes = true
        mark.observed = observed
        let subject = id.flatMap { id in kind.map { parties.party($0, id, state) } } ?? parties.request(request)
        let said = [reason(hasChanged: false, mark), detail].compactMap { $0 }
        return PlannedRecord(
            Draft(
                kind?.attempted(method) ?? Action(rawValue: "x.gateway.write") ?? .userUpdate, subject: subject,
                changes: [], reason: said.isEmpty ? nil : said.joined(separator: "; ")), outcome, mark)
    }

    /// What is worth a word: an upstream that said one thing and did another.
    private func reason(hasChanged: Bool, _ mark: GatewayMark) -> String? {
        if let failure { return hasChanged ? "\(failure), and the change was seen all the same" : failure }
        guard let status else { return nil }
        if !isSuccess {
            return hasChanged
                ? "the upstream answered \(status), and the change was seen all the same"
                : "the upstream answered \(status)"
        }
        if !mark.differing.isEmpty, method == "DELETE" {
            return hasChanged
                ? "the upstream answered \(status), and the resource is still there"
                : "the upstream answered \(status), and the resource is still there, as it was"
        }
        if !mark.differing.isEmpty {
            let paths = mark.differing.prefix(20).map(\.path).joined(separator: ", ")
            return hasChanged || mark.observed != "nothing"
                ? "the upstream answered \(status) and did something else: \(paths)"
                : "the upstream answered \(status) and did nothing: \(paths)"
        }
        guard wasThere else { return nil }
        return "the upstream answered \(status), and what it named was there before"
    }

    private func password(_ id: String, _ after: Observation, _ mark: GatewayMark) -> PlannedRecord {
        var mark = mark
        let subject = kind.map { parties.party($0, id, after.resource?.state) } ?? parties.request(request)
        mark.observed = "unknown"
        return PlannedRecord(
            Draft(
                .userPasswordReset, subject: subject,
                changes: [Change(path: "password", after: true)],
                reason: "password supplied by the client; nobody can see whether it was taken"), .success, mark)
    }
}
