import Records

/// The committed entries of one log, in order, as the catalog follows them. The recorder is the one that counts.
package protocol CommittedSource: Sendable {
    /// The log's checkpoint origin.
    var origin: String { get }

    /// Entries that are durable.
    func committedSize() -> UInt64

    /// Entries from an index on, fewer than `limit` only when there are no more; empty beyond the end.
    func committed(from: UInt64, limit: Int) throws -> [CommittedRecord]

    /// Returns once more than `size` entries are durable.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func waitCommitted(beyond size: UInt64) async throws
}
