package import JSON
package import Records
import SCIM

/// Tells two states of a resource apart that a foreign service gave, with no schema at hand: by the shape of what is there.
///
/// An object under a URN is an extension, another object a complex attribute, an array of objects with a `value` each a
/// multi-valued attribute whose elements are told apart. Paths are those of RFC 7644; what has a name that no attribute
/// can have stands under `$["name"]`. `null`, an empty array and nothing are the same, so are `primary: false` and no
/// `primary`, and the order of elements is no difference.
package struct ObservedDifference: StateDifference {
    package let isUser: Bool
    package let createAction: Action
    package let updateAction: Action
    package let deleteAction: Action
    /// Attributes that are the service's own affair, or told in another way.
    private let apart: Set<String>

    /// - Parameters:
    ///   - isUser: whether the resources are accounts.
    ///   - create: the action of a resource that comes to be.
    ///   - update: that of one that changes.
    ///   - delete: that of one that ends.
    package init(isUser: Bool, create: Action, update: Action, delete: Action) {
        self.isUser = isUser
        createAction = create
        updateAction = update
        deleteAction = delete
        apart = Set(["id", "schemas", "meta", "members"] + (isUser ? ["groups"] : []))
    }

    /// Whether an attribute of this name is no part of a state: the service's own affair, or told in another way.
    package func isApart(_ name: String) -> Bool { apart.contains { $0.isSameName(as: name) } }

    /// The attribute that a change's path is in, with its URN, and the sub-attribute that it names; nil for no path.
    package static func attribute(of path: String) -> (attribute: String, sub: String?)? {
        ObservedPlace.parse(path).map { place, sub, _ in
            ((place.container.map { $0 + ":" } ?? "") + place.name, sub)
        }
    }

    package func creation(of state: JSONObject) -> [Change] {
        places(of: state).map { Change(path: $0.path, after: $0.value(in: state)) }
    }

    package func deletion(of state: JSONObject) -> [Change] {
        places(of: state).map { Change(path: $0.path, before: $0.value(in: state)) }
    }

    package func changes(from before: JSONObject, to after: JSONObject) -> [Change] {
        difference(from: before, to: after) { _ in true }
    }

    package func grants(from before: JSONObject, to after: JSONObject) -> [Change] {
        difference(from: before, to: after) { $0 == "roles" || $0 == "entitlements" }
    }

    private func difference(
        from before: JSONObject, to after: JSONObject, _ isMeant: (String) -> Bool
    ) -> [Change] {
        var places = places(of: before)
        let known = Set(places)
        places += self.places(of: after).filter { !known.contains($0) }
        return places.filter { isMeant($0.path) }.flatMap { place in
            Self.changes(place.path, place.value(in: before), place.value(in: after))
        }
    }

    private static func changes(_ path: String, _ old: JSONValue?, _ new: JSONValue?) -> [Change] {
        if old == new { return [] }
        if Shape.isList(old) || Shape.isList(new) {
            let (before, after) = (old?.arrayValue ?? [], new?.arrayValue ?? [])
            let changes = ElementChanges.between(before, after, path: path) { canonical($0) == canonical($1) }
            if let changes { return changes }
            let isSame = ElementChanges.areSame(before, after) { canonical($0).canonicalBytes }
            return isSame ? [] : [Change(path: path, before: old, after: new)]
        }
        guard let inner = Shape.subAttributes(old, new) else { return [Change(path: path, before: old, after: new)] }
        return inner.compactMap { name in
            let (a, b) = (old?[name], new?[name])
            return a == b ? nil : Change(path: "\(path).\(name)", before: a, after: b)
        }
    }

    package func canonicalBytes(_ element: JSONValue, of path: String) -> [UInt8] {
        Self.canonical(element).canonicalBytes
    }

    private static func canonical(_ element: JSONValue) -> JSONValue {
        guard case .object(var object) = element, object["primary"] == false else { return element }
        object["primary"] = nil
        return .object(object)
    }

    /// Where the attributes of a state stand, in its own order.
    private func places(of state: JSONObject) -> [ObservedPlace] {
        state.members.flatMap { name, value -> [ObservedPlace] in
            guard !isApart(name) else { return [] }
            guard Shape.isURN(name), let inner = value.objectValue else {
                return Shape.isNothing(value) ? [] : [ObservedPlace(container: nil, name: name)]
            }
            return inner.members.filter { !Shape.isNothing($0.value) }.map {
                ObservedPlace(container: name, name: $0.name)
            }
        }
    }
}

extension ObservedDifference {
    /// A state as records keep it: without secrets, without what stands apart, bounded in size.
    ///
    /// Of a value that is too large its size is kept, in its place: that it became large or went is a change like others.
    ///
    /// - Returns: the state, and how many attributes it lacks, or has the size of, for their size.
    package func kept(_ state: JSONObject) -> (state: JSONObject, omitted: Int) {
        var kept = JSONObject()
        var (omitted, size, count) = (0, 0, 0)
        for place in places(of: state) {
            guard let shown = place.value(in: state), var value = Change(path: place.path, after: shown).after
            else { continue }
            // Under a name such as `urn:…:User:password` the last part says what it is.
            if place.path.utf8.first == UInt8(ascii: "$") {
                value = Change(path: place.name, after: value).after ?? value
            }
            let bytes = value.encodedSize + place.path.utf8.count
            guard place.isBounded, Shape.isShallow(value), bytes <= Self.largest, size + bytes <= Self.most,
                count < Self.attributes
            else {
                omitted += 1
                if place.isBounded, count < Self.attributes {
                    count += 1
                    place.set(.string("(\(value.encodedSize) bytes)"), in: &kept)
                }
                continue
            }
            size += bytes
            count += 1
            place.set(value, in: &kept)
        }
        return (kept, omitted)
    }

    /// Whether a text is what stands in the place of a value that is too large.
    package static func isPlaceholder(_ text: String) -> Bool {
        guard text.hasPrefix("("), text.hasSuffix(" bytes)") else { return false }
        let digits = text.dropFirst().dropLast(7)
        return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Bytes of one value, and of a whole state: a record takes 900 KiB.
    private static let largest = 128 << 10
    private static let most = 384 << 10
    private static let attributes = 400

    /// The state that changes lead to. The same change twice has the effect of one.
    package func apply(_ changes: [Change], to state: JSONObject) -> JSONObject {
        var state = state
        for change in changes { apply(change, to: &state) }
        return state
    }

    private func apply(_ change: Change, to state: inout JSONObject) {
        guard let (place, sub, key) = ObservedPlace.parse(change.path) else { return }
        switch (sub, key) {
        case (nil, nil): place.set(change.after, in: &state)
        case (let sub?, _):
            var object = place.value(in: state)?.objectValue ?? JSONObject()
            object[sub] = change.after
            place.set(object.isEmpty ? nil : .object(object), in: &state)
        case (nil, let key?):
            var list = place.value(in: state)?.arrayValue ?? []
            list.removeAll { ElementKey($0) == key }
            if let after = change.after { list.append(after) }
            place.set(list.isEmpty ? nil : .array(list), in: &state)
        }
    }
}
