import JSON

/// A filter whose attributes were found in a resource type and whose values have the attributes' types.
package indirect enum BoundFilter: Sendable {
    case and([BoundFilter])
    case or([BoundFilter])
    case not(BoundFilter)
    case present(Place)
    case compare(Place, Filter.Operator, Operand)
    case values(Place, BoundFilter)

    /// A comparison value, converted once.
    package enum Operand: Sendable {
        case null
        case boolean(Bool)
        case number(Double)
        /// Milliseconds since 1970.
        case instant(Int64)
        /// Folded already unless the attribute is case-exact.
        case text(String)
    }
}

extension Filter {
    /// Binds the filter to a type.
    ///
    /// - Throws: `invalidFilter` for an unknown attribute, an operator that its type does not have, a value of another
    ///   type, and for attributes that are never returned (a password must not be found by asking).
    package func bound(
        to type: ResourceType, _ leniency: Leniency = .providers
    ) throws(SCIMError) -> BoundFilter {
        try bound(leniency) { reference in type.place(reference, leniency) }
    }

    /// Binds a filter inside brackets: its names are sub-attributes of `attribute`.
    package func bound(
        inside attribute: Attribute, _ leniency: Leniency = .providers
    ) throws(SCIMError) -> BoundFilter {
        try bound(leniency) { reference in
            guard reference.schema == nil, reference.sub == nil else { return nil }
            let name = reference.name
            if let sub = attribute.sub(name) { return Place(container: nil, attribute: sub, sub: nil) }
            // A simple multi-valued attribute is compared through the name `value` (RFC 7643 section 2.4).
            guard attribute.kind != .complex, name.isSameName(as: "value") else { return nil }
            return Place(container: nil, attribute: attribute, sub: nil)
        }
    }

    private func bound(_ leniency: Leniency, _ find: (AttributeReference) -> Place?) throws(SCIMError) -> BoundFilter {
        switch self {
        case .and(let terms): return .and(try Self.bound(terms, leniency, find))
        case .or(let terms): return .or(try Self.bound(terms, leniency, find))
        case .not(let term): return .not(try term.bound(leniency, find))
        case .present(let reference): return .present(try Self.known(reference, find))
        case .compare(let reference, let comparison, let value):
            let place = Self.significant(try Self.known(reference, find))
            return .compare(place, comparison, try place.operand(value, comparison, leniency))
        case .values(let reference, let inner):
            let place = try Self.known(reference, find)
            guard place.sub == nil, place.attribute.kind == .complex || place.attribute.isMultiValued else {
                throw SCIMError.invalidFilter("\(place.path) has no values to select from.", attribute: place.path)
            }
            return .values(place, try inner.bound(inside: place.attribute, leniency))
        }
    }

    private static func bound(
        _ terms: [Filter], _ leniency: Leniency, _ find: (AttributeReference) -> Place?
    ) throws(SCIMError) -> [BoundFilter] {
        var bound: [BoundFilter] = []
        for term in terms { bound.append(try term.bound(leniency, find)) }
        return bound
    }

    private static func known(
        _ reference: AttributeReference, _ find: (AttributeReference) -> Place?
    ) throws(SCIMError) -> Place {
        guard let place = find(reference) else {
            throw SCIMError.invalidFilter(
                "The filter names \(reference.shown), which is no attribute here.", attribute: reference.description)
        }
        guard place.attribute.returned != .never, place.leaf.returned != .never else {
            throw SCIMError.invalidFilter("\(place.path) cannot be used in a filter.", attribute: place.path)
        }
        return place
    }

    // `emails co "x"` and `manager eq "id"` mean the sub-attribute `value`.
    private static func significant(_ place: Place) -> Place {
        guard place.sub == nil, place.attribute.kind == .complex, let value = place.attribute.sub("value") else {
            return place
        }
        return Place(container: place.container, attribute: place.attribute, sub: value)
    }
}

extension Place {
    /// Converts a filter's value to the type of the attribute, and checks that the operator applies to it.
    func operand(
        _ value: JSONValue, _ comparison: Filter.Operator, _ leniency: Leniency
    ) throws(SCIMError) -> BoundFilter.Operand {
        if value.isNull {
            guard comparison == .eq || comparison == .ne else { throw refused("null") }
            return .null
        }
        switch leaf.kind {
        case .complex:
            throw SCIMError.invalidFilter("\(path) is complex: name one of its sub-attributes.", attribute: path)
        case .boolean:
            guard comparison == .eq || comparison == .ne else { throw refused("a Boolean attribute") }
            guard let flag = leniency.textForBooleans ? value.lenientBool : value.boolValue else {
                throw mismatch("true or false")
            }
            return .boolean(flag)
        case .integer, .decimal:
            guard ![.co, .sw, .ew].contains(comparison) else { throw refused("a number") }
            guard let number = value.doubleValue else { throw mismatch("a number") }
            return .number(number)
        case .dateTime:
            guard ![.co, .sw, .ew].contains(comparison) else { throw refused("a date") }
            guard let text = value.stringValue, let instant = DateTime.milliseconds(text) else {
                throw mismatch("a date and time with a zone")
            }
            return .instant(instant)
        case .binary where comparison != .eq && comparison != .ne: throw refused("a binary attribute")
        case .string, .reference, .binary:
            guard let text = value.stringValue else { throw mismatch("a string in double quotes") }
            return .text(leaf.isCaseExact ? text : text.caseFolded)
        }
    }

    private func refused(_ what: String) -> SCIMError {
        SCIMError.invalidFilter("The operator on \(path) does not apply to \(what).", attribute: path)
    }

    private func mismatch(_ wanted: String) -> SCIMError {
        SCIMError.invalidFilter("\(path) must be compared with \(wanted).", attribute: path)
    }
}
