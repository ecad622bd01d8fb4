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
