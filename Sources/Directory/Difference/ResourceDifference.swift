package import JSON
package import Records
package import SCIM

/// The difference of two states of a resource, as the changes that a record carries, and the way back.
///
/// Paths are those of RFC 7644: an extension's attribute under its URN, an element of a multi-valued attribute by its
/// `value` and `type`. An attribute whose elements cannot be told apart so, or which changes in very many of them, is one
/// change from the whole list to the whole list. The order of elements is no difference.
package struct ResourceDifference: Sendable {
    package let type: ResourceType

    package init(_ type: ResourceType) { self.type = type }

    /// Elements of one attribute that are told one by one; more are told as a whole, since a record holds so many
    /// changes only. Roles and entitlements are always told apart: each is a record of its own.
    static let mostElements = 50

    /// A state as the changes that make it: one for every attribute.
    package func creation(of state: JSONObject) -> [Change] {
        places(in: state).compactMap { place in
            place.value(in: state).map { Change(path: place.path, after: $0) }
        }
    }

    /// A state as the changes that end it.
    package func deletion(of state: JSONObject) -> [Change] {
        places(in: state).compactMap { place in
            place.value(in: state).map { Change(path: place.path, before: $0) }
        }
    }

    /// What leads from one state to another.
    package func changes(from before: JSONObject, to after: JSONObject) -> [Change] {
        var changes: [Change] = []
        for place in places() {
            let old = place.value(in: before)
            let new = place.value(in: after)
            guard old != new else { continue }
            changes += self.changes(at: place, from: old, to: new)
        }
        return changes
    }

    private func changes(at place: Place, from old: JSONValue?, to new: JSONValue?) -> [Change] {
        if place.attribute.isMultiValued {
            return elementChanges(at: place, old?.arrayValue ?? [], new?.arrayValue ?? [])
                ?? [Change(path: place.path, before: old, after: new)]
        }
        guard place.attribute.kind == .complex, place.attribute.sub("value") == nil else {
            return [Change(path: place.path, before: old, after: new)]
        }
        return place.attribute.subAttributes.compactMap { sub in
            let a = old?[sub.name]
            let b = new?[sub.name]
            return a == b ? nil : Change(path: "\(place.path).\(sub.name)", before: a, after: b)
        }
    }

    // Nil when the elements cannot be told one by one.
    private func elementChanges(at place: Place, _ old: [JSONValue], _ new: [JSONValue]) -> [Change]? {
        guard let before = keyed(old), let after = keyed(new) else { return nil }
        var changes: [Change] = []
        for (key, element) in before.elements {
            let now = after.index[key]
            guard now != element else { continue }
            changes.append(Change(path: place.path + key.selection, before: element, after: now))
        }
        for (key, element) in after.elements where before.index[key] == nil {
            changes.append(Change(path: place.path + key.selection, after: element))
        }
        let isGrant = place.path == "roles" || place.path == "entitlements"
        return isGrant || changes.count <= Self.mostElements ? changes : nil
    }

    private func keyed(
        _ list: [JSONValue]
    ) -> (elements: [(ElementKey, JSONValue)], index: [ElementKey: JSONValue])? {
        var elements: [(ElementKey, JSONValue)] = []
        var index: [ElementKey: JSONValue] = [:]
        for element in list {
            guard let key = ElementKey(element), index.updateValue(element, forKey: key) == nil else { return nil }
            elements.append((key, element))
        }
        return (elements, index)
    }

    /// The settable attributes of the type in the order of its schemas, `externalId` first; members are kept apart.
    private func places() -> [Place] {
        var places = [AttributeReference(name: "externalId")]
        places += type.schema.attributes.map { AttributeReference(name: $0.name) }
        for schema in type.extensions {
            places += schema.attributes.map { AttributeReference(schema: schema.id, name: $0.name) }
        }
        return places.compactMap { type.place($0) }.filter { place in
            place.attribute.mutability != .readOnly && place.attribute.returned != .never
                && place.path != "members"
        }
    }

    private func places(in state: JSONObject) -> [Place] { places().filter { $0.value(in: state) != nil } }
}
