import Differences
import Records

extension OutcomePlan {
    /// What nobody can tell of a write whose states were seen.
    struct Untold {
        var reasons: [String] = []
        var areMembersSeen = true
    }

    func untold(
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

    func unknownMembers(_ before: Observation, _ after: Observation) -> String? {
        guard !requested.members.isEmpty || !requested.membership.isEmpty else { return nil }
        for observation in [before, after] {
            if case .unknown(let reason)? = observation.resource?.members {
                return "what became of the members is unknown: \(reason)"
            }
        }
        return nil
    }

    /// When a state could not be seen, or belongs to another: what was answered, and that nobody can tell what it did.
    func unseen(_ before: Observation, _ after: Observation, _ mark: GatewayMark) -> PlannedRecord {
        var why: [String] = []
        if case .unknown(let reason) = before { why.append("the state before is unknown: \(reason)") }
        if case .unknown(let reason) = after { why.append("the state after is unknown: \(reason)") }
        let state = after.resource?.state ?? before.resource?.state
        return closing(state, mark, "unknown", [reason(mark, nil, false), why.joined(separator: "; ")])
    }
}
