package import DurableFiles

/// Where a log's bytes live: what the log needs of a medium, and no more.
///
/// The unit of writing is the batch: it is committed whole or not at all. Everything public is derived from committed
/// batches: immutable files, then the signed checkpoint. All calls but `read` come from one thread at a time: `commit`
/// from the writer, the others from the publisher.
package protocol LogStorage: AnyObject, PublicFileSource {
    /// What an operator calls a part of the log, for messages: a file or a folder.
    func place(of part: LogPart) -> String

    /// Every committed batch that is not yet in full bundles for certain, oldest first. Called once, before any other.
    ///
    /// - Throws: `refused` when what is found contradicts itself. Nothing is changed by a refused recovery.
    func recover() throws(LedgerError) -> Recovered

    /// Makes a batch durable, as the successor of everything committed before.
    ///
    /// `lost` promises that nothing of the batch will ever be seen; `unknown` promises nothing, and the log stops.
    func commit(_ batch: Batch) -> CommitOutcome

    /// The largest batch, in bytes of entries and sealed records, that `commit` takes.
    var batchLimit: Int { get }

    /// Writes immutable public files and makes them durable under their names. A name that stands already is
    /// replaced by the same bytes.
    func publish(_ files: [PublicFile]) throws(FileError)

    /// The last signed checkpoint, kept apart from the public files; nil before the first.
    func lockRecord() throws(FileError) -> [UInt8]?

    /// Replaces the lock record if it still is `expected`. What is read after `unknown` is durable, unless its error is
    /// that of a sync.
    func swapLockRecord(expecting expected: [UInt8]?, with note: [UInt8]) -> SwapOutcome

    /// Replaces the public checkpoint.
    func replaceCheckpoint(_ note: [UInt8]) throws(FileError)

    /// Forgets superseded partial files and whatever else entries before `index` no longer need: they stand in full
    /// bundles.
    func release(before index: UInt64, superseded: [String]) throws(FileError)

    /// The bytes of a public file as the medium holds them, past any cache. May be called from any thread.
    func readUncached(_ path: String) throws(FileError) -> [UInt8]?
}

/// A part of a log that refusals name.
package enum LogPart: Sendable {
    case publicFiles, checkpoint, writeAhead, lockRecord
}

/// What a medium holds after a start.
package struct Recovered: Sendable {
    /// Committed batches, oldest first; the first may begin before what is published.
    package let batches: [Batch]
    /// The index that the next batch takes.
    package let nextIndex: UInt64

    package init(batches: [Batch], nextIndex: UInt64) {
        self.batches = batches
        self.nextIndex = nextIndex
    }
}

/// What became of a batch.
package enum CommitOutcome: Sendable {
    case committed
    /// Not written, and never will be: the log goes on.
    case lost(FileError)
    /// Perhaps written: the log must stop and read everything anew.
    case unknown(FileError)
}

/// What became of the lock record.
package enum SwapOutcome: Sendable {
    case swapped
    /// Another content stands there: someone else writes to this log.
    case conflict
    /// Perhaps swapped: re-read before deciding.
    case unknown(FileError)
}

/// A public file of the log: its path below the log's folder and its bytes.
package struct PublicFile: Sendable, Equatable {
    package let path: String
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}
