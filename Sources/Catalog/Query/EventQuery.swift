package import Records

/// A question to the catalog: which events, in which order, and how many. All conditions given must hold.
///
/// A party (`actor`, `onBehalfOf`, `subject`, `resource`) is named by its id, by a name or externalId that it has
/// ever borne in this log (upper and lower case alike), by `type:id` or `type:name`, or by its label in base64. The
/// condition is on the identity: whoever was renamed is found under either name, in all their events.
package struct EventQuery: Sendable {
    /// Newest first is the order of the console, oldest first that of a follower.
    package enum Order: String, Sendable, CaseIterable {
        case newest, oldest
    }

    package var actor: String?
    package var onBehalfOf: String?
    package var subject: String?
    package var resource: String?
    package var action: ActionPattern?
    /// The source's name, byte for byte.
    package var source: String?
    package var outcome: Outcome?
    /// The transaction's id, byte for byte.
    package var transaction: String?
    /// Earliest time of the log (not what the source claims), inclusive.
    package var since: Timestamp?
    /// Latest time of the log, exclusive.
    package var until: Timestamp?
    package var text: FullTextQuery?
    package var order: Order
    /// Events on a page; held to 1…`largestPage`.
    package var limit: Int
    /// The index after which (in the order asked for) the page begins: `next` of the page before.
    package var cursor: UInt64?

    /// Events on a page when nothing else is said.
    package static let usualPage = 50
    /// Most events on a page; larger limits are held to it.
    package static let largestPage = 500

    package init(order: Order = .newest, limit: Int = usualPage) {
        self.order = order
        self.limit = limit
    }
}
