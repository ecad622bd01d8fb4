/// What a `gap` entry says: that something may be missing, of what, and between which times.
package struct Gap: Sendable, Equatable {
    /// Entries of a log that were acknowledged and are lost.
    package struct LostEntries: Sendable, Equatable {
        /// The log that held them.
        package let origin: String
        /// The index of the first.
        package let first: UInt64
        /// The index after the last; nil when nobody can tell how many there were.
        package let end: UInt64?

        package init(origin: String, first: UInt64, end: UInt64?) {
            self.origin = origin
            self.first = first
            self.end = end
        }
    }

    /// The source whose events may be missing; `muster` for entries that a log has lost.
    package let source: String
    /// Up to here nothing is missing.
    package let from: Timestamp
    /// From here on nothing is missing.
    package let to: Timestamp
    package let entries: LostEntries?

    package init(source: String, from: Timestamp, to: Timestamp, entries: LostEntries? = nil) {
        self.source = source
        self.from = from
        self.to = to
        self.entries = entries
    }

    /// The source of gaps in a log itself.
    package static let muster = "muster"
    /// Bytes of a source, at most.
    package static let sourceLimit = 1024
}
