import Differences
import JSON
import Records

/// Decides what is put on record of a write: what was seen before and after, and what the upstream said.
///
/// With a 2xx what differs is the write's doing. Without one, only what was asked for and is seen to have come; the rest is
/// observed, and nobody's.
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
    var ignored: Set<String> = []
    var operation: Int?
    var target: String?

    /// What the upstream answered, nil when it did not, and then why.
    var status: Int?
    var failure: String?
    /// Whether another operation of the same request on the same resource was answered with a 2xx.
    var isDone = false
    /// Whether what the answer to a creation named was there before.
    var wasThere = false
    /// Whether anything was passed on: else there is nothing that could be hidden.
    var isPassed = true

    var isSuccess: Bool { status.map { (200..<300).contains($0) } ?? false }

    /// The outcome in the upstream's own words.
    private var outcome: Outcome {
        guard let status else { return .failed }
        return (200..<300).contains(status) ? .success : status < 500 ? .refused : .failed
    }

    /// Whether the service may still be at work on it, for all that it said.
    private var isOpenEnded: Bool { isPassed && method != "POST" && (isSuccess || status ?? 500 >= 500) }

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
        if before.isUnknown || after.isUnknown {
            mark.isSettled = isSettled
            return [unseen(before, after, mark)]
        }
        guard let id, let kind else { return [closing(nil, mark, "nothing", [reason(mark, nil, false)])] }
        mark.omitted = after.resource?.omitted ?? 0
        let judged = Judgement(requested, kind, from: before.resource, to: after.resource, ignored: ignored)
        let steps = StateSteps(kind: kind, id: id, parties: parties, person: person)
        let (own, others) = credited(steps.drafts(from: before.resource, to: after.resource), before, after, judged)
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
        let told = reason(mark, judged, !planned.isEmpty)
        let rest = others.isEmpty ? nil : "what else changed meanwhile is on record as observed"
        return observed + closed(planned, mark, judged, after.resource ?? before.resource, [told, rest], untold)
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

    /// What differs in two parts: what is told as this write's doing, and what is not.
    private func credited(
        _ drafts: [Draft], _ before: Observation, _ after: Observation, _ judged: Judgement
    ) -> (own: [Draft], others: [Draft]) {
        if isSuccess || isDone { return (drafts, []) }
        switch (before.resource, after.resource) {
        case (_, nil): return method == "DELETE" ? (drafts, []) : ([], drafts)
        case (nil, _): return method == "POST" || !judged.came.isEmpty ? (drafts, []) : ([], drafts)
        default: return method == "DELETE" ? ([], drafts) : judged.parted(drafts)
        }
    }

    private var meanwhile: String {
        let word = status.map { "was answered \($0)" } ?? "had no answer"
        return "changed while a write passed that \(word): by that write beside what it asked for, or by somebody else"
    }

    private var observedMark: GatewayMark {
        var mark = GatewayMark()
        mark.endpoint = kind?.endpoint ?? ""
        return mark
    }

    /// What was asked for and is not so, and whether it may still come.
    private func said(_ mark: GatewayMark, _ judged: Judgement, _ after: Observation) -> GatewayMark {
        var (mark, differing) = (mark, judged.differing)
        switch (after.resource, method) {
        case (let resource?, "DELETE"): differing = [("id", .null, .string(resource.id))]
        case (nil, "DELETE"): differing = []
        case (nil, _): differing = [("id", .string(id ?? ""), .null)]
        default: break
        }
        mark.mayCome = isOpenEnded && after.resource != nil && !differing.isEmpty
        guard isSuccess else { return mark }
        mark.differing = differing.prefix(100).map { ($0.path, Self.short($0.requested), Self.short($0.observed)) }
        mark.kept = judged.kept
        return mark
    }

    private static func short(_ value: JSONValue) -> JSONValue {
        let size = value.encodedSize
        return size <= 64 << 10 ? value : .string("(\(size) bytes)")
    }

    // What nobody can tell.

    private struct Untold {
        var reasons: [String] = []
        var areMembersSeen = true
    }

    private func untold(
        _ judged: Judgement, _ before: Observation, _ after: Observation, _ others: [Draft]
    ) -> Untold {
        var untold = Untold()
        guard isPassed, method != "DELETE" else { return untold }
        if let reason = unknownMembers(before, after) {
            untold.areMembersSeen = false
            untold.reasons.append(reason)
        }
        var hidden = judged.hidden
        // Of what was refused nothing is said; of what failed nobody knows whether it was taken.
        if requested.assignsPassword, !isSuccess, status ?? 500 >= 500 { hidden.append("password") }
        let touched = others.flatMap(\.changes).filter(judged.touches).map(\.path)
        for (words, paths) in [
            ("what became of these cannot be seen", hidden), ("not compared", judged.uncompared),
            ("changed, and not to what was asked for", touched),
        ] where !paths.isEmpty {
            untold.reasons.append("\(words): \(paths.prefix(20).joined(separator: ", "))")
        }
        if judged.isUnreadable { untold.reasons.append("some of what was asked for could not be read") }
        return untold
    }

    private func unknownMembers(_ before: Observation, _ after: Observation) -> String? {
        guard !requested.members.isEmpty || !requested.membership.isEmpty else { return nil }
        for observation in [before, after] {
            if case .unknown(let reason)? = observation.resource?.members {
                return "what became of the members is unknown: \(reason)"
            }
        }
        return nil
    }

    /// When a state could not be seen, or belongs to another: what was answered, and that nobody can tell what it did.
    private func unseen(_ before: Observation, _ after: Observation, _ mark: GatewayMark) -> PlannedRecord {
        var why: [String] = []
        if case .unknown(let reason) = before { why.append("the state before is unknown: \(reason)") }
        if case .unknown(let reason) = after { why.append("the state after is unknown: \(reason)") }
        let state = after.resource?.state ?? before.resource?.state
        return closing(state, mark, "unknown", [reason(mark, nil, false), why.joined(separator: "; ")])
    }

    /// A record that says only how the attempt ended.
    private func closing(
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
