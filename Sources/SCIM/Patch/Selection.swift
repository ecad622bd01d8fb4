import JSON

/// What an operation is aimed at: an attribute, perhaps some of its values, perhaps one sub-attribute of them.
struct Selection {
    let place: Place
    let filter: BoundFilter?
    /// The element to make when an add or replace finds none that the filter selects; nil when there is none to make.
    let seed: JSONObject?
    let leniency: Leniency
    let meter: FilterMeter

    var attribute: Attribute { place.attribute }
    var whole: Place { Place(container: place.container, attribute: attribute, sub: nil) }

    /// Applies an operation to an attribute of one value.
    func apply(
        _ verb: Patch.Operation.Verb, _ value: JSONValue?, to content: inout JSONObject
    ) throws(SCIMError) {
        try refuseRemovalOfRequired(verb)
        whole.set(try one(verb, value, whole.value(in: content)), in: &content)
    }

    func refuseRemovalOfRequired(_ verb: Patch.Operation.Verb) throws(SCIMError) {
        guard verb == .remove, filter == nil, place.leaf.isRequired || attribute.isRequired else { return }
        throw SCIMError.mutability(place.path, "is required and cannot be removed")
    }

    private func one(
        _ verb: Patch.Operation.Verb, _ value: JSONValue?, _ current: JSONValue?
    ) throws(SCIMError) -> JSONValue? {
        if let filter, let current, try !filter.matchesElement(current, meter) {
            guard verb == .remove else { throw nothingSelected }
            return current
        }
        guard verb != .remove else { return remove(from: current) }
        if filter != nil, current == nil, seed == nil { throw nothingSelected }
        let value = value ?? .null
        guard attribute.kind == .complex else { return try attribute.normalized(value, path: place.path, leniency) }
        return try merge(value, into: current ?? seed.flatMap { $0.isEmpty ? Optional.none : .object($0) })
    }

    /// What is left of an element without the sub-attribute, nil when that is nothing or the whole is meant.
    func remove(from element: JSONValue?) -> JSONValue? {
        guard let sub = place.sub, case .object(var object)? = element else { return nil }
        object[sub.name] = nil
        return object.isEmpty ? nil : .object(object)
    }

    // A list of one stands for its value, where providers may write so.
    func single(_ value: JSONValue) -> JSONValue {
        guard leniency.oneForMany, let items = value.arrayValue, items.count == 1 else { return value }
        return items[0]
    }

    // One value may always be added to a list (RFC 7644 section 3.5.2.1 says "a new value").
    func listed(_ value: JSONValue, for verb: Patch.Operation.Verb) -> JSONValue {
        verb != .add || value.isNull || value.arrayValue != nil ? value : [value]
    }

    /// Sets a sub-attribute, or all those that an object names; the others stay (RFC 7644 section 3.5.2.3).
    func merge(_ value: JSONValue, into element: JSONValue?) throws(SCIMError) -> JSONValue? {
        var object = element?.objectValue ?? JSONObject()
        let before = object["value"]
        if let sub = place.sub {
            object[sub.name] = try sub.normalized(value, path: place.path, leniency)
        } else {
            let value = single(value)
            // An object that names nothing to set changes nothing; no value at all unassigns the attribute.
            let normal = try attribute.element(value, path: place.path, leniency)?.objectValue
            guard let normal = normal ?? value.objectValue.map({ _ in JSONObject() }) else { return nil }
            for (name, value) in normal.members { object[name] = value }
            if normal["$ref"] == nil, object["value"] != before { object["$ref"] = nil }
            for (name, value) in value.objectValue?.members ?? [] where value.isNull {
                if let sub = attribute.sub(name), sub.mutability != .readOnly { object[sub.name] = nil }
            }
        }
        // The reference was that of the value before (RFC 7643 section 2.4).
        if place.sub?.name == "value", object["value"] != before { object["$ref"] = nil }
        return object.isEmpty ? nil : .object(object)
    }

    var nothingSelected: SCIMError {
        SCIMError(status: 400, .noTarget, "No value of \(whole.path) is selected by the path.", attribute: whole.path)
    }
}
