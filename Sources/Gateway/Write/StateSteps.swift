import Differences
import JSON
import Records

/// The records that lead from one sight of a resource to another.
struct StateSteps: Sendable {
    let kind: ResourceKind
    let id: String
    let parties: Parties
    /// Members as they are on record: for their names and kinds.
    let person: @Sendable (String) -> Party?

    /// What differs in the resource itself and in its members.
    ///
    /// - Parameters:
    ///   - before: nil when it was not there.
    ///   - after: nil when it is not there any more.
    /// - Returns: one record for each person affected, in order.
    func drafts(from before: ObservedResource?, to after: ObservedResource?) -> [Draft] {
        let classifier = Classifier(kind.difference, namespace: parties.namespace)
        let party = parties.party(kind, id, (after ?? before)?.state)
        switch (before, after) {
        case (nil, nil): return []
        case (nil, let after?):
            return classifier.creation(party, of: after.state)
                + members(from: .all([:]), to: after.members, party)
        case (let before?, nil):
            return members(from: before.members, to: .all([:]), party) + classifier.deletion(party, of: before.state)
        case (let before?, let after?):
            return classifier.update(party, from: before.state, to: after.state)
                + members(from: before.members, to: after.members, party)
        }
    }

    /// What differs between two sights of members, of those that both say something about.
    private func members(from before: ObservedMembers, to after: ObservedMembers, _ group: Party) -> [Draft] {
        guard kind.isGroup else { return [] }
        switch (before, after) {
        case (.all(let old), .all(let new)):
            let gone = old.filter { new[$0.key] == nil }
            let come = new.filter { old[$0.key] == nil }
            return gone.sorted { $0.key < $1.key }.map { draft($0.key, $0.value, nil, group) }
                + come.sorted { $0.key < $1.key }.map { draft($0.key, nil, $0.value, group) }
        case (.some(let old), .some(let new)):
            return new.sorted { $0.key < $1.key }.compactMap { id, isMember in
                guard let was = old[id], was != isMember else { return nil }
                return isMember ? draft(id, nil, JSONObject(), group) : draft(id, JSONObject(), nil, group)
            }
        case (.all(let old), .some(let new)):
            return members(
                from: .some(new.mapValues { _ in false }.merging(old.mapValues { _ in true }) { $1 }), to: after, group)
        case (.some(let old), .all(let new)):
            return members(from: before, to: .some(old.reduce(into: [:]) { $0[$1.key] = new[$1.key] != nil }), group)
        default: return []
        }
    }

    /// The record of one membership: the member is its subject, the group its resource.
    func draft(_ id: String, _ before: JSONObject?, _ after: JSONObject?, _ group: Party) -> Draft {
        let member = person(id) ?? parties.member(id, after ?? before)
        let isUser = member.type == "user"
        let action: Action =
            before == nil
            ? isUser ? .groupMemberAdd : .groupSubgroupAdd : isUser ? .groupMemberRemove : .groupSubgroupRemove
        func element(_ detail: JSONObject?) -> JSONValue? {
            detail.map { detail in
                var element = JSONObject([("value", .string(id))])
                for (name, value) in detail.members { element[name] = value }
                return .object(element)
            }
        }
        let change = Change(
            path: "members[value eq \(JSONValue.string(id).text)]", before: element(before), after: element(after))
        return Draft(action, subject: member, resources: [group], changes: [change])
    }
}
