/// What a token allows its bearer to do in the one log it belongs to.
package enum Scope: String, Sendable, CaseIterable, Comparable {
    /// Append records (`POST /v1/events`).
    case write
    /// Name another actor than the token itself.
    case attest
    /// Ask: events, histories, receipts, entry bundles.
    case read
    /// Say that identities are one person, or are not.
    case link
    /// Use `/scim/v2`.
    case scim
    /// Use the gateways of the log.
    case gateway
    /// Create, list and revoke tokens; of log `main` also create logs, and add and remove gateways.
    case admin

    package static func < (left: Scope, right: Scope) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}
