/// Entries that were, or are to be, committed together: one write-ahead record.
package struct Batch: Sendable {
    package let firstIndex: UInt64
    /// The bytes that the log hashes, one array an entry.
    package let entries: [[UInt8]]
    /// The sealed records beside them; empty where an entry has none.
    package let sealed: [[UInt8]]

    package init(firstIndex: UInt64, entries: [[UInt8]], sealed: [[UInt8]]) {
        self.firstIndex = firstIndex
        self.entries = entries
        self.sealed = sealed
    }

    package var endIndex: UInt64 { firstIndex + UInt64(entries.count) }
}
