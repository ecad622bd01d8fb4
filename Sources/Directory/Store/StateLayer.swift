import JSON
import SCIM

/// Changes of the state that the database does not hold yet.
struct StateLayer: Sendable {
    /// What is to be written of a resource.
    struct Row: Sendable {
        /// Nil for one that has ended.
        var resource: StoredResource?
        var sequence: Int64
        /// Whether the database has no row of it.
        var isNew: Bool
        /// Whether what indexes answer for has changed.
        var hasNewNames: Bool
    }

    /// What is to be written of a membership.
    struct Membership: Sendable {
        var group: Int64
        var member: Int64
        var kind: StoredResource.Kind
        /// Nil for one that has ended.
        var detail: JSONObject?
    }

    /// By id.
    private(set) var rows: [TextKey: Row] = [:]
    /// By folded `userName`: the id of who has it, nil when nobody has any more.
    private(set) var users: [TextKey: String?] = [:]
    /// By the group's id, then the member's.
    private(set) var members: [TextKey: [TextKey: Membership]] = [:]
    /// By the member's id: the groups of which something is said above.
    private(set) var groups: [TextKey: Set<TextKey>] = [:]
    private(set) var memberships = 0

    var isEmpty: Bool { rows.isEmpty }
    /// Rows to be written.
    var count: Int { rows.count + memberships }

    mutating func add(_ effect: RecordFold.Effect, before: StoredResource?) {
        switch effect {
        case .created(let resource):
            put(resource, isNew: true, hasNewNames: true)
            if let name = Self.userName(resource) { users.updateValue(resource.id, forKey: name) }
        case .updated(let resource):
            let names = before.map(ResourceNames.init)
            put(resource, isNew: false, hasNewNames: names != ResourceNames(resource))
            rename(before, to: resource)
        case .ended(let resource):
            let key = TextKey(resource.id)
            let isNew = rows[key]?.isNew ?? false
            rows[key] = Row(resource: nil, sequence: resource.sequence, isNew: isNew, hasNewNames: true)
            rename(resource, to: nil)
        case .membership(let group, let member, let detail):
            put(group, isNew: false, hasNewNames: false)
            put(member, isNew: false, hasNewNames: false)
            let membership = Membership(
                group: group.sequence, member: member.sequence, kind: member.kind, detail: detail)
            let (owner, key) = (TextKey(group.id), TextKey(member.id))
            if members[owner, default: [:]].updateValue(membership, forKey: key) == nil { memberships += 1 }
            groups[key, default: []].insert(owner)
        }
    }

    private mutating func put(_ resource: StoredResource, isNew: Bool, hasNewNames: Bool) {
        let key = TextKey(resource.id)
        let known = rows[key]
        rows[key] = Row(
            resource: resource, sequence: resource.sequence, isNew: known?.isNew ?? isNew,
            hasNewNames: known?.hasNewNames ?? false || hasNewNames)
    }

    private mutating func rename(_ before: StoredResource?, to after: StoredResource?) {
        let old = before.flatMap(Self.userName)
        let new = after.flatMap(Self.userName)
        guard old != new else { return }
        if let old { users.updateValue(nil, forKey: old) }
        if let new, let after { users.updateValue(after.id, forKey: new) }
    }

    private static func userName(_ resource: StoredResource) -> TextKey? {
        resource.kind == .user ? resource.foldedName : nil
    }
}

/// The attributes of a resource that indexes answer for.
struct ResourceNames: Equatable {
    let name: TextKey?
    let display: TextKey?
    let external: TextKey?

    init(_ resource: StoredResource) {
        name = resource.foldedName
        display = (resource.attributes["displayName"]?.stringValue?.caseFolded).map(TextKey.init)
        external = resource.attributes["externalId"]?.stringValue.map(TextKey.init)
    }
}
