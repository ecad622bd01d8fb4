import JSON
import Recorder
import Records
import SCIM

/// One resource as it was at an instant, with what belongs to it.
struct PastState: DirectoryState {
    let past: Past
    let shown: StoredResource
    let trail: Past.Trail
    /// Groups that were looked at on the way, with what is on record of them.
    private let groups = Groups()

    private final class Groups {
        var known: [TextKey: (group: StoredResource, trail: Past.Trail)] = [:]
    }

    init(past: Past, shown: StoredResource, trail: Past.Trail) {
        self.past = past
        self.shown = shown
        self.trail = trail
    }

    func resource(_ id: String) throws -> StoredResource? { id.hasSameBytes(as: shown.id) ? shown : nil }

    func user(named userName: String) throws -> StoredResource? { nil }

    func member(_ id: String, of group: StoredResource) throws -> JSONObject? {
        try members(of: group).first { $0.id.hasSameBytes(as: id) }?.detail
    }

    func members(of group: StoredResource) throws -> [(id: String, detail: JSONObject)] {
        try listed(group).map { ($0.id, $0.detail) }
    }

    /// From the group's beginning, or back from the present when that is nearer.
    func listed(_ group: StoredResource) throws -> [GroupMember] {
        let before = trail.before.filter { $0.mayBeMembership && isOfMember($0) }
        let after = trail.after.filter { $0.mayBeMembership && isOfMember($0) }
        var members: [String: (kind: StoredResource.Kind, detail: JSONObject)] = [:]
        func set(_ membership: Past.Membership, _ detail: JSONObject?) {
            let kind: StoredResource.Kind =
                membership.member.type == StoredResource.Kind.group.partyType ? .group : .user
            members[membership.member.id] = detail.map { (kind, $0) }
        }
        if after.count < before.count {
            if let now = try past.present.resource(group.id) {
                for member in try past.present.listed(now) { members[member.id] = (member.kind, member.detail) }
            }
            for step in after { try past.membership(step.index).map { set($0, $0.before) } }
        } else {
            for step in before { try past.membership(step.index).map { set($0, $0.after) } }
        }
        return try members.map { id, member in
            GroupMember(
                sequence: try past.sequence(member.kind, id) ?? 0, id: id, kind: member.kind, detail: member.detail)
        }.sorted { ($0.sequence, $0.id) < ($1.sequence, $1.id) }
    }

    // A group has members, and may be one itself: there it is the subject.
    private func isOfMember(_ step: IdentityWalk.Step) -> Bool { !step.isSubject }

    /// The groups that somebody, or a group that came out of this, was in, each under the name that it had then.
    func groups(of resource: StoredResource) throws -> [(group: StoredResource, detail: JSONObject)] {
        let trail = resource.id.hasSameBytes(as: shown.id) ? trail : groups.known[TextKey(resource.id)]?.trail
        var details: [String: JSONObject] = [:]
        for step in trail?.before ?? [] where step.isSubject && step.mayBeMembership {
            guard let membership = try past.membership(step.index) else { continue }
            details[membership.group.id] = membership.after
        }
        return try details.compactMap { id, detail in try group(id).map { ($0, detail) } }
            .sorted { $0.0.sequence < $1.0.sequence }
    }

    private func group(_ id: String) throws -> StoredResource? {
        let key = TextKey(id)
        if let known = groups.known[key] { return known.group }
        let trail = try past.trail(.group, id)
        guard let group = try past.resource(.group, id, trail) else { return nil }
        groups.known[key] = (group, trail)
        return group
    }
}
