package import Records

/// How large an organisation's history is to be, and when it takes place.
package struct OrganisationPlan: Sendable {
    /// People who are ever hired, some of them gone at the end.
    package let people: Int
    package let records: Int
    package let seed: UInt64
    package let start: Timestamp
    package let end: Timestamp

    /// A plan for 50 people at least, and for no fewer records than `fewestRecords`.
    package init(people: Int, records: Int, seed: UInt64, start: Timestamp, end: Timestamp) {
        self.people = people
        self.records = records
        self.seed = seed
        self.start = start
        self.end = end
    }

    /// Records without which so many people cannot be hired, moved and dismissed.
    package static func fewestRecords(people: Int) -> Int { 1_000 + 18 * people }

    /// Those who are there at the beginning.
    var founders: Int { max(12, people * 2 / 5) }
}

/// What happened at one moment, in one request: records that share a transaction.
package struct Happening: Sendable {
    package let time: Timestamp
    package var records: [Record]
}
