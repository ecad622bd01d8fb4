import GRDB
package import JSON
import SCIM
import Synchronization

/// Reads the newest state: what is not written yet over what the database holds.
///
/// Every question by itself is about one moment. Several questions see one moment as far as the resources they are about
/// are locked; what must be of one moment without that is asked of a `StoreReader`.
package struct LiveReader: DirectoryState {
    let store: DirectoryStore
    let database: StoreReader

    package func resource(_ id: String) throws -> StoredResource? {
        let (known, flushes) = store.live.withLock { ($0.resource(id), $0.flushes) }
        switch known {
        case .resource(let resource): return resource
        case .ended: return nil
        case nil:
            guard let resource = try database.resource(id) else { return nil }
            store.live.withLock { $0.remember(resource, flushes: flushes) }
            return resource
        }
    }

    package func user(named userName: String) throws -> StoredResource? {
        let name = TextKey(userName.caseFolded)
        if let known = store.live.withLock({ $0.user(named: name) }) {
            return try known.flatMap { try resource($0) }
        }
        guard let written = try database.user(name) else { return nil }
        // What is not written yet is newer: the name may be somebody else's by now, or nobody's.
        guard let known = store.live.withLock({ $0.resource(written.id) }) else { return written }
        guard case .resource(let resource) = known, resource.foldedName == name else { return nil }
        return resource
    }

    package func member(_ id: String, of group: StoredResource) throws -> JSONObject? {
        if let known = store.live.withLock({ $0.membership(id, of: group.id) }) { return known.detail }
        return try database.member(id, of: group)
    }

    package func members(of group: StoredResource) throws -> [(id: String, detail: JSONObject)] {
        try listed(group).map { ($0.id, $0.detail) }
    }

    package func listed(_ group: StoredResource) throws -> [GroupMember] {
        try settled { live in
            live.memberships(of: group.id)
        } _: { unwritten in
            let written = try database.listed(group)
            guard !unwritten.isEmpty else { return written }
            var members = written.filter { unwritten[TextKey($0.id)] == nil }
            for (id, membership) in unwritten {
                guard let detail = membership.detail else { continue }
                members.append(
                    GroupMember(
                        sequence: membership.member, id: id.text, kind: membership.kind, detail: detail))
            }
            return members.sorted { $0.sequence < $1.sequence }
        }
    }

    package func groups(of resource: StoredResource) throws -> [(group: StoredResource, detail: JSONObject)] {
        try settled { live in
            live.groups(of: resource.id).map { ($0, live.membership(resource.id, of: $0.text)?.detail) }
        } _: { unwritten in
            let known = Set(unwritten.map(\.0))
            var groups = try database.groups(of: resource).filter { !known.contains(TextKey($0.group.id)) }
                .map { (try self.resource($0.group.id) ?? $0.group, $0.detail) }
            for (id, detail) in unwritten {
                if let detail, let group = try self.resource(id.text) { groups.append((group, detail)) }
            }
            return groups.sorted { $0.0.sequence < $1.0.sequence }
        }
    }

    /// Joins what is not written yet with what the database says, again when the one became the other meanwhile.
    private func settled<Unwritten: Sendable, Answer>(
        _ look: (LiveState) -> Unwritten, _ join: (Unwritten) throws -> Answer
    ) throws -> Answer {
        while true {
            let (unwritten, flushes) = store.live.withLock { (look($0), $0.flushes) }
            let answer = try join(unwritten)
            if store.live.withLock({ $0.flushes }) == flushes { return answer }
        }
    }
}

/// A member of a group, with what the group says about it.
package struct GroupMember: Sendable {
    /// The member's place in every listing.
    package var sequence: Int64
    package var id: String
    package var kind: StoredResource.Kind
    package var detail: JSONObject
}
