import Differences
import JSON
import Records

/// Decides what is put on record of a write: what was seen before and after, and what the upstream said.
///
/// With a 2xx what differs and was asked for is the write's doing. Without one, only what was asked for and is seen to have
/// come. The rest is observed, and nobody's.
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
    /// What other operations of the same request asked of the same resource, and were answered with a 2xx for.
    var beside: [RequestedChanges] = []
    var ignored: Set<String> = []
    var operation: Int?
    var target: String?

    /// What the upstream answered, nil when it did not, and then why.
    var status: Int?
    var failure: String?
    /// Why what it answered was not read, where that is so.
    var unread: String?
    /// Whether what the answer to a creation named was there before.
    var wasThere = false
    /// Of a creation whose effect was not seen and may still come, what it is known again by.
    var awaits: Label?
    /// Whether anything was passed on: else there is nothing that could be hidden.
    var isPassed = true
    /// Whether it was not passed on because it would have come back.
    var isCircle = false

    var isSuccess: Bool { status.map { (200..<300).contains($0) } ?? false }

    /// The outcome in the upstream's own words.
    private var outcome: Outcome {
        guard let status else { return isCircle ? .refused : .failed }
        return Self.outcome(of: status)
    }

    /// What a status says by itself; 508 that the request was turned back (RFC 5842 section 7.2).
    static func outcome(of status: Int) -> Outcome {
        (200..<300).contains(status) ? .success : status < 500 || status == 508 ? .refused : .failed
    }

    /// Whether the service may still be at work on it, for all that it said.
    var isOpenEnded: Bool { isPassed && method != "POST" && (isSuccess || status ?? 500 >= 500) }

    /// Whether a service that answered so, or not at all, may have made something or make it later. Not so when it refused.
    static func mayMake(_ status: Int?) -> Bool {
        guard let status else { return true }
        return [.success, .failed].contains(outcome(of: status))
    }

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
        mark.target = target
        // Whatever could be seen: of a write that nobody got there is nothing to see.
        guard isPassed else { return [closing(before.resource?.state, mark, "nothing", [reason(mark, nil, false)])] }
        mark.awaits = awaits
        mark.mayCome = awaits != nil
        if before.isUnknown || after.isUnknown {
            mark.isSettled = isSettled
            return [unseen(before, after, mark)]
        }
        guard let id, let kind else {
            return [
                closing(nil, mark, awaits == nil ? "nothing" : "unknown", [reason(mark, nil, false), notYet])
            ]
        }
        mark.omitted = after.resource?.omitted ?? 0
        let judged = Judgement(requested, kind, from: before.resource, to: after.resource, ignored: ignored)
        let steps = StateSteps(kind: kind, id: id, parties: parties, person: person)
        if awaits != nil, after.resource == nil {
            mark = said(mark, judged, after)
            return [closing(nil, mark, "unknown", [reason(mark, judged, false), notYet])]
        }
        let (own, others) = credited(steps, before, after, judged)
        var planned = own.map { PlannedRecord($0, .success, mark) }
        for number in planned.indices { planned[number].mark.observed = "changed" }
        if case .all? = after.resource?.members, before.resource == nil,
            let made = planned.firstIndex(where: { $0.draft.action == kind.difference.createAction })
        {
            planned[made].mark.hasAllMembers = true
        }
        if isSuccess, requested.assignsPassword, method != "POST" { planned.append(password(id, after, mark)) }
        mark = said(mark, judged, after)
        let untold = untold(judged, before, after, others)
        let observed = others.map { draft in
            var draft = draft
            draft.reason = meanwhile
            return PlannedRecord(draft, .observed, observedMark)
        }
        let told = reason(mark, judged, !planned.isEmpty || isSuccess && !others.isEmpty)
        let rest = others.isEmpty ? nil : Self.elsewhere
        let resource = after.resource ?? before.resource
        // What is observed of a new resource comes after the record that makes it.
        guard !observed.isEmpty, let made = planned.first, made.draft.action == kind.difference.createAction else {
            return observed + closed(planned, mark, judged, resource, [told, rest], untold)
        }
        var ending = closed(Array(planned.dropFirst()), mark, judged, resource, [told, rest], untold)
        if planned.count == 1, ending.last?.mark.observed == "nothing" {
            ending[ending.count - 1].mark.observed = "changed"
        }
        return [made] + observed + ending
    }

    /// The records of the write's doing with the one that closes it, which says what is worth a word.
    private func closed(
        _ planned: [PlannedRecord], _ mark: GatewayMark, _ judged: Judgement, _ resource: ObservedResource?,
        _ told: [String?], _ untold: Untold
    ) -> [PlannedRecord] {
        var (planned, mark) = (planned, mark)
        // They are named by a record of their own, since a membership's record is about one member.
        let odd = isSuccess ? judged.oddMembers : []
        guard !planned.isEmpty, odd.isEmpty, var last = planned.popLast() else {
            let isSeen = planned.isEmpty
            mark.isSettled = untold.areMembersSeen && !(requested.isUnreadable && isOpenEnded)
            let word = !isSeen ? "changed" : untold.reasons.isEmpty ? "nothing" : "unknown"
            var closing = closing(resource?.state, mark, word, told + untold.reasons)
            if word != "unknown" { closing.mark.isSettled = false }
            closing.draft.resources = odd.prefix(RequestedChanges.mostNamed).map {
                person($0) ?? parties.member($0, nil)
            }
            return planned + [closing]
        }
        let (seen, hasAll) = (last.mark.observed, last.mark.hasAllMembers)
        last.mark = mark
        last.mark.observed = seen
        last.mark.hasAllMembers = hasAll
        last.mark.closes = true
        let said = (told + untold.reasons).compactMap { $0 }
        if !said.isEmpty { last.draft.reason = said.joined(separator: "; ") }
        return planned + [last]
    }

    /// A record that says only how the attempt ended.
    func closing(
        _ state: JSONObject?, _ mark: GatewayMark, _ observed: String, _ said: [String?]
    ) -> PlannedRecord {
        var mark = mark
        mark.closes = true
        mark.observed = observed
        let subject = id.flatMap { id in kind.map { parties.party($0, id, state) } } ?? parties.request(request)
        let said = said.compactMap { $0 }
        return PlannedRecord(
            Draft(
                kind?.attempted(method) ?? Action(rawValue: "x.gateway.write") ?? .userUpdate, subject: subject,
                changes: [], reason: said.isEmpty ? nil : said.joined(separator: "; ")), outcome, mark)
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
