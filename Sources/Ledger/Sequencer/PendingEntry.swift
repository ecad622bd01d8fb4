package import Records

/// An entry that waits for its index.
package struct PendingEntry: Sendable {
    package enum Content: Sendable {
        /// The bytes as they are to be hashed.
        case raw([UInt8])
        /// An entry that lacks its time and its labels' positions.
        case template(EntryTemplate)
    }

    package let content: Content
    /// The sealed record beside the entry; empty for none.
    package let sealed: [UInt8]
    /// What makes a retry of this entry recognisable; nil when every submission is new.
    package let idempotency: Idempotency?
    /// Whatever the submitter wants in-process readers of the committed tail to find beside the entry.
    package let attachment: (any Sendable)?

    package init(
        _ content: Content, sealed: [UInt8] = [], idempotency: Idempotency? = nil, attachment: (any Sendable)? = nil
    ) {
        self.content = content
        self.sealed = sealed
        self.idempotency = idempotency
        self.attachment = attachment
    }

    /// The most bytes that entry and sealed record can take in a write-ahead record.
    var sizeBound: Int {
        switch content {
        case .raw(let bytes): bytes.count + sealed.count + 8
        case .template(let template): template.sizeBound + sealed.count + 8
        }
    }
}

/// What became of a pending entry.
package enum Sequenced: Sendable, Equatable {
    /// It stands in the log at this index.
    case recorded(UInt64)
    /// The same key with the same content was recorded before, at this index.
    case duplicate(UInt64)
    /// The same key with other content was recorded before, at this index.
    case conflict(UInt64)

    package var index: UInt64 {
        switch self {
        case .recorded(let index), .duplicate(let index), .conflict(let index): index
        }
    }
}
