internal import JSON

extension StatePath {
    /// Puts a value in the path's place, or takes away what stands there when it is nil; what is left empty vanishes.
    ///
    /// - Returns: false, with the state undefined, when the path does not lead through this state.
    func set(_ new: JSONValue?, in state: inout JSONValue) -> Bool {
        var value: JSONValue? = state
        guard Self.set(new, at: steps[...], in: &value) else { return false }
        state = value ?? .object(JSONObject())
        return true
    }

    private static func set(_ new: JSONValue?, at steps: ArraySlice<Step>, in value: inout JSONValue?) -> Bool {
        switch steps.first {
        case nil:
            value = new
            return true
        case .extensionURN(let name)?, .member(let name)?:
            return setMember(name, new, at: steps.dropFirst(), in: &value)
        case .element(let key)?:
            return setElement(key, new, at: steps.dropFirst(), in: &value)
        }
    }

    private static func setMember(
        _ name: String, _ new: JSONValue?, at rest: ArraySlice<Step>, in value: inout JSONValue?
    ) -> Bool {
        var object = JSONObject()
        switch value {
        case .object(let written)?: object = written
        case let other?: guard other.isUnassigned else { return false }
        case nil: break
        }
        value = nil
        // The member is lifted out while it is changed, so that large arrays are not copied for every change.
        var member = object[name]
        if member != nil { object[name] = .null }
        guard set(new, at: rest, in: &member) else { return false }
        object[name] = member
        value = object.isEmpty ? Optional.none : .object(object)
        return true
    }

    private static func setElement(
        _ key: ElementKey, _ new: JSONValue?, at rest: ArraySlice<Step>, in value: inout JSONValue?
    ) -> Bool {
        var elements: [JSONValue] = []
        switch value {
        case .array(let written)?: elements = written
        case let other?: guard other.isUnassigned else { return false }
        case nil: break
        }
        value = nil
        let place = elements.firstIndex(where: key.matches)
        guard place != nil || rest.isEmpty else { return false }
        var element = place.map { elements[$0] }
        guard set(new, at: rest, in: &element) else { return false }
        switch (place, element) {
        case (let place?, let element?): elements[place] = element
        case (let place?, nil): elements.remove(at: place)
        case (nil, let element?): elements.append(element)
        case (nil, nil): break
        }
        value = elements.isEmpty ? Optional.none : .array(elements)
        return true
    }
}
