import Differences
import JSON
import Records
import SCIM

extension Evaluator {
    /// Adds the records of what becomes of a group's members; `resource` is nil for a group that is being made.
    func change(
        members edits: [MemberEdit], of resource: StoredResource?, _ group: Party, _ evaluation: inout Evaluation
    ) throws {
        var overlay = MemberOverlay(state, group: resource, baseURL: baseURL)
        for edit in edits { try overlay.apply(edit) }
        let effects = try overlay.effects()
        var above: Set<TextKey>?
        for effect in effects.filter({ $0.after == nil }) + effects.filter({ $0.after != nil }) {
            let member = try self.member(effect, group: group.id)
            guard let member else { continue }
            evaluation.locks.insert(.resource(member.id))
            if member.kind == .group, effect.before == nil {
                evaluation.locks.insert(.nesting)
                try refuseCircle(member, in: resource, &above)
            }
            evaluation.drafts.append(Self.draft(effect, member, in: group))
        }
    }

    // Who is added must be there; who is removed may have gone.
    private func member(_ effect: MemberEffect, group: String) throws -> StoredResource? {
        let member = try state.resource(effect.id)
        guard effect.after != nil else { return member }
        guard let member, member.kind == .user || member.kind == .group, !effect.id.hasSameBytes(as: group) else {
            throw SCIMError(
                status: 400, .invalidValue, "members.value must be the id of another User or Group of this service.",
                attribute: "members.value")
        }
        return member
    }

    /// Refuses a group that is, directly or through others, above the group it would go into. Who is above is found out once
    /// for a request.
    private func refuseCircle(
        _ member: StoredResource, in group: StoredResource?, _ above: inout Set<TextKey>?
    ) throws {
        guard let group else { return }
        let known = try above ?? everyGroup(above: group)
        above = known
        guard !known.contains(TextKey(member.id)) else {
            throw SCIMError(
                status: 400, .invalidValue, "members.value would make the Group a member of itself.",
                attribute: "members.value")
        }
    }

    /// The group and those that contain it, in whatever way.
    private func everyGroup(above group: StoredResource) throws -> Set<TextKey> {
        var seen: Set<TextKey> = []
        var waiting = [group]
        while let next = waiting.popLast() {
            guard seen.insert(TextKey(next.id)).inserted else { continue }
            guard seen.count <= Self.mostAbove else {
                throw SCIMError(
                    status: 400, .invalidValue,
                    "The Group is within more than \(Self.mostAbove) others: whether members.value closes a circle cannot be told.",
                    attribute: "members.value")
            }
            waiting += try state.groups(of: next).map(\.group)
        }
        return seen
    }

    /// Groups that may contain, in whatever way, one that gets a group as a member.
    private static let mostAbove = 10_000

    /// The record of one membership: the member is its subject, the group its resource.
    static func draft(_ effect: MemberEffect, _ member: StoredResource, in group: Party) -> Draft {
        let isUser = member.kind == .user
        let action: Action =
            switch (effect.before, effect.after) {
            case (nil, _): isUser ? .groupMemberAdd : .groupSubgroupAdd
            case (_, nil): isUser ? .groupMemberRemove : .groupSubgroupRemove
            default: isUser ? .userUpdate : .groupUpdate
            }
        let change = Change(
            path: "members[value eq \(JSONValue.string(effect.id).text)]",
            before: effect.before.map(JSONValue.object), after: effect.after.map(JSONValue.object))
        return Draft(action, subject: member.party, resources: [group], changes: [change])
    }
}
