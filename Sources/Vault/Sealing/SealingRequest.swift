package import Records

/// A record that is to be sealed.
package struct SealingRequest: Sendable {
    package let record: Record
    package let kind: EntryKind
    package let idempotency: Idempotency?

    package init(record: Record, kind: EntryKind = .record, idempotency: Idempotency? = nil) {
        self.record = record
        self.kind = kind
        self.idempotency = idempotency
    }
}
