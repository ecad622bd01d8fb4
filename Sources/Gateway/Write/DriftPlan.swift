import Differences
import JSON
import Records

/// What is put on record when a resource is found in another state than the records say, or is seen for the first time.
struct DriftPlan: Sendable {
    let kind: ResourceKind
    let id: String
    let parties: Parties
    let person: @Sendable (String) -> Party?

    /// What the records say of a group's members, as far as they were looked at.
    struct Known: Sendable {
        var resource: KnownResource?
        /// All when the observation has all, else those that it asked for.
        var members: [String: JSONObject] = [:]
        /// Whether it was deleted, as far as is known, and nothing else is on record since.
        var isEnded = false
    }

    /// The records, none when things are as they are known to be.
    ///
    /// - Parameters:
    ///   - known: what is on record.
    ///   - found: what was seen.
    ///   - doubt: why this may be no drift at all.
    /// - Returns: records with the outcome `observed`.
    func records(_ known: Known, _ found: Observation, doubt: DriftDoubt? = nil) -> [PlannedRecord] {
        switch (known.resource, found) {
        case (_, .unknown), (nil, .absent): return []
        case (nil, .there(let resource)):
            if let doubt, doubt.isCreation { return come(resource, mark(of: doubt.attempt), doubt.reason) }
            // That something is there again is nothing that a write to it asked for.
            return known.isEnded
                ? again(resource, doubt?.late == nil ? doubt : nil) : first(resource, known, doubt?.reason)
        case (let known?, .absent):
            let before = ObservedResource(id: id, state: known.state, members: .notAsked)
            let isDoubtful = doubt.map { $0.late?.mayEnd ?? true } ?? false
            return planned(
                steps.drafts(from: before, to: nil), isDoubtful ? mark(of: doubt?.attempt) : mark(isDrift: true),
                isDoubtful ? doubt?.reason ?? Self.gone : Self.gone)
        case (let resource?, .there(let found)):
            var before = ObservedResource(id: id, state: resource.state)
            before.members = Self.expected(known, resource, found.members)
            return changed(steps.drafts(from: before, to: found), doubt) + firstMembers(resource, known, found)
        }
    }

    /// What differs: drift, and what is in doubt.
    private func changed(_ drafts: [Draft], _ doubt: DriftDoubt?) -> [PlannedRecord] {
        guard let doubt else { return planned(drafts, mark(isDrift: true), Self.other) }
        guard let late = doubt.late else { return planned(drafts, mark(), doubt.reason) }
        let (own, others) = late.parted(drafts)
        return planned(own, mark(of: doubt.attempt), doubt.reason) + planned(others, mark(isDrift: true), Self.other)
    }

    /// What was deleted is there again.
    private func again(_ found: ObservedResource, _ doubt: DriftDoubt?) -> [PlannedRecord] {
        come(found, mark(isDrift: doubt == nil), doubt?.reason ?? Self.back)
    }

    /// What was not there is there.
    private func come(_ found: ObservedResource, _ mark: GatewayMark, _ reason: String) -> [PlannedRecord] {
        var records = planned(steps.drafts(from: nil, to: found), mark, reason)
        guard let made = records.firstIndex(where: { $0.draft.action == kind.difference.createAction }) else {
            return records
        }
        records[made].mark.omitted = found.omitted
        if case .all = found.members { records[made].mark.hasAllMembers = true }
        return records
    }

    private var steps: StateSteps { StateSteps(kind: kind, id: id, parties: parties, person: person) }

    private static let other = "found changed, and not by a write that passed here"
    private static let gone = "found deleted, and not by a write that passed here"
    private static let back = "deleted before, and found there again, not by a write that passed here"
    private static let sight = "how it stood when it was first seen"

    private func mark(isDrift: Bool = false, isFirst: Bool = false, of attempt: UInt64? = nil) -> GatewayMark {
        var mark = GatewayMark()
        mark.attempt = attempt
        mark.endpoint = kind.endpoint
        mark.isDrift = isDrift
        mark.isFirst = isFirst
        return mark
    }

    private func planned(_ drafts: [Draft], _ mark: GatewayMark, _ reason: String) -> [PlannedRecord] {
        drafts.map { draft in
            var draft = draft
            draft.reason = reason
            return PlannedRecord(draft, .observed, mark)
        }
    }

    /// The first sight of a resource: not that it came to be, but how it stood.
    private func first(_ found: ObservedResource, _ known: Known, _ doubt: String?) -> [PlannedRecord] {
        var own = mark(isFirst: true)
        own.omitted = found.omitted
        let party = parties.party(kind, id, found.state)
        var records = planned(
            [Draft(kind.difference.updateAction, subject: party, changes: kind.difference.creation(of: found.state))],
            own, doubt.map { "\(Self.sight); \($0)" } ?? Self.sight)
        // Each role and entitlement that they have, as each member of a group.
        let held = Classifier(kind.difference, namespace: parties.namespace).creation(party, of: found.state)
            .dropFirst()
        records += planned(Array(held), mark(isFirst: true), Self.sight)
        if case .all(let members) = found.members { records += sighted(members, party) }
        if case .some(let members) = found.members {
            let seen = members.filter(\.value).keys.filter { known.members[$0] == nil }
            records += planned(
                seen.sorted().map { steps.draft($0, nil, JSONObject(), party) }, mark(isFirst: true), Self.sight)
        }
        return records
    }

    /// The members of a group whose members were not on record before.
    private func firstMembers(
        _ resource: KnownResource, _ known: Known, _ found: ObservedResource
    ) -> [PlannedRecord] {
        guard !resource.hasAllMembers, kind.isGroup else { return [] }
        let party = parties.party(kind, id, found.state)
        switch found.members {
        case .all(let members): return sighted(members.filter { known.members[$0.key] == nil }, party)
        case .some(let members):
            let seen = members.filter(\.value).keys.filter { known.members[$0] == nil }
            return planned(
                seen.sorted().map { steps.draft($0, nil, JSONObject(), party) }, mark(isFirst: true), Self.sight)
        case .notAsked, .unknown: return []
        }
    }

    /// Each member as it was found, and that these are all.
    private func sighted(_ members: [String: JSONObject], _ group: Party) -> [PlannedRecord] {
        var all = mark()
        all.hasAllMembers = true
        let each = members.sorted { $0.key < $1.key }.map { steps.draft($0.key, nil, $0.value, group) }
        let whole = Draft(kind.difference.updateAction, subject: group, changes: [], reason: Self.sight)
        return planned(each, mark(isFirst: true), Self.sight) + [PlannedRecord(whole, .observed, all)]
    }

    // Of a group whose members are not all on record only those that are can be missed.
    private static func expected(
        _ known: Known, _ resource: KnownResource, _ found: ObservedMembers
    ) -> ObservedMembers {
        switch found {
        case .all(let found):
            if resource.hasAllMembers { return .all(known.members) }
            return .all(found.filter { known.members[$0.key] == nil }.merging(known.members) { $1 })
        case .some(let asked):
            return .some(
                asked.reduce(into: [:]) { expected, asked in
                    let isKnown = known.members[asked.key] != nil
                    if isKnown || resource.hasAllMembers { expected[asked.key] = isKnown }
                })
        case .notAsked, .unknown: return .notAsked
        }
    }
}
