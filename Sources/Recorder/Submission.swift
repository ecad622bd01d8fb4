package import Records

/// A record on its way into the log.
package struct Submission: Sendable {
    package var record: Record
    /// `record`, or `admin` for what was done to Muster itself.
    package var kind: EntryKind
    /// What the submitter calls this record, within its source: a retry under the same key is not recorded twice.
    package var idempotencyKey: String?
    /// What the entry vouches for without holding it: goes into the keyed hash of the content, and nowhere else.
    package var binding: [UInt8]

    package init(
        record: Record, kind: EntryKind = .record, idempotencyKey: String? = nil, binding: [UInt8] = []
    ) {
        self.record = record
        self.kind = kind
        self.idempotencyKey = idempotencyKey
        self.binding = binding
    }
}

/// A committed entry with its record opened.
package struct CommittedRecord: Sendable {
    package let index: UInt64
    package let entry: Entry
    /// Nil for entries that have no sealed record, such as `genesis`.
    package let record: Record?
    /// The owners whose part of the record cannot be opened any more.
    package let unreadable: [Label]

    package init(index: UInt64, entry: Entry, record: Record?, unreadable: [Label] = []) {
        self.index = index
        self.entry = entry
        self.record = record
        self.unreadable = unreadable
    }
}
