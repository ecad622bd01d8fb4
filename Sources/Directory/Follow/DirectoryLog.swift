import Ledger
package import Recorder
package import Records

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

    /// A way back through what was committed.
    func walk() -> any DirectoryWalk

    /// Returns once more than `size` entries are durable; throws `CancellationError` when the task is cancelled.
    func waitCommitted(beyond size: UInt64) async throws
}

/// Goes back through a log, entry by entry of one identity.
package protocol DirectoryWalk {
    /// The entries that name an identity, newest first, until the visitor says false.
    func steps(of identity: Identity, _ visit: (IdentityWalk.Step) throws -> Bool) throws

    /// The record of an entry; nil when it has none.
    func record(_ index: UInt64) throws -> Record?
}

extension IdentityWalk: DirectoryWalk {}

extension Recorder: DirectoryLog {
    package func walk() -> any DirectoryWalk { IdentityWalk(self) }

    package func record(_ submissions: [Submission]) async throws(RecorderError) -> UInt64? {
        try await append(submissions, acknowledge: .durable).last?.index
    }
}
