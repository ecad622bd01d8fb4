package import JSON
package import Records
import SCIM

extension ResourceDifference {
    /// The state that changes lead to.
    ///
    /// The same change twice has the effect of one. What does not name an attribute of the type is passed over, so that a
    /// log with records of a later version can still be read.
    package func apply(_ changes: [Change], to state: JSONObject) -> JSONObject {
        var state = state
        for change in changes { apply(change, to: &state) }
        return state
    }

    private func apply(_ change: Change, to state: inout JSONObject) {
        guard let path = try? AttributePath(parsing: change.path),
            let place = type.place(
                AttributeReference(schema: path.reference.schema, name: path.reference.name, sub: path.sub)),
            place.attribute.returned != .never
        else { return }
        let whole = Place(container: place.container, attribute: place.attribute, sub: nil)
        if let filter = path.filter {
            guard place.attribute.isMultiValued, let key = ElementKey(filter) else { return }
            let elements = replacing(key, with: change.after, in: whole.value(in: state)?.arrayValue ?? [])
            whole.set(elements.isEmpty ? nil : .array(elements), in: &state)
        } else if let sub = place.sub {
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
        let place = list.firstIndex { ElementKey($0) == key }
        switch (place, element) {
        case (let place?, let element?): list[place] = element
        case (let place?, nil): list.remove(at: place)
        case (nil, let element?): list.append(element)
        case (nil, nil): break
        }
        return list
    }
}
