import JSON

/// What an operation is aimed at: an attribute, perhaps some of its values, perhaps one sub-attribute of them.
struct Selection {
    let place: Place
    let filter: BoundFilter?
    /// The element to make when an add or replace finds none that the filter selects; nil when there is none to make.
    let seed: JSONObject?
    let leniency: Leniency

    private var attribute: Attribute { place.attribute }
    private var whole: Place { Place(container: place.container, attribute: attribute, sub: nil) }

    func apply(
        _ verb: Patch.Operation.Verb, _ value: JSONValue?, to content: inout JSONObject
    ) throws(SCIMError) {
        if verb == .remove, filter == nil, place.leaf.isRequired || attribute.isRequired {
            throw SCIMError.mutability(place.path, "is required and cannot be removed")
        }
        let current = whole.value(in: content)
        let changed: JSONValue? =
            attribute.isMultiValued
            ? try many(verb, value, current?.arrayValue ?? [])
            : try one(verb, value, current)
        whole.set(changed, in: &content)
    }

    private func one(
        _ verb: Patch.Operation.Verb, _ value: JSONValue?, _ current: JSONValue?
    ) throws(SCIMError) -> JSONValue? {
        if let filter, let current, !filter.matchesElement(current), verb == .remove { return current }
        guard verb != .remove else { return remove(from: current) }
        let value = value ?? .null
        guard attribute.kind == .complex else { return try attribute.normalized(value, path: place.path, leniency) }
        return try merge(value, into: current ?? seed.flatMap { $0.isEmpty ? Optional.none : .object($0) })
    }

    private func remove(from element: JSONValue?) -> JSONValue? {
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
    func listed(_ value: JSONValue) -> JSONValue {
        value.isNull || value.arrayValue != nil ? value : [value]
    }

    /// Sets a sub-attribute, or all those that an object names; the others stay (RFC 7644 section 3.5.2.3).
    private func merge(_ value: JSONValue, into element: JSONValue?) throws(SCIMError) -> JSONValue? {
        var object = element?.objectValue ?? JSONObject()
        if let sub = place.sub {
            object[sub.name] = try sub.normalized(value, path: place.path, leniency)
        } else {
            let value = single(value)
            guard let normal = try attribute.element(value, path: place.path, leniency)?.objectValue else { return nil }
            for (name, value) in normal.members { object[name] = value }
            for (name, value) in value.objectValue?.members ?? [] where value.isNull {
                if let sub = attribute.sub(name), sub.mutability != .readOnly { object[sub.name] = nil }
            }
        }
        return object.isEmpty ? nil : .object(object)
    }
}

// Multi-valued attributes.
extension Selection {
    private func many(
        _ verb: Patch.Operation.Verb, _ value: JSONValue?, _ current: [JSONValue]
    ) throws(SCIMError) -> JSONValue? {
        var elements = current
        var touched: [JSONValue] = []
        switch verb {
        case .remove: try remove(value, from: &elements)
        case .add where filter == nil && place.sub == nil:
            touched = try list(value)
            for element in touched { attribute.add(element, to: &elements) }
        case .replace where filter == nil && place.sub == nil:
            elements = try list(value)
            touched = elements
        case .add, .replace: touched = try set(verb, value ?? .null, in: &elements)
        }
        if touched.contains(where: { $0["primary"]?.boolValue == true }) { demote(&elements, except: touched) }
        return elements.isEmpty ? nil : .array(elements)
    }

    private func list(_ value: JSONValue?) throws(SCIMError) -> [JSONValue] {
        try attribute.normalized(listed(value ?? .null), path: place.path, leniency)?.arrayValue ?? []
    }

    // A filter or a sub-attribute selects elements. What is not found is made from the filter's terms: the RFC would
    // answer noTarget, after which Entra never recovers.
    private func set(
        _ verb: Patch.Operation.Verb, _ value: JSONValue, in elements: inout [JSONValue]
    ) throws(SCIMError) -> [JSONValue] {
        var touched: [JSONValue] = []
        var isFound = false
        for place in elements.indices.reversed() {
            guard filter?.matchesElement(elements[place]) ?? true else { continue }
            isFound = true
            guard let changed = try change(verb, elements[place], value) else {
                elements.remove(at: place)
                continue
            }
            elements[place] = changed
            touched.append(changed)
        }
        guard !isFound else { return touched }
        guard filter == nil || seed != nil else { throw nothingSelected }
        guard !value.isNull else { return [] }
        guard let made = try change(.add, attribute.kind == .complex ? .object(seed ?? JSONObject()) : .null, value)
        else { return [] }
        // What is made must be what was asked for: a value that contradicts the filter is no such element.
        guard filter?.matchesElement(made) ?? true else { throw nothingSelected }
        attribute.add(made, to: &elements)
        return [made]
    }

    private var nothingSelected: SCIMError {
        SCIMError(status: 400, .noTarget, "No value of \(whole.path) is selected by the path.", attribute: whole.path)
    }

    private func change(
        _ verb: Patch.Operation.Verb, _ element: JSONValue, _ value: JSONValue
    ) throws(SCIMError) -> JSONValue? {
        guard attribute.kind == .complex else { return try attribute.element(value, path: place.path, leniency) }
        // Section 3.5.2.3: values that a filter selects are replaced whole.
        let base: JSONValue? = verb == .replace && place.sub == nil ? nil : element
        return try merge(value, into: base)
    }

    private func remove(_ value: JSONValue?, from elements: inout [JSONValue]) throws(SCIMError) {
        if let filter {
            elements = elements.compactMap { element in
                guard filter.matchesElement(element) else { return element }
                return place.sub == nil ? nil : remove(from: element)
            }
        } else if place.sub != nil {
            elements = elements.compactMap { remove(from: $0) }
        } else if let value, !value.isNull {
            guard leniency.removalByValue else {
                throw SCIMError.invalidSyntax(
                    "A remove operation takes no value: select what is to go from \(place.path) by a filter.",
                    attribute: place.path)
            }
            // Entra's form: the values to remove stand in the operation. An empty list removes nothing.
            let doomed = try list(value)
            elements.removeAll { element in doomed.contains { isMeant(element, by: $0) } }
        } else {
            elements = []
        }
    }

    private func isMeant(_ element: JSONValue, by doomed: JSONValue) -> Bool {
        guard let wanted = doomed.objectValue, let present = element.objectValue else {
            return attribute.isSameElement(element, doomed)
        }
        let named = wanted["value"].map { JSONObject([("value", $0)] + (wanted["type"].map { [("type", $0)] } ?? [])) }
        return (named ?? wanted).members.allSatisfy { name, value in
            attribute.sub(name).map { $0.isSameElement(present[name] ?? .null, value) } ?? false
        }
    }

    // RFC 7644 section 3.5.2: a new primary value makes the others secondary.
    private func demote(_ elements: inout [JSONValue], except touched: [JSONValue]) {
        for place in elements.indices {
            guard case .object(var object) = elements[place], object["primary"]?.boolValue == true,
                !touched.contains(where: { attribute.isSameElement($0, elements[place]) })
            else { continue }
            object["primary"] = false
            elements[place] = .object(object)
        }
    }
}
