/// What is taken beyond RFC 7643 and RFC 7644, because identity providers send it.
///
/// Each property names one departure. Nothing here changes what a well-formed request means, with one exception that is
/// told at its property.
package struct Leniency: Sendable, Equatable {
    /// `op`, and `method` in a bulk request, in any case (Entra: `Replace`).
    package var operationsInAnyCase = true
    /// Booleans as text in any case, in values and filters (Entra: `"False"`).
    package var textForBooleans = true
    /// One value where a list is meant (also in `schemas` and `attributes`), a list of one where one value is meant,
    /// and a bare string for a complex value that has a `value`.
    package var oneForMany = true
    /// `remove` with a list of values removes those (Entra, JumpCloud). The RFC has no such form, and a reader of the
    /// path alone would remove everything; where this is off the operation is refused.
    package var removalByValue = true
    /// An add or replace whose filter selects nothing makes the element from the filter's `eq` terms, when it has no
    /// others (Entra). The RFC says `noTarget`.
    package var makesFilteredElements = true
    /// Dotted names, names with brackets and URNs as members of a value (Entra), attributes of an extension without its
    /// URN where the name is free, and `[…].sub op value` in filters.
    package var loosePaths = true
    /// What no schema knows in a body is let pass: attributes, and URNs in `schemas`.
    package var unknownAttributes = true
    /// Values of an extension whose URN is not in `schemas`.
    package var unlistedExtensions = true
    /// Read-only attributes inside the value of a PATCH without path are let pass (Okta sends `id`).
    package var readOnlyInValues = true
    /// Entity tags without their quotes.
    package var bareEntityTags = true

    /// Everything that identity providers are known to send.
    package static let providers = Leniency()
    /// The RFCs and nothing else.
    package static let none = Leniency(
        operationsInAnyCase: false, textForBooleans: false, oneForMany: false, removalByValue: false,
        makesFilteredElements: false, loosePaths: false, unknownAttributes: false, unlistedExtensions: false,
        readOnlyInValues: false, bareEntityTags: false)
}
