package import Recorder

/// The committed entries of one log, in order, as the catalog follows them. The recorder is the one that counts; the
/// protocol is what lets tests follow a log in memory.
package protocol CommittedSource: Sendable {
    /// The log's checkpoint origin.
    var origin: String { get }

    /// Entries that are durable.
    func committedSize() -> UInt64

    /// Entries from an index on, at most `limit`; none only beyond the end. Blocks on the disk.
    ///
    /// - Throws: whatever keeps the log from being read.
    func committed(from index: UInt64, limit: Int) throws -> [CommittedRecord]

    /// Returns once more than `size` entries are durable.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func waitCommitted(beyond size: UInt64) async throws
}

extension Recorder: CommittedSource {}
