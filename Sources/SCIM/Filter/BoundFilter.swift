import JSON

/// A filter whose attributes were found in a resource type and whose values have the attributes' types.
package indirect enum BoundFilter: Sendable {
    case and([BoundFilter])
    case or([BoundFilter])
    case not(BoundFilter)
    case present(Place)
    case compare(Place, Filter.Operator, Operand)
    case values(Place, BoundFilter)
    /// What has one answer for every resource of the type: a condition on an attribute that the type has not.
    case constant(Bool)

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

extension BoundFilter {
    /// Whether no resource can match.
    package var isNever: Bool { if case .constant(false) = self { true } else { false } }

    /// Whether the filter looks at an attribute.
    package func names(_ attribute: String) -> Bool {
        switch self {
        case .and(let terms), .or(let terms): terms.contains { $0.names(attribute) }
        case .not(let term): term.names(attribute)
        case .present(let place), .compare(let place, _, _), .values(let place, _): place.attribute.name == attribute
        case .constant: false
        }
    }

    /// The terms `name eq "…"` which everything fulfils that the filter selects, for finding it without looking at all the
    /// rest. The texts are folded unless the attribute is case-exact.
    package var anchors: [(name: String, text: String)] {
        switch self {
        case .compare(let place, .eq, .text(let text)): place.sub == nil ? [(place.attribute.name, text)] : []
        case .and(let terms): terms.flatMap(\.anchors)
        default: []
        }
    }

    static func all(_ terms: [BoundFilter]) -> BoundFilter {
        if terms.contains(where: \.isNever) { return .constant(false) }
        let open = terms.filter { if case .constant = $0 { false } else { true } }
        return open.isEmpty ? .constant(true) : open.count == 1 ? open[0] : .and(open)
    }

    static func any(_ terms: [BoundFilter]) -> BoundFilter {
        let open = terms.filter { if case .constant = $0 { false } else { true } }
        guard !terms.contains(where: { if case .constant(true) = $0 { true } else { false } }) else {
            return .constant(true)
        }
        return open.isEmpty ? .constant(false) : open.count == 1 ? open[0] : .or(open)
    }

    var negated: BoundFilter { if case .constant(let holds) = self { .constant(!holds) } else { .not(self) } }
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
