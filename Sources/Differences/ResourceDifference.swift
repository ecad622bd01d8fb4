package import JSON
package import Records
package import SCIM

/// The difference of two states of a resource, as the changes that a record carries, and the way back.
///
/// Paths are those of RFC 7644: an extension's attribute under its URN, an element of a multi-valued attribute by its
/// `value` and `type`. An attribute whose elements cannot be told apart so, or which changes in very many of them, is
/// one change from the whole list to the whole list. The order of elements is no difference, nor is whether one that is
/// not primary says so.
package final class ResourceDifference: StateDifference {
    package let type: ResourceType
    package var isUser: Bool { type.isUser }
    package var createAction: Action { type.createAction }
    package var updateAction: Action { type.updateAction }
    package var deleteAction: Action { type.deleteAction }
    /// The settable attributes of the core schema, `externalId` before them, and of each extension.
    private let settable: [(container: Schema?, attributes: [Attribute])]

    package init(_ type: ResourceType) {
        self.type = type
        let external = type.place(AttributeReference(name: "externalId")).map { [$0.attribute] } ?? []
        settable =
            [(nil, (external + type.schema.attributes).filter { Self.isSettable($0) && $0.name != "members" })]
            + type.extensions.map { ($0, $0.attributes.filter(Self.isSettable)) }
    }

    private static func isSettable(_ attribute: Attribute) -> Bool {
        attribute.mutability != .readOnly && attribute.returned != .never
    }

    /// A state as the changes that make it: one for every attribute. The state has been `kept` before.
    package func creation(of state: JSONObject) -> [Change] {
        assigned(in: state).map { Change(verbatim: $0.path, before: nil, after: $1) }
    }

    /// A state as the changes that end it. The state has been `kept` before.
    package func deletion(of state: JSONObject) -> [Change] {
        assigned(in: state).map { Change(verbatim: $0.path, before: $1, after: nil) }
    }

    /// A state as a record keeps it: without secrets, in the order of the schemas. What stood there before has been
    /// kept already and is not looked at again.
    package func kept(_ state: JSONObject, before: JSONObject) -> JSONObject {
        var kept = JSONObject()
        for (place, value) in assigned(in: state) {
            if place.value(in: before) == value {
                place.set(value, in: &kept)
            } else {
                apply(Change(path: place.path, after: value), at: place, to: &kept)
            }
        }
        return kept
    }

    /// What leads from one state to another.
    package func changes(from before: JSONObject, to after: JSONObject) -> [Change] {
        settable.flatMap { container, attributes -> [Change] in
            let (old, new) = (container.map { before[$0.id] } ?? nil, container.map { after[$0.id] } ?? nil)
            guard container == nil || old != new else { return [] }
            return attributes.flatMap { attribute -> [Change] in
                let a = container == nil ? before[attribute.name] : old?[attribute.name]
                let b = container == nil ? after[attribute.name] : new?[attribute.name]
                guard a != b else { return [] }
                return changes(at: Place(container: container, attribute: attribute, sub: nil), from: a, to: b)
            }
        }
    }

    /// What leads from the roles and entitlements of one state to those of another.
    package func grants(from before: JSONObject, to after: JSONObject) -> [Change] {
        type.schema.attributes.filter { $0.name == "roles" || $0.name == "entitlements" }.flatMap { attribute in
            let (old, new) = (before[attribute.name], after[attribute.name])
            guard old != new else { return [Change]() }
            return changes(at: Place(container: nil, attribute: attribute, sub: nil), from: old, to: new)
        }
    }

    private func changes(at place: Place, from old: JSONValue?, to new: JSONValue?) -> [Change] {
        if place.attribute.isMultiValued {
            let (before, after) = (old?.arrayValue ?? [], new?.arrayValue ?? [])
            let changes = ElementChanges.between(before, after, path: place.path) { place.attribute.isSame($0, $1) }
            if let changes { return changes }
            return place.attribute.isSameList(before, after)
                ? [] : [Change(path: place.path, before: old, after: new)]
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

    package func canonicalBytes(_ element: JSONValue, of path: String) -> [UInt8] {
        type.schema.attribute(path)?.canonicalBytes(element) ?? element.bytes
    }

    /// What a state assigns, in the order of the schemas, `externalId` first; members are kept apart.
    private func assigned(in state: JSONObject) -> [(Place, JSONValue)] {
        var assigned: [(Place, JSONValue)] = []
        for (container, attributes) in settable {
            guard let object = container == nil ? state : state[container?.id ?? ""]?.objectValue else { continue }
            for attribute in attributes {
                guard let value = object[attribute.name] else { continue }
                assigned.append((Place(container: container, attribute: attribute, sub: nil), value))
            }
        }
        return assigned
    }
}
