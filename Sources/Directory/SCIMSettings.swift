package import SCIM

/// What a SCIM service is told once, when it is opened: the settings `scim.…` of the server.
package struct SCIMSettings: Sendable {
    package var types = ResourceTypes.standard
    /// What is taken beyond the RFCs.
    package var leniency = Leniency.providers
    /// Operations of one bulk request.
    package var bulkOperations = 1_000
    /// Resources of one page, at most and when the client does not say.
    package var maxResults = 1_000
    package var defaultResults = 200
    /// Units of a `FilterMeter` that one search may spend.
    package var filterComparisons = 10_000_000
    /// Seconds that a cursor is good for.
    package var cursorTimeout = 3_600

    package init() {}
}
