import SCIM
import TransparencyLog

/// What the directory knows beside its database: the changes that are visible and not written yet, in two layers, and
/// resources that were read lately.
///
/// The newer layer takes what comes while the older one is being written. A question looks into the newer, the older,
/// what was read lately, and then the database: a layer is dropped only after its transaction has ended, so nothing is
/// ever missed between them.
struct LiveState: Sendable {
    private(set) var newer = StateLayer()
    /// What is being written, or could not be written yet.
    private(set) var older = StateLayer()
    private var recent = RecentResources(limit: 16_384)
    /// Entries taken in, which is the index of the next.
    private(set) var position: UInt64
    /// The bytes of the last of them; empty before the first.
    private var lastEntry: [UInt8] = []
    /// Where the older layer leads to, while there is one.
    private var frozen: DirectoryStore.Position?
    /// Entries that the database holds.
    private var written: UInt64
    /// How often a layer went into the database: what was read before is not remembered after.
    private(set) var flushes = 0

    /// - Parameter position: how far the database has come.
    init(position: UInt64) {
        self.position = position
        written = position
    }

    /// Rows that wait to be written.
    var waiting: Int { newer.count + older.count }
    /// Whether a layer could not be written, or is being written.
    var isFrozen: Bool { frozen != nil }

    enum Known {
        case resource(StoredResource)
        case ended
    }

    /// A resource, as far as it is known without the database.
    mutating func resource(_ id: String) -> Known? {
        let key = TextKey(id)
        if let row = newer.rows[key] ?? older.rows[key] { return row.resource.map(Known.resource) ?? .ended }
        return recent.value(id).map(Known.resource)
    }

    /// The id of the user with a folded name, as far as it is known without the database: a nil within for nobody.
    func user(named name: TextKey) -> String?? { newer.users[name] ?? older.users[name] }

    func membership(_ member: String, of group: String) -> StateLayer.Membership? {
        let (group, member) = (TextKey(group), TextKey(member))
        return newer.members[group]?[member] ?? older.members[group]?[member]
    }

    /// The memberships of a group that are not written yet.
    func memberships(of group: String) -> [TextKey: StateLayer.Membership] {
        let group = TextKey(group)
        return (older.members[group] ?? [:]).merging(newer.members[group] ?? [:]) { $1 }
    }

    /// The groups about whose relation to a member something is not written yet.
    func groups(of member: String) -> Set<TextKey> {
        let member = TextKey(member)
        return (newer.groups[member] ?? []).union(older.groups[member] ?? [])
    }

    /// Takes in the entry at the position: what it does, if anything, and its bytes.
    mutating func add(_ effect: RecordFold.Effect?, before: StoredResource?, entry: [UInt8]) {
        // A row that the older layer makes is there by the time the newer one is written.
        if let effect { newer.add(effect, before: before) }
        position += 1
        lastEntry = entry
    }

    /// Remembers what was read from the database, unless a layer has gone into it since.
    mutating func remember(_ resource: StoredResource, flushes: Int) {
        if self.flushes == flushes { recent.insert(resource) }
    }

    /// What is to be written next, with the position that it leads to; nil when nothing is.
    mutating func freeze() -> (layer: StateLayer, position: DirectoryStore.Position)? {
        if let frozen { return (older, frozen) }
        guard position != written else { return nil }
        older = newer
        newer = StateLayer()
        let reached = DirectoryStore.Position(next: position, tail: MerkleTree.leafHash(lastEntry))
        frozen = reached
        return (older, reached)
    }

    /// The frozen layer is in the database.
    mutating func thaw() {
        for (id, row) in older.rows {
            if let resource = row.resource { recent.insert(resource) } else { recent.remove(id.text) }
        }
        older = StateLayer()
        written = frozen?.next ?? written
        frozen = nil
        flushes += 1
    }
}

/// Resources that were read or written lately: two halves, the older of which is dropped whole when the younger is full.
struct RecentResources: Sendable {
    private var young: [TextKey: StoredResource] = [:]
    private var old: [TextKey: StoredResource] = [:]
    private let half: Int

    init(limit: Int) { half = max(1, limit / 2) }

    mutating func value(_ id: String) -> StoredResource? {
        let key = TextKey(id)
        if let resource = young[key] { return resource }
        guard let resource = old.removeValue(forKey: key) else { return nil }
        insert(resource)
        return resource
    }

    mutating func insert(_ resource: StoredResource) {
        if young.count >= half {
            old = young
            young = [:]
        }
        young[TextKey(resource.id)] = resource
    }

    mutating func remove(_ id: String) {
        young[TextKey(id)] = nil
        old[TextKey(id)] = nil
    }
}
