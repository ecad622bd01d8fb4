import Differences
import JSON
import Records
import SCIM

/// What may still come of a write whose effect was not seen: what it asked for, and nothing else.
///
/// A service that answers reads with what was before, or carries out late, is not blamed on others; what others do
/// meanwhile is: where a value was asked for, another one is no late effect.
struct LateEffects: Sendable {
    private let asked: [LateAsk]
    private let membership: AskedMembers
    /// Letter case of ids aside.
    private let members: [String: Bool]
    private let isDeletion: Bool
    private let replacesAll: Bool

    /// Nil where the record does not tell all of what was asked for, so that anything may come.
    ///
    /// - Parameters:
    ///   - attempt: as it is on record.
    ///   - closing: the record that closed it, which names what has come already.
    init?(attempt: Record, closing: Record?) {
        guard let mark = GatewayMark(attempt), let method = mark.method, method != "POST" else { return nil }
        let requested = RequestedChanges(attempt: attempt)
        guard !requested.isUnreadable else { return nil }
        let came = Set(closing.flatMap { GatewayMark($0) }?.came.map(\.caseFolded) ?? [])
        var asked: [LateAsk] = []
        for one in requested.standing {
            // Of a secret, or of what was too large to be told, the path says enough.
            guard one.change.path != RequestedChanges.noPath,
                let place = one.place ?? AskedPlace(one.change.path, isName: true)
            else { return nil }
            if !came.contains(place.folded) { asked.append(LateAsk(one.operation, place, one.value)) }
        }
        self.asked = asked
        membership = requested.membership
        members = membership.wanted.reduce(into: [:]) { $0[$1.key.caseFolded] = $1.value }
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
        if change.path.hasPrefix("members["), draft.resources.count == 1 {
            return coversMember(draft.subject.id, isLoss: change.after == nil)
        }
        // Services that are asked to delete somebody disable them first.
        if isDeletion { return change.path == "active" && change.after == false }
        let isGrant = [.roleAssign, .roleRevoke, .permissionGrant, .permissionRevoke].contains(draft.action)
        guard let whole = ChangedPart(change, isGrant: isGrant) else { return false }
        if covers(whole) { return true }
        let parts = whole.parts
        // What refers to something is described by the service in its own words.
        let isReferred = parts.contains { $0.sub?.isSameName(as: "value") ?? false && covers($0) }
        return !whole.isElement && !parts.isEmpty
            && parts.allSatisfy { part in
                covers(part) || isReferred && part.sub.map { LateAsk.follow.contains($0.caseFolded) } ?? false
            }
    }

    private func coversMember(_ id: String, isLoss: Bool) -> Bool {
        if membership.isUnclear { return true }
        if isDeletion || replacesAll && membership.isEmpty { return isLoss }
        return (members[id.caseFolded] ?? (membership.isWhole ? false : nil)) == !isLoss
    }

    private func covers(_ part: ChangedPart) -> Bool {
        if asked.contains(where: { $0.covers(part) }) || losesPrimary(part) { return true }
        // A replacement takes away what it leaves out (RFC 7644 section 3.5.1).
        return replacesAll && part.after == nil && !asked.contains { $0.names(part) }
    }

    private func losesPrimary(_ part: ChangedPart) -> Bool {
        guard part.isElement, let before = part.before, let after = part.after?.objectValue,
            ChangedPart.differing(before, .object(after)).map(\.caseFolded) == ["primary"],
            !Likeness.satisfies(AskedPlace.member(after, "primary"), true)
        else { return false }
        return asked.contains { $0.makesPrimary(in: part.attribute) }
    }
}

/// Why a difference may be no drift.
struct DriftDoubt: Sendable {
    let reason: String
    /// What alone is in doubt; nil for all.
    var late: LateEffects?
    /// The attempt whose late effect it may be.
    var attempt: UInt64?
    /// Whether that was to make it.
    var isCreation = false
}
