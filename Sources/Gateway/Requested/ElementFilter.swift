import JSON
import SCIM

/// Filters on the elements of a list that no schema describes.
enum ElementFilter {
    /// Whether an element satisfies a filter in brackets; texts without regard to case, since no schema says otherwise.
    ///
    /// - Returns: nil where that cannot be told without a schema.
    static func matches(_ filter: Filter, _ element: JSONValue) -> Bool? {
        switch filter {
        case .and(let terms): return all(terms) { matches($0, element) }
        case .or(let terms): return all(terms) { matches($0, element).map { !$0 } }.map { !$0 }
        case .not(let term): return matches(term, element).map { !$0 }
        case .present(let reference):
            guard isPlain(reference) else { return nil }
            return value(reference.name, of: element) != nil
        case .compare(let reference, let comparison, let operand):
            guard isPlain(reference) else { return nil }
            return compare(value(reference.name, of: element), comparison, operand)
        case .values: return nil
        }
    }

    /// Whether a filter speaks of a sub-attribute.
    static func names(_ filter: Filter, _ sub: String) -> Bool {
        switch filter {
        case .and(let terms), .or(let terms): terms.contains { names($0, sub) }
        case .not(let term): names(term, sub)
        case .present(let reference), .compare(let reference, _, _): reference.name.isSameName(as: sub)
        case .values(let reference, let inner): reference.name.isSameName(as: sub) || names(inner, sub)
        }
    }

    private static func all(_ terms: [Filter], _ matches: (Filter) -> Bool?) -> Bool? {
        var isKnown = true
        for term in terms {
            switch matches(term) {
            case false?: return false
            case nil: isKnown = false
            default: break
            }
        }
        return isKnown ? true : nil
    }

    private static func isPlain(_ reference: AttributeReference) -> Bool {
        reference.schema == nil && reference.sub == nil
    }

    // A simple element is its own `value`.
    private static func value(_ name: String, of element: JSONValue) -> JSONValue? {
        guard let object = element.objectValue else { return name.isSameName(as: "value") ? element : nil }
        return AskedPlace.member(object, name)
    }

    private static func compare(_ shown: JSONValue?, _ comparison: Filter.Operator, _ operand: JSONValue) -> Bool? {
        switch comparison {
        case .eq: return isEqual(shown, operand)
        case .ne: return !isEqual(shown, operand)
        case .co, .sw, .ew:
            guard let text = operand.stringValue?.caseFolded else { return nil }
            guard let shown = shown?.stringValue?.caseFolded else { return false }
            return comparison == .co
                ? text.isEmpty || shown.contains(text)
                : comparison == .sw ? shown.hasPrefix(text) : shown.hasSuffix(text)
        case .gt, .ge, .lt, .le: return nil
        }
    }

    private static func isEqual(_ shown: JSONValue?, _ operand: JSONValue) -> Bool {
        // No value is `false` where a truth value is asked for (`primary eq false`).
        guard let shown else { return operand.isNull || operand.boolValue == false }
        switch (shown, operand) {
        case (.string(let a), .string(let b)): return a.caseFolded == b.caseFolded
        case (.bool(let a), .string(let b)), (.string(let b), .bool(let a)): return b.lowercased() == "\(a)"
        case (.number(let a), .number(let b)): return a.doubleValue == b.doubleValue
        default: return shown == operand
        }
    }
}
