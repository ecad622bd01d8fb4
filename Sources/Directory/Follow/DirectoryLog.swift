import Ledger
package import Recorder

/// What the directory needs of a log: a place to append to, and what was committed.
package protocol DirectoryLog: Sendable {
    /// The log's checkpoint origin.
    var origin: String { get }

    /// Appends records as one transaction and returns when they are durable, with the index of the last.
    func record(_ submissions: [Submission]) async throws(RecorderError) -> UInt64?

    /// Entries that are durable.
    func committedSize() -> UInt64

    /// Entries from an index on, fewer than `limit` only when there are no more.
    func committed(from index: UInt64, limit: Int) throws -> [CommittedRecord]

    /// Returns once more than `size` entries are durable; throws `CancellationError` when the task is cancelled.
    func waitCommitted(beyond size: UInt64) async throws
}

extension Recorder: DirectoryLog {
    package func record(_ submissions: [Submission]) async throws(RecorderError) -> UInt64? {
        try await append(submissions, acknowledge: .durable).last?.index
    }
}
