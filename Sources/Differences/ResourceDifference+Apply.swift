package import JSON
package import Records
import SCIM

extension ResourceDifference {
    /// The state that changes lead to.
    ///
    /// The same change twice has the effect of one. What does not name an attribute of the type is passed over, so that
    /// a log with records of a later version can still be read.
    package func apply(_ changes: [Change], to state: JSONObject) -> JSONObject {
        var state = state
        for change in changes { apply(change, to: &state) }
        return state
    }

    private func apply(_ change: Change, to state: inout JSONObject) {
        if let place = plain(change.path) { return apply(change, at: place, to: &state) }
        guard let path = try? AttributePath(parsing: change.path),
            let place = type.place(
                AttributeReference(schema: path.reference.schema, name: path.reference.name, sub: path.sub)),
            place.attribute.returned != .never
        else { return }
        guard let filter = path.filter else { return apply(change, at: place, to: &state) }
        let whole = Place(container: place.container, attribute: place.attribute, sub: nil)
        guard place.attribute.isMultiValued, let key = ElementKey(filter) else { return }
        let elements = replacing(key, with: change.after, in: whole.value(in: state)?.arrayValue ?? [])
        whole.set(elements.isEmpty ? nil : .array(elements), in: &state)
    }

    /// The place of an attribute by its bare name, as most paths are.
    private func plain(_ path: String) -> Place? {
        guard path.utf8.allSatisfy({ $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: ":") }),
            let attribute = type.schema.attributes.first(where: { $0.name.hasSameBytes(as: path) }),
            attribute.returned != .never
        else { return nil }
        return Place(container: nil, attribute: attribute, sub: nil)
    }

    /// Puts the value of a change into the place that it names as a whole.
    func apply(_ change: Change, at place: Place, to state: inout JSONObject) {
        let whole = Place(container: place.container, attribute: place.attribute, sub: nil)
        if let sub = place.sub {
            var object = whole.value(in: state)?.objectValue ?? JSONObject()
            object[sub.name] = change.after
            whole.set(object.isEmpty ? nil : .object(object), in: &state)
        } else {
            // A list whose values were withheld from the record as secrets is no list any more.
            let isList = change.after.map { $0.arrayValue != nil } ?? false
            whole.set(place.attribute.isMultiValued && !isList ? Optional.none : change.after, in: &state)
        }
    }

    private func replacing(_ key: ElementKey, with element: JSONValue?, in list: [JSONValue]) -> [JSONValue] {
        var list = list
        let place = key.place(in: list)
        switch (place, element) {
        case (let place?, let element?): list[place] = element
        case (let place?, nil): list.remove(at: place)
        case (nil, let element?): list.append(element)
        case (nil, nil): break
        }
        return list
    }
}
