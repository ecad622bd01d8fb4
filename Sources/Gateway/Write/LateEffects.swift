import Differences
import JSON
import Records

/// What may still come of a write whose effect was not seen: what it asked for, and nothing else.
///
/// A service that answers reads with what was before, or carries out late, is not blamed on others; what others do
/// meanwhile is.
struct LateEffects: Sendable {
    private let asked: [Asked]
    private let membership: AskedMembers
    private let isDeletion: Bool
    private let replacesAll: Bool

    /// Nil where the record does not tell all of what was asked for, so that anything may come.
    ///
    /// - Parameter attempt: as it is on record.
    init?(attempt: Record) {
        guard let mark = GatewayMark(attempt), let method = mark.method, method != "POST" else { return nil }
        let requested = RequestedChanges(attempt: attempt)
        guard !requested.isUnreadable else { return nil }
        var asked: [Asked] = []
        for one in requested.asked {
            if one.place != nil {
                asked.append(one)
                continue
            }
            // Of a secret, or of what was too large to be told, the path says enough.
            guard let place = AskedPlace(one.change.path, isName: true) else { return nil }
            asked.append(Asked(operation: one.operation, place: place, value: nil, change: one.change))
        }
        self.asked = asked
        membership = requested.membership
        isDeletion = method == "DELETE"
        replacesAll = requested.replacesAll
    }

    /// Whether it may be the write's late effect that the resource is gone.
    var mayEnd: Bool { isDeletion }

    /// The records of what differs in two parts: what may be the write's late effect, and what is not.
    func parted(_ drafts: [Draft]) -> (late: [Draft], others: [Draft]) {
        var (late, others): ([Draft], [Draft]) = ([], [])
        let mayBe = drafts.contains { draft in draft.changes.contains { covers($0, of: draft) } }
        for draft in drafts {
            // One without changes of its own names what another record tells.
            if draft.changes.isEmpty {
                if mayBe { late.append(draft) } else { others.append(draft) }
                continue
            }
            var (mine, rest) = (draft, draft)
            mine.changes = draft.changes.filter { covers($0, of: draft) }
            rest.changes = draft.changes.filter { !covers($0, of: draft) }
            if !mine.changes.isEmpty { late.append(mine) }
            if !rest.changes.isEmpty { others.append(rest) }
        }
        return (late, others)
    }

    private func covers(_ change: Change, of draft: Draft) -> Bool {
        let isLoss = change.after == nil
        if change.path.hasPrefix("members["), draft.resources.count == 1 {
            if membership.isUnclear || isDeletion { return membership.isUnclear || isLoss }
            if replacesAll, membership.isEmpty { return isLoss }
            return membership.wants(draft.subject.id) == !isLoss
        }
        // Services that are asked to delete somebody disable them first.
        if isDeletion { return change.path == "active" }
        // A replacement takes away what it leaves out (RFC 7644 section 3.5.1).
        return replacesAll && isLoss || asked.contains { Judgement.covers($0, change) }
    }
}

/// Why a difference may be no drift.
struct DriftDoubt: Sendable {
    let reason: String
    /// What alone is in doubt; nil for all.
    var late: LateEffects?
}
