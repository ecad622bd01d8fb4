/// A question to the catalog: which events, in which order, and how many.
package struct EventQuery: Sendable {
    /// Newest first is the order of the console, oldest first that of a follower.
    package enum Order: String, Sendable, CaseIterable {
        case newest, oldest
    }

    package var filter: Filter
    package var order: Order
    /// Events on a page; held to 1…`largestPage`.
    package var limit: Int
    /// The index after which (in the order asked for) the page begins: `next` of the page before.
    package var cursor: UInt64?

    /// Events on a page when nothing else is said.
    package static let usualPage = 50
    /// Most events on a page; larger limits are held to it.
    package static let largestPage = 500

    package init(
        _ filter: Filter = .everything, order: Order = .newest, limit: Int = usualPage, cursor: UInt64? = nil
    ) {
        self.filter = filter
        self.order = order
        self.limit = limit
        self.cursor = cursor
    }

    /// Indices that the page may have: behind the cursor, in the order asked for.
    var range: Range<Int64> {
        guard let cursor else { return 0..<Int64.max }
        let index = Int64(clamping: cursor)
        switch order {
        case .newest: return 0..<index
        case .oldest: return (index == .max ? .max : index + 1)..<Int64.max
        }
    }
}

/// How many events fit a filter.
package struct EventCount: Sendable, Equatable {
    package let count: UInt64
    /// False when a phrase would have had to be looked for in more records than one question may open: then there may be more.
    package let isExact: Bool
    /// Entries of the log that the answer rests on.
    package let position: UInt64
}

/// How many events fit a filter in each of the stretches of time that were asked for.
package struct Histogram: Sendable, Equatable {
    package let counts: [UInt64]
    /// See `EventCount.isExact`.
    package let isExact: Bool
    /// Entries of the log that the answer rests on.
    package let position: UInt64
}
