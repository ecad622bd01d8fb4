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
        for effect in effects.filter({ $0.after == nil }) + effects.filter({ $0.after != nil }) {
            let member = try self.member(effect, group: group.id)
            guard let member else { continue }
            evaluation.locks.insert(.resource(member.id))
            if member.kind == .group, effect.before == nil {
                evaluation.locks.insert(.nesting)
                try refuseCircle(member, in: resource)
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

    /// Refuses a group that is, directly or through others, above the group it would go into.
    private func refuseCircle(_ member: StoredResource, in group: StoredResource?) throws {
        guard let group else { return }
        var seen: Set<String> = []
        var above = [group]
        while let next = above.popLast() {
            guard next.id != member.id else {
                throw SCIMError(
                    status: 400, .invalidValue, "members.value would make the Group a member of itself.",
                    attribute: "members.value")
            }
            guard seen.insert(next.id).inserted else { continue }
            above += try state.groups(of: next).map(\.group)
        }
    }

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
