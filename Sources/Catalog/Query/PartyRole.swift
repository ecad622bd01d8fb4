/// The part that an identity has in an event. The raw value is what the catalog stores.
package enum PartyRole: Int64, Sendable, CaseIterable {
    case subject = 0
    case actor = 1
    case onBehalfOf = 2
    case resource = 3
}
