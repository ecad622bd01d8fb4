import Differences
import JSON
import Records
import SCIM

extension Judgement {
    /// Whether a change is of something that was asked for and has come.
    func credits(_ change: Change, of draft: Draft) -> Bool {
        if change.path.hasPrefix("members["), draft.resources.count == 1 {
            return membership.wants(draft.subject.id) == (change.after != nil)
        }
        return came.contains { Self.covers($0, change) }
    }

    /// Whether a change is of something that was asked for, whatever came of it.
    func touches(_ change: Change) -> Bool {
        change.path.hasPrefix("members[")
            ? membership.isUnclear : asked.contains { Self.covers($0, change) }
    }

    /// Whether a change is of what was asked for.
    static func covers(_ asked: Asked, _ change: Change) -> Bool {
        guard let place = asked.place, let found = ObservedDifference.attribute(of: change.path) else { return false }
        let attribute = found.attribute.caseFolded
        guard attribute == place.attribute else { return attribute.hasPrefix(place.attribute + ":") }
        guard place.filter == nil, let sub = found.sub else { return true }
        if let own = place.sub { return own.isSameName(as: sub) }
        return asked.value?.objectValue.map { AskedPlace.member($0, sub) != nil } ?? true
    }

    /// The records of what differs in two parts: what was asked for and has come, and the rest.
    func parted(_ drafts: [Draft]) -> (own: [Draft], others: [Draft]) {
        var (own, others): ([Draft], [Draft]) = ([], [])
        for draft in drafts {
            var (mine, rest) = (draft, draft)
            mine.changes = draft.changes.filter { credits($0, of: draft) }
            rest.changes = draft.changes.filter { !credits($0, of: draft) }
            if !mine.changes.isEmpty { own.append(mine) }
            if !rest.changes.isEmpty || draft.changes.isEmpty { others.append(rest) }
        }
        return (own, others)
    }
}
