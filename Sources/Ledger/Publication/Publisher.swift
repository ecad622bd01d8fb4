import DurableFiles
import Records
import TransparencyLog

/// Brings committed entries into the public tree: files, signature, lock record, checkpoint, in this order.
///
/// Owned by the publishing thread. A step that failed before the signature was swapped is repeated at the next
/// publication; what leaves doubt about the tree or the lock record stops the log.
final class Publisher {
    enum Outcome {
        case published(size: UInt64, note: [UInt8])
        /// Nothing was signed and shown; try again later.
        case failed(FileError)
    }

    private let origin: String
    private let key: SigningKey
    private let storage: any LogStorage
    private var edge: EdgeTiles
    /// The lock record as we know it.
    private var lock: [UInt8]?
    /// Partial files that may be on the disk, to be removed once newer ones are shown.
    private var partials: Set<String>
    /// Those that this process wrote and that are durable: a path names the width, so they need not be written again.
    private var written: Set<String> = []

    init(
        origin: String, key: SigningKey, storage: any LogStorage, edge: EdgeTiles, lock: [UInt8]?, partials: Set<String>
    ) {
        self.origin = origin
        self.key = key
        self.storage = storage
        self.edge = edge
        self.lock = lock
        self.partials = partials
    }

    var size: UInt64 { edge.size }

    /// Publishes the tree with these batches added; they continue it.
    func publish(_ batches: [Batch]) throws(LedgerError) -> Outcome {
        var next = edge
        for batch in batches {
            try next.append(batch, places: Int(next.size - min(batch.firstIndex, next.size))..<batch.entries.count)
        }
        let partial = try next.partialFiles()
        partials.formUnion(partial.map(\.path))
        let note = try signed(next)
        do throws(FileError) {
            try storage.publish(next.takeFull() + partial.filter { !written.contains($0.path) })
        } catch {
            if error.isSync { throw .stopped("\(error)") }
            return .failed(error)
        }
        written.formUnion(partial.map(\.path))
        if let error = try swapLock(note) { return .failed(error) }
        edge = next
        lock = note
        return try show(note, partial: Set(partial.map(\.path)))
    }

    private func signed(_ edge: EdgeTiles) throws(LedgerError) -> [UInt8] {
        do { return try Checkpoint(origin: origin, size: edge.size, root: edge.root).signed(by: key) } catch {
            throw .stopped("the checkpoint cannot be made: \(error)")
        }
    }

    /// After the swap the note is the log's word; showing it may be late but must not be refused.
    private func show(_ note: [UInt8], partial: Set<String>) throws(LedgerError) -> Outcome {
        do throws(FileError) {
            try storage.replaceCheckpoint(note)
            try storage.release(
                before: edge.fullBundles, superseded: partials.subtracting(partial).sorted())
            partials = partial
            written = partial
        } catch {
            if error.isSync { throw .stopped("\(error)") }
            return .failed(error)
        }
        return .published(size: edge.size, note: note)
    }

    /// Swaps the lock record; returns why it was not swapped when that is certain.
    private func swapLock(_ note: [UInt8]) throws(LedgerError) -> FileError? {
        switch storage.swapLockRecord(expecting: lock, with: note) {
        case .swapped: return nil
        case .conflict: throw .stopped("the lock record changed under this process: someone else writes to this log")
        case .unknown(let error):
            guard !error.isSync else { throw .stopped("\(error)") }
            let found: [UInt8]?
            do throws(FileError) { found = try storage.lockRecord() } catch { throw .stopped("\(error)") }
            if found == note { return nil }
            guard found == lock else { throw .stopped("the lock record holds neither what was there nor what was put") }
            return error
        }
    }
}
