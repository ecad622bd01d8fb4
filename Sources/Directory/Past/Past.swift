import Differences
import JSON
import Recorder
import Records
import SCIM

/// The directory as it was at an instant, resource by resource, from the log.
///
/// A resource is folded from the records that speak of it, by the code that makes the present state. A group's members
/// are reached from its beginning or from the present, whichever is nearer. Every entry that is looked at counts, and
/// there is a limit to them: a question that would need more is refused.
struct Past {
    let instant: Instant
    let walk: any DirectoryWalk
    let fold: RecordFold
    /// The present state, for what it knows without looking back.
    let present: LiveReader
    let budget: Budget

    /// Entries that one question may look at.
    final class Budget {
        private var left: Int

        init(_ entries: Int) { left = entries }

        func spend() throws {
            left -= 1
            guard left >= 0 else {
                throw SCIMError(
                    status: 400, .tooMany,
                    "So many entries lie between that instant and now, or its beginning, that the answer would take too "
                        + "long: ask without members and groups (excludedAttributes).", attribute: "at")
            }
        }
    }

    /// What the entries that name a resource come to.
    struct Trail {
        /// At the instant or before, oldest first.
        var before: [IdentityWalk.Step] = []
        /// After it, newest first.
        var after: [IdentityWalk.Step] = []
        /// Of the newest entry that changed the resource.
        var newest: UInt64 = 0
    }

    func trail(_ kind: StoredResource.Kind, _ id: String) throws -> Trail {
        var trail = Trail()
        try walk.steps(of: Identity(kind: kind.partyType, namespace: Draft.namespace, id: id)) { step in
            try budget.spend()
            // Links, and who read about it, name a resource and change nothing of it.
            guard step.entry.outcome == .success, step.entry.kind == .record else { return true }
            trail.newest = max(trail.newest, step.index)
            if instant.includes(step.index, step.entry.time.milliseconds) {
                trail.before.append(step)
            } else {
                trail.after.append(step)
            }
            return true
        }
        trail.before.reverse()
        return trail
    }

    /// The resource itself; nil when it was not there.
    func resource(_ kind: StoredResource.Kind, _ id: String, _ trail: Trail) throws -> StoredResource? {
        var resource: StoredResource?
        for step in trail.before where step.isSubject && !step.isMembership {
            try budget.spend()
            guard let record = try walk.record(step.index) else { continue }
            let time = step.entry.time.milliseconds
            switch fold.effect(of: record, index: step.index, time: time, resource: { $0 == id ? resource : nil }) {
            case .created(let it), .updated(let it): resource = it
            case .ended: resource = nil
            case .membership, nil: break
            }
        }
        // A membership changes the version of both, whatever it says.
        if let last = trail.before.last {
            resource?.version = Int64(last.index)
            resource?.modified = last.entry.time.milliseconds
        }
        return resource
    }

    /// What a membership's record says.
    struct Membership {
        var member: Party
        var group: Party
        var before: JSONObject?
        var after: JSONObject?
    }

    func membership(_ index: UInt64) throws -> Membership? {
        try budget.spend()
        guard let record = try walk.record(index), RecordFold.isState(record), let group = record.resources.first,
            let change = record.changes.first, RecordFold.isMembership(change)
        else { return nil }
        return Membership(
            member: record.subject, group: group, before: change.before?.objectValue,
            after: change.after?.objectValue)
    }

    /// Where somebody stands in listings; nil for one that never was.
    func sequence(_ kind: StoredResource.Kind, _ id: String) throws -> Int64? {
        if let resource = try present.resource(id) { return resource.sequence }
        return try trail(kind, id).before.first.map { Int64($0.index) }
    }
}

extension IdentityWalk.Step {
    /// Whether the entry is of an action that only memberships have.
    var isMembership: Bool {
        switch entry.action {
        case .groupMemberAdd?, .groupMemberRemove?, .groupSubgroupAdd?, .groupSubgroupRemove?: true
        default: false
        }
    }

    /// Whether the entry may be about a membership: what a group says of a member changes under its usual action.
    var mayBeMembership: Bool { isMembership || entry.references.contains { $0.role == .resource } }
}
