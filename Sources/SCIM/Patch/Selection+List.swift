import JSON

extension Selection {
    /// Applies an operation to the values of a multi-valued attribute. What it leaves is as well-formed as a list that
    /// is sent whole: no value stands twice, one at most is primary.
    func apply(
        _ verb: Patch.Operation.Verb, _ value: JSONValue?, to list: inout ElementList
    ) throws(SCIMError) {
        try refuseRemovalOfRequired(verb)
        switch verb {
        case .remove: try remove(value, from: &list)
        case .add where filter == nil && place.sub == nil:
            var primary: Int?
            for element in try elements(verb, value) {
                let slot = list.add(element)
                if element["primary"] == true { primary = slot }
            }
            if let primary { list.makeSecondary(allBut: primary) }
        case .replace where filter == nil && place.sub == nil:
            list = ElementList(of: attribute, try elements(verb, value))
        case .add, .replace: try set(verb, value ?? .null, in: &list)
        }
        try attribute.refuseMany(list.count, whole.path)
    }

    private func elements(_ verb: Patch.Operation.Verb, _ value: JSONValue?) throws(SCIMError) -> [JSONValue] {
        try attribute.normalized(listed(value ?? .null, for: verb), path: place.path, leniency)?.arrayValue ?? []
    }

    // A filter or a sub-attribute selects elements. What is not found is made from the filter's terms: the RFC would
    // answer noTarget, after which Entra never recovers.
    private func set(
        _ verb: Patch.Operation.Verb, _ value: JSONValue, in list: inout ElementList
    ) throws(SCIMError) {
        let slots = try list.selected(by: filter, meter)
        guard !slots.isEmpty else { return try make(value, in: &list) }
        try meter.charge(slots.count * Self.changeCost)
        var primaries: Set<Int> = []
        for slot in slots {
            guard let slot = list.put(try change(verb, list[slot] ?? .null, value), at: slot) else { continue }
            if list[slot]?["primary"] == true { primaries.insert(slot) }
        }
        guard asksForPrimary(value), let primary = primaries.first else { return }
        guard primaries.count == 1 else { throw SCIMError.twoPrimaries(whole.path) }
        list.makeSecondary(allBut: primary)
    }

    private func make(_ value: JSONValue, in list: inout ElementList) throws(SCIMError) {
        guard filter == nil || seed != nil else { throw nothingSelected }
        guard !value.isNull else { return }
        let base: JSONValue = attribute.kind == .complex ? .object(seed ?? JSONObject()) : .null
        guard let made = try change(.add, base, value) else { return }
        // What is made must be what was asked for: a value that contradicts the filter is no such element.
        if let filter, try !filter.matchesElement(made, meter) { throw nothingSelected }
        let slot = list.add(made)
        if made["primary"] == true { list.makeSecondary(allBut: slot) }
    }

    private func asksForPrimary(_ value: JSONValue) -> Bool {
        if let sub = place.sub { return sub.name == "primary" }
        return single(value).objectValue?.members.contains { $0.name.isSameName(as: "primary") } ?? false
    }

    private func change(
        _ verb: Patch.Operation.Verb, _ element: JSONValue, _ value: JSONValue
    ) throws(SCIMError) -> JSONValue? {
        guard attribute.kind == .complex else { return try attribute.element(value, path: place.path, leniency) }
        // Section 3.5.2.3: values that a filter selects are replaced whole.
        let base: JSONValue? = verb == .replace && place.sub == nil ? nil : element
        return try merge(value, into: base)
    }

    private func remove(_ value: JSONValue?, from list: inout ElementList) throws(SCIMError) {
        if filter != nil || place.sub != nil {
            let slots = try list.selected(by: filter, meter)
            try meter.charge(slots.count * Self.changeCost)
            for slot in slots { list.put(remove(from: list[slot]), at: slot) }
        } else if let value, !value.isNull {
            guard leniency.removalByValue else {
                throw SCIMError.invalidSyntax(
                    "A remove operation takes no value: select what is to go from \(place.path) by a filter.",
                    attribute: place.path)
            }
            // Entra's form: the values to remove stand in the operation. An empty list removes nothing.
            try list.remove(described: try elements(.remove, value), meter)
        } else {
            list = ElementList(of: attribute)
        }
    }

    /// What the change of one value costs, in units of the meter.
    private static let changeCost = 8
}
