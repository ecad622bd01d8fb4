package import JSON

extension BoundFilter {
    /// Whether a resource, or inside brackets one value of an attribute, satisfies the filter.
    ///
    /// `ne` is the opposite of `eq`: it holds for what has no value.
    package func matches(_ resource: JSONObject) -> Bool {
        switch self {
        case .and(let terms): return terms.allSatisfy { $0.matches(resource) }
        case .or(let terms): return terms.contains { $0.matches(resource) }
        case .not(let term): return !term.matches(resource)
        case .present(let place): return !place.leaves(in: resource).isEmpty
        case .compare(let place, .ne, let operand): return !Self.matches(place, .eq, operand, resource)
        case .compare(let place, let comparison, let operand):
            return Self.matches(place, comparison, operand, resource)
        case .values(let place, let inner):
            return place.elements(in: resource).contains { inner.matchesElement($0) }
        }
    }

    /// Whether one value of a multi-valued attribute satisfies a filter that stood in brackets.
    package func matchesElement(_ element: JSONValue) -> Bool {
        if case .object(let object) = element { return matches(object) }
        return matchesSimple(element)
    }

    // For a simple value every name in the brackets is the value itself.
    private func matchesSimple(_ value: JSONValue) -> Bool {
        switch self {
        case .and(let terms): terms.allSatisfy { $0.matchesSimple(value) }
        case .or(let terms): terms.contains { $0.matchesSimple(value) }
        case .not(let term): !term.matchesSimple(value)
        case .present: true
        case .compare(let place, .ne, let operand): !operand.compare(value, .eq, place.leaf)
        case .compare(let place, let comparison, let operand): operand.compare(value, comparison, place.leaf)
        case .values: false
        }
    }

    private static func matches(
        _ place: Place, _ comparison: Filter.Operator, _ operand: Operand, _ resource: JSONObject
    ) -> Bool {
        let leaves = place.leaves(in: resource)
        if case .null = operand { return leaves.isEmpty }
        return leaves.contains { operand.compare($0, comparison, place.leaf) }
    }
}

extension Place {
    /// The values of the attribute, one or many, without the unassigned.
    func elements(in resource: JSONObject) -> [JSONValue] {
        switch value(in: resource) {
        case .array(let items): items
        case .null, nil: []
        case let value?: [value]
        }
    }

    /// The values that a comparison looks at: those of the sub-attribute when one is named.
    func leaves(in resource: JSONObject) -> [JSONValue] {
        let elements = elements(in: resource)
        guard let sub else { return elements }
        return elements.compactMap { $0[sub.name] }.filter { !$0.isNull }
    }
}

extension BoundFilter.Operand {
    func compare(_ value: JSONValue, _ comparison: Filter.Operator, _ attribute: Attribute) -> Bool {
        switch self {
        case .null: return false
        case .boolean(let flag): return value.lenientBool == flag
        case .number(let number):
            guard let other = value.doubleValue else { return false }
            return Self.ordered(other, number, comparison)
        case .instant(let instant):
            guard let other = value.stringValue.flatMap(DateTime.milliseconds) else { return false }
            return Self.ordered(other, instant, comparison)
        case .text(let text):
            guard let raw = value.stringValue else { return false }
            return Self.compare(attribute.isCaseExact ? raw : raw.caseFolded, text, comparison)
        }
    }

    private static func ordered<T: Comparable>(_ left: T, _ right: T, _ comparison: Filter.Operator) -> Bool {
        switch comparison {
        case .eq: left == right
        case .ne: left != right
        case .gt: left > right
        case .ge: left >= right
        case .lt: left < right
        case .le: left <= right
        case .co, .sw, .ew: false
        }
    }

    private static func compare(_ left: String, _ right: String, _ comparison: Filter.Operator) -> Bool {
        switch comparison {
        case .eq: left.hasSameBytes(as: right)
        case .ne: !left.hasSameBytes(as: right)
        case .sw: left.utf8.starts(with: right.utf8)
        case .ew: left.utf8.reversed().starts(with: right.utf8.reversed())
        case .co: contains(Array(left.utf8), Array(right.utf8))
        case .lt: left.utf8.lexicographicallyPrecedes(right.utf8)
        case .gt: right.utf8.lexicographicallyPrecedes(left.utf8)
        case .le: !right.utf8.lexicographicallyPrecedes(left.utf8)
        case .ge: !left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }

    // Knuth, Morris and Pratt: a long part that nearly fits everywhere costs no more than reading the text.
    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard !part.isEmpty else { return true }
        guard text.count >= part.count else { return false }
        var borders = [Int](repeating: 0, count: part.count)
        var length = 0
        for place in part.indices.dropFirst() {
            while length > 0, part[place] != part[length] { length = borders[length - 1] }
            if part[place] == part[length] { length += 1 }
            borders[place] = length
        }
        length = 0
        for byte in text {
            while length > 0, byte != part[length] { length = borders[length - 1] }
            if byte == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }
}
