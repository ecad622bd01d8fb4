package import JSON

/// A filter as it was written (RFC 7644 section 3.4.2.2), not yet bound to a resource type.
package indirect enum Filter: Sendable {
    /// Comparison operators.
    package enum Operator: String, Sendable { case eq, ne, co, sw, ew, gt, ge, lt, le }

    case and([Filter])
    case or([Filter])
    case not(Filter)
    case present(AttributeReference)
    case compare(AttributeReference, Operator, JSONValue)
    /// `emails[type eq "work"]`, or with a condition on a sub-attribute of the selected values,
    /// `emails[type eq "work"].value eq "x"`: then the inner filter already holds it.
    case values(AttributeReference, Filter)

    /// The most bytes that a filter may have.
    package static let maximumLength = 16_384
    /// The deepest nesting of parentheses, `not` and brackets.
    package static let maximumDepth = 32

    /// Reads a whole filter; anything unknown is `invalidFilter`, never ignored.
    package init(parsing text: String, _ leniency: Leniency = .providers) throws(SCIMError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw SCIMError.invalidFilter("The filter is longer than \(Self.maximumLength) bytes.")
        }
        var reader = FilterReader(text, leniency)
        self = try reader.readFilter()
    }
}
