package import JSON

extension BoundFilter {
    /// Whether a resource, or inside brackets one value of an attribute, satisfies the filter.
    ///
    /// `ne` is the opposite of `eq`: it holds for what has no value.
    ///
    /// - Throws: what the meter throws when the filter costs more than it may.
    package func matches(
        _ resource: JSONObject, _ meter: FilterMeter = FilterMeter()
    ) throws(SCIMError) -> Bool {
        switch self {
        case .constant(let holds): return holds
        case .and(let terms):
            for term in terms { if try !term.matches(resource, meter) { return false } }
            return true
        case .or(let terms):
            for term in terms { if try term.matches(resource, meter) { return true } }
            return false
        case .not(let term): return try !term.matches(resource, meter)
        case .present(let place):
            let leaves = place.leaves(in: resource)
            try meter.charge(max(1, leaves.count))
            return !leaves.isEmpty
        case .compare(let place, .ne, let operand): return try !Self.matches(place, .eq, operand, resource, meter)
        case .compare(let place, let comparison, let operand):
            return try Self.matches(place, comparison, operand, resource, meter)
        case .values(let place, let inner):
            try meter.charge(1)
            for element in place.elements(in: resource) {
                if try inner.matchesElement(element, meter) { return true }
            }
            return false
        }
    }

    /// Whether one value of a multi-valued attribute satisfies a filter that stood in brackets.
    func matchesElement(_ element: JSONValue, _ meter: FilterMeter) throws(SCIMError) -> Bool {
        if case .object(let object) = element { return try matches(object, meter) }
        return try matchesSimple(element, meter)
    }

    // For a simple value every name in the brackets is the value itself.
    private func matchesSimple(_ value: JSONValue, _ meter: FilterMeter) throws(SCIMError) -> Bool {
        switch self {
        case .and(let terms):
            for term in terms { if try !term.matchesSimple(value, meter) { return false } }
            return true
        case .or(let terms):
            for term in terms { if try term.matchesSimple(value, meter) { return true } }
            return false
        case .not(let term): return try !term.matchesSimple(value, meter)
        case .present: return true
        case .compare(let place, let comparison, let operand):
            try meter.charge(value.comparisonCost)
            guard comparison == .ne else { return operand.compare(value, comparison, place.leaf) }
            return !operand.compare(value, .eq, place.leaf)
        case .values: return false
        case .constant(let holds): return holds
        }
    }

    private static func matches(
        _ place: Place, _ comparison: Filter.Operator, _ operand: Operand, _ resource: JSONObject,
        _ meter: FilterMeter
    ) throws(SCIMError) -> Bool {
        let leaves = place.leaves(in: resource)
        if case .null = operand {
            try meter.charge(max(1, leaves.count))
            return leaves.isEmpty
        }
        if leaves.isEmpty { try meter.charge(1) }
        for leaf in leaves {
            try meter.charge(leaf.comparisonCost)
            if operand.compare(leaf, comparison, place.leaf) { return true }
        }
        return false
    }
}

extension JSONValue {
    /// The units of a `FilterMeter` that one comparison with the value costs.
    var comparisonCost: Int { 1 + (stringValue?.utf8.count ?? 0) / 64 }
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
