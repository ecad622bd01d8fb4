package import TransparencyLog

/// Entries that were, or are to be, committed together: one write-ahead record.
package struct Batch: Sendable {
    package let firstIndex: UInt64
    /// The bytes that the log hashes, one array an entry.
    package let entries: [[UInt8]]
    /// The sealed records beside them; empty where an entry has none.
    package let sealed: [[UInt8]]
    /// The leaf hashes of the entries.
    package let leaves: [Hash]
    /// Bytes of entries and sealed records together.
    package let byteCount: Int

    package init(firstIndex: UInt64, entries: [[UInt8]], sealed: [[UInt8]]) {
        self.firstIndex = firstIndex
        self.entries = entries
        self.sealed = sealed
        leaves = MerkleTree.leafHashes(entries)
        byteCount = entries.reduce(0) { $0 + $1.count } + sealed.reduce(0) { $0 + $1.count }
    }

    /// Whether no entry has a sealed record.
    var isPlain: Bool { sealed.allSatisfy(\.isEmpty) }

    package var endIndex: UInt64 { firstIndex + UInt64(entries.count) }
}
