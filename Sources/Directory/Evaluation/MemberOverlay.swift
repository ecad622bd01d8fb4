import JSON
import SCIM

/// The members of a group as a request would leave them: the edits so far over what the state holds.
struct MemberOverlay {
    private let state: any DirectoryState
    /// Nil for a group that is about to be made.
    private let group: StoredResource?
    /// By member: what the group says about it now, nil for one that is gone. Only what the request touched.
    private(set) var touched: [String: JSONObject?] = [:]
    private var order: [String] = []
    /// What was read of the state, so that a full push asks for the members once.
    private var known: [String: JSONObject?] = [:]
    private var knowsAll = false

    init(_ state: any DirectoryState, group: StoredResource?) {
        self.state = state
        self.group = group
    }

    mutating func apply(_ edit: MemberEdit) throws {
        switch edit {
        case .add(let members): try members.forEach { try add($0, replacing: false) }
        case .remove(let ids): try ids.forEach { try remove($0) }
        case .removeAll: try current().forEach { try remove($0.id) }
        case .removeMatching(let filter):
            for (id, detail) in try current() where filter.filter.matches(detail) { try remove(id) }
        case .replace(let members):
            let wanted = Set(members.compactMap(Self.id))
            for (id, _) in try current() where !wanted.contains(id) { try remove(id) }
            try members.forEach { try add($0, replacing: true) }
        case .merge(let id, let changes): try merge(changes, into: id)
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
        guard let group, !knowsAll else { return nil }
        let detail = try state.member(id, of: group)
        known.updateValue(detail, forKey: id)
        return detail
    }

    private mutating func present(_ id: String) throws -> JSONObject? {
        if let now = touched[id] { return now }
        return try stored(id)
    }

    private mutating func current() throws -> [(id: String, detail: JSONObject)] {
        let stored = try group.map { try state.members(of: $0) } ?? []
        for (id, detail) in stored { known.updateValue(detail, forKey: id) }
        knowsAll = true
        let kept = stored.filter { touched[$0.id] == nil }
        return kept + order.compactMap { id in (touched[id] ?? nil).map { (id, $0) } }
    }

    private mutating func set(_ id: String, _ detail: JSONObject?) {
        if touched.updateValue(detail, forKey: id) == nil { order.append(id) }
    }

    // A member who is one already is left alone by an add. In a replaced list a member without a display keeps the one
    // it had, so that the echo of a list changes nothing.
    private mutating func add(_ member: JSONObject, replacing: Bool) throws {
        guard let id = Self.id(member) else { return }
        let present = try present(id)
        if !replacing, present != nil { return }
        set(id, Self.detail(id, display: member["display"] ?? present?["display"]))
    }

    // `$ref` and `type` follow from the resource that the id names, so they are not kept.
    private static func detail(_ id: String, display: JSONValue?) -> JSONObject {
        var detail = JSONObject([("value", .string(id))])
        detail["display"] = display
        return detail
    }

    private mutating func remove(_ id: String) throws {
        if try present(id) != nil { set(id, nil) }
    }

    private mutating func merge(_ changes: JSONObject, into id: String) throws {
        let present = try present(id)
        let display = changes["display"] ?? present?["display"]
        set(id, Self.detail(id, display: display.flatMap { $0.isNull ? Optional.none : $0 }))
    }
}

/// What becomes of one member.
struct MemberEffect {
    let id: String
    let before: JSONObject?
    let after: JSONObject?
}
