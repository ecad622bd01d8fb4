package import JSON

extension Attribute {
    /// Adds a value to a list unless it is there; one with the same `value` and `type` is completed instead, since a
    /// list should not hold that pair twice (RFC 7643 section 2.4).
    func add(_ element: JSONValue, to elements: inout [JSONValue]) {
        guard let place = elements.firstIndex(where: { isSameElement($0, element) }) else {
            elements.append(element)
            return
        }
        guard case .object(var present) = elements[place], case .object(let more) = element else { return }
        for (name, value) in more.members where !isSame(present[name], value, name) { present[name] = value }
        elements[place] = .object(present)
    }

    /// The same for building a long list: `places` remembers where each pair stands, so that ten thousand members cost
    /// ten thousand steps.
    func add(_ element: JSONValue, to elements: inout [JSONValue], places: inout [String: Int]) {
        guard let key = identifyingText(element) else { return add(element, to: &elements) }
        guard let place = places[key] else {
            places[key] = elements.count
            elements.append(element)
            return
        }
        var known = [elements[place]]
        add(element, to: &known)
        elements[place] = known[0]
        // Two spellings that Swift takes for one text, but which are not the same bytes, are two values.
        elements += known.dropFirst()
    }

    private func identifyingText(_ element: JSONValue) -> String? {
        guard kind == .complex else { return element.stringValue.map { isCaseExact ? $0 : $0.caseFolded } }
        guard let value = element["value"]?.stringValue else { return Optional.none }
        let isExact = sub("value")?.isCaseExact ?? false
        return (isExact ? value : value.caseFolded) + "\u{0}" + (element["type"]?.stringValue ?? "").caseFolded
    }

    /// Whether two elements stand for the same value: same `value` and `type` where there is a `value`, else all alike.
    package func isSameElement(_ left: JSONValue, _ right: JSONValue) -> Bool {
        guard kind == .complex, let a = left.objectValue, let b = right.objectValue else {
            return isSameLeaf(left, right)
        }
        if let value = a["value"], let other = b["value"] {
            return isSame(value, other, "value") && isSame(a["type"], b["type"], "type")
        }
        return subAttributes.allSatisfy { isSame(a[$0.name], b[$0.name], $0.name) }
    }

    /// Whether a sub-attribute has the same value in two elements; `primary: false` is as good as none.
    private func isSame(_ left: JSONValue?, _ right: JSONValue?, _ name: String) -> Bool {
        if name == "primary" { return (left?.boolValue ?? false) == (right?.boolValue ?? false) }
        switch (left, right) {
        case (nil, nil): return true
        case (let left?, let right?): return sub(name)?.isSameLeaf(left, right) ?? (left == right)
        default: return false
        }
    }

    private func isSameLeaf(_ left: JSONValue, _ right: JSONValue) -> Bool {
        guard !isCaseExact, let a = left.stringValue, let b = right.stringValue else { return left == right }
        return a.caseFolded.hasSameBytes(as: b.caseFolded)
    }
}
