package import Records

/// What the words of a query depend on besides themselves.
package struct QueryContext: Sendable {
    /// The zone of dates, and of times that say none.
    package let zone: QueryZone
    /// The moment that `now`, `today` and `-7d` count from.
    package let now: Timestamp

    package init(zone: QueryZone = .utc, now: Timestamp) {
        self.zone = zone
        self.now = now
    }
}
