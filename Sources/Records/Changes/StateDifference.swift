package import JSON

/// The difference of two states of one resource, as changes, and back.
///
/// Paths are those of RFC 7644 section 3.5.2, with the full URN for attributes of extensions. Attributes are compared
/// one by one, byte for byte, down to the leaves; elements of multi-valued attributes are known by their `value`, by
/// `value` and `type` where that is not enough, or by `type` where there is no `value`. Not differences: the order of
/// elements and of members; `primary: false` in an element and its absence; what is unassigned (null, an empty array,
/// an object that has nothing but those; RFC 7643 section 2.5) and its absence.
package enum StateDifference {
    /// What leads from one state to the other; nil is the state of what does not exist.
    package static func changes(from before: JSONObject?, to after: JSONObject?) -> [Change] {
        var differences = Differences()
        differences.compare(before ?? JSONObject(), after ?? JSONObject(), at: StatePath())
        return differences.changes
    }

    /// The state that the changes lead to, the same for the same input always.
    ///
    /// For `changes(from: a, to: b)` applied to `a` it is `b`, but for what is not a difference. Attributes that are
    /// left empty vanish. Only what `changes(from:to:)` makes is understood.
    ///
    /// - Throws: `RecordError` of the code `invalidValue` for a path of another form, or one that does not fit the state.
    package static func apply(_ changes: [Change], to state: JSONObject) throws(RecordError) -> JSONObject {
        var value: JSONValue = .object(state)
        for (place, change) in changes.enumerated() {
            guard let path = StatePath(parsing: change.path), path.set(change.after, in: &value) else {
                throw RecordError(
                    .invalidValue, "changes[\(place)].path", "is not a path that leads through this state")
            }
        }
        return value.objectValue ?? JSONObject()
    }

    /// Whether two states are the same but for what is not a difference.
    package static func isSame(_ left: JSONObject, _ right: JSONObject) -> Bool {
        changes(from: left, to: right).isEmpty
    }
}

/// Gathers the changes between two values.
private struct Differences {
    var changes: [Change] = []

    mutating func compare(_ before: JSONObject, _ after: JSONObject, at path: StatePath) {
        for (name, old) in before.members { compare(old, after[name], at: path.member(name, of: (old, after[name]))) }
        for (name, new) in after.members where before[name] == nil {
            compare(nil, new, at: path.member(name, of: (nil, new)))
        }
    }

    private mutating func compare(_ before: JSONValue?, _ after: JSONValue?, at path: StatePath) {
        let before = before.flatMap { $0.isUnassigned ? Optional.none : $0 }
        let after = after.flatMap { $0.isUnassigned ? Optional.none : $0 }
        switch (before, after) {
        case (nil, nil): break
        case (.object(let old)?, .object(let new)?): compare(old, new, at: path)
        case (.object(let old)?, nil): compare(old, JSONObject(), at: path)
        case (nil, .object(let new)?): compare(JSONObject(), new, at: path)
        case (.array(let old)?, .array(let new)?): compare(old, new, at: path)
        case (.array(let old)?, nil): compare(old, [], at: path)
        case (nil, .array(let new)?): compare([], new, at: path)
        default: if before != after { add(path, before, after) }
        }
    }

    private mutating func compare(_ before: [JSONValue], _ after: [JSONValue], at path: StatePath) {
        guard let identity = ElementIdentity.common(before, after) else {
            if Self.normal(before) != Self.normal(after) {
                add(
                    path, before.isEmpty ? Optional.none : .array(before),
                    after.isEmpty ? Optional.none : .array(after))
            }
            return
        }
        let old = Self.places(before, identity)
        let new = Self.places(after, identity)
        for element in before {
            guard let key = identity.key(element), new[key] == nil else { continue }
            add(path.element(key), element, nil)
        }
        for element in after {
            guard let key = identity.key(element) else { continue }
            if let place = old[key] {
                compareElement(before[place], element, at: path.element(key))
            } else {
                add(path.element(key), nil, element)
            }
        }
    }

    private static func places(_ elements: [JSONValue], _ identity: ElementIdentity) -> [ElementKey: Int] {
        var places: [ElementKey: Int] = [:]
        for (place, element) in elements.enumerated() {
            if let key = identity.key(element) { places[key] = place }
        }
        return places
    }

    /// Elements without what is not a difference, in one order.
    private static func normal(_ elements: [JSONValue]) -> [JSONValue] {
        let normal = elements.map { element -> JSONValue in
            guard case .object(var object) = element else { return element }
            if object["primary"] == false { object["primary"] = nil }
            return .object(Self.normal(object))
        }
        return normal.map { (bytes: $0.canonicalBytes, value: $0) }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map(\.value)
    }

    private static func normal(_ object: JSONObject) -> JSONObject {
        JSONObject(
            object.members.filter { !$0.value.isUnassigned }.map { name, value in
                switch value {
                case .object(let inner): (name, .object(normal(inner)))
                case .array(let items): (name, .array(normal(items)))
                default: (name, value)
                }
            })
    }

    private mutating func compareElement(_ before: JSONValue, _ after: JSONValue, at path: StatePath) {
        guard case .object(let old) = before, case .object(let new) = after else { return }
        var changes = Differences()
        changes.compare(old, new, at: path)
        let primary = path.member("primary", of: (nil, nil)).description
        self.changes += changes.changes.filter { change in
            !(change.path.hasSameBytes(as: primary) && (change.before ?? false) == (change.after ?? false))
        }
    }

    private mutating func add(_ path: StatePath, _ before: JSONValue?, _ after: JSONValue?) {
        changes.append(Change(path: path.description, before: before, after: after))
    }
}

extension JSONValue {
    /// Null, an empty array, or an object that has nothing but unassigned members (RFC 7643 section 2.5).
    var isUnassigned: Bool {
        switch self {
        case .null: true
        case .array(let items): items.isEmpty
        case .object(let object): object.members.allSatisfy { $0.value.isUnassigned }
        default: false
        }
    }
}
