import JSON
import Records
import SCIM

/// The members of a group as a request would leave them: the edits so far over what the state holds.
struct MemberOverlay {
    private let state: any DirectoryState
    /// Nil for a group that is about to be made.
    private let group: StoredResource?
    /// For `$ref`.
    private let baseURL: String
    /// By member: what the group says about it now, nil for one that is gone. Only what the request touched.
    private var touched: [String: JSONObject?] = [:]
    private var order: [String] = []
    /// What was read of the state, so that a full push asks for the members once.
    private var known: [String: JSONObject?] = [:]
    private var kinds: [String: StoredResource.Kind] = [:]
    /// All members, and some that have gone since; nil until an edit concerns every member.
    private var listing: [String]?
    private var listed: Set<String> = []
    private let meter = FilterMeter(
        limit: MemberOverlay.mostComparisons,
        refusal: SCIMError.tooMany(
            "The paths of the operations take more than the limit of \(MemberOverlay.mostComparisons) comparisons with members: select "
                + "members by value eq \"…\", or send fewer operations at a time."))

    /// The most units of a `FilterMeter` that the edits of one request may spend on selecting members.
    static let mostComparisons = 2_000_000

    init(_ state: any DirectoryState, group: StoredResource?, baseURL: String) {
        self.state = state
        self.group = group
        self.baseURL = baseURL
    }

    mutating func apply(_ edit: MemberEdit) throws {
        switch edit {
        case .add(let members): for member in members { try add(member, replacing: false) }
        case .remove(let ids): for id in ids { try remove(id) }
        case .removeAll: for id in try current() { try remove(id) }
        case .removeMatching(let filter): try remove(matching: filter.filter)
        case .replace(let members):
            let wanted = Set(members.compactMap(Self.id))
            for id in try current() where !wanted.contains(id) { try remove(id) }
            for member in members { try add(member, replacing: true) }
        case .merge(let id, let changes, let isMember): try merge(changes, into: id, isMember)
        }
    }

    /// What the request comes to: members whose standing, or what is said about them, differs from the state.
    mutating func effects() throws -> [MemberEffect] {
        var effects: [MemberEffect] = []
        for id in order {
            let before = try stored(id)
            let after = touched[id] ?? nil
            if before != after { effects.append(MemberEffect(id: id, before: before, after: after)) }
        }
        return effects
    }

    private static func id(_ member: JSONObject) -> String? { member["value"]?.stringValue }

    private mutating func stored(_ id: String) throws -> JSONObject? {
        if let known = known[id] { return known }
        guard let group, listing == nil else { return nil }
        let detail = try state.member(id, of: group)
        known.updateValue(detail, forKey: id)
        return detail
    }

    private mutating func present(_ id: String) throws -> JSONObject? {
        if let now = touched[id] { return now }
        return try stored(id)
    }

    /// The ids of all who are members now. Those who left are passed over once.
    private mutating func current() throws -> [String] {
        if listing == nil {
            let stored = try group.map { try state.listed($0) } ?? []
            for member in stored {
                known.updateValue(member.detail, forKey: member.id)
                kinds[member.id] = member.kind
            }
            listed = Set(stored.map(\.id))
            listing = stored.map(\.id) + order.filter { !listed.contains($0) }
        }
        var ids: [String] = []
        for id in listing ?? [] where try present(id) != nil { ids.append(id) }
        listing = ids
        listed = Set(ids)
        return ids
    }

    private mutating func set(_ id: String, _ detail: JSONObject?) {
        if touched.updateValue(detail, forKey: id) == nil { order.append(id) }
        if listing != nil, detail != nil, listed.insert(id).inserted { listing?.append(id) }
    }

    // A member who is one already is left alone by an add. In a replaced list a member without a display keeps the one
    // it had, so that the echo of a list changes nothing.
    private mutating func add(_ member: JSONObject, replacing: Bool) throws {
        guard let id = Self.id(member) else { return }
        try refuseOtherType(member, id)
        let present = try present(id)
        if !replacing, present != nil { return }
        set(id, Self.detail(id, display: member["display"] ?? present?["display"]))
    }

    // `$ref` and `type` follow from the resource that the id names, so they are not kept. A display is kept as a record keeps
    // it, without secrets: to send the same again is then no change.
    private static func detail(_ id: String, display: JSONValue?) -> JSONObject {
        var detail = JSONObject([("value", .string(id))])
        guard let display else { return detail }
        detail["display"] = display
        return Change(path: "members", after: .object(detail)).after?.objectValue ?? detail
    }

    private mutating func remove(_ id: String) throws {
        if try present(id) != nil { set(id, nil) }
    }

    private mutating func merge(_ changes: JSONObject, into id: String, _ isMember: MemberEdit.Membership) throws {
        try refuseOtherType(changes, id)
        let present = try present(id)
        if present == nil {
            switch isMember {
            case .orBecomes: break
            case .ifAny: return
            case .required:
                throw SCIMError(
                    status: 400, .noTarget, "members[value eq \"…\"] selects nobody: who is to be a member is added.",
                    attribute: "members")
            }
        }
        let display = changes["display"] ?? present?["display"]
        set(id, Self.detail(id, display: display.flatMap { $0.isNull ? Optional.none : $0 }))
    }
}

// What is shown of members and not kept.
extension MemberOverlay {
    /// Removes the members that a filter selects, looking at no others where it names one.
    private mutating func remove(matching filter: BoundFilter) throws {
        let isShown = filter.names("type") || filter.names("$ref")
        let named = filter.anchors.first { $0.name == "value" }?.text
        for id in try named.map({ [$0] }) ?? current() {
            guard var member = try present(id) else { continue }
            if isShown, let kind = try kind(of: id) {
                member["$ref"] = .string("\(baseURL)\(kind.type.endpoint)/\(id)")
                member["type"] = .string(kind.type.name)
            }
            if try filter.matches(member, meter) { try remove(id) }
        }
    }

    private mutating func kind(of id: String) throws -> StoredResource.Kind? {
        if let kind = kinds[id] { return kind }
        let kind = try state.resource(id)?.kind
        kinds[id] = kind
        return kind
    }

    /// Refuses a member that is said to be of one type and is of the other. What is no type of members is a label like
    /// any other, since canonical values are suggestions.
    private mutating func refuseOtherType(_ member: JSONObject, _ id: String) throws {
        guard let type = member["type"]?.stringValue,
            ["User", "Group"].contains(where: { $0.isSameName(as: type) }),
            let kind = try kind(of: id), !kind.type.name.isSameName(as: type)
        else { return }
        throw SCIMError.invalidValue("members.type", "is not the type of the resource that members.value names")
    }
}

/// What becomes of one member.
struct MemberEffect {
    let id: String
    let before: JSONObject?
    let after: JSONObject?
}
