import DurableFiles
import Ledger
import Synchronization

/// A driver over another one that fails on command: before the effect took place, or after it.
final class FaultyStorage: LogStorage {
    enum Step: String, CaseIterable, Sendable {
        case commit, publish, swap, lockRecord, checkpoint, release
    }

    enum Fault: String, CaseIterable, Sendable {
        /// Nothing took place.
        case failed
        /// It took place, and the answer was lost.
        case failedButPersisted
    }

    struct Plan: Sendable {
        var step: Step
        var fault: Fault
        /// `sync` errors are fatal wherever they come from.
        var operation = "write"
        var times = 1
    }

    private let inner: DirectoryStorage
    private let plan = Mutex<Plan?>(nil)

    init(_ inner: DirectoryStorage) { self.inner = inner }

    func fail(_ plan: Plan) { self.plan.withLock { $0 = plan } }

    private func due(_ step: Step) -> (error: FileError, persist: Bool)? {
        plan.withLock { plan in
            guard let current = plan, current.step == step, current.times > 0 else { return nil }
            plan?.times -= 1
            return (FileError(current.operation, "test", errno: 28), current.fault == .failedButPersisted)
        }
    }

    private func run(_ step: Step, _ body: () throws(FileError) -> Void) throws(FileError) {
        guard let (error, persist) = due(step) else { return try body() }
        if persist { try body() }
        throw error
    }

    var batchLimit: Int { inner.batchLimit }
    func place(of part: LogPart) -> String { inner.place(of: part) }
    func recover() throws(LedgerError) -> Recovered { try inner.recover() }

    func commit(_ batch: Batch) -> CommitOutcome {
        guard let (error, persist) = due(.commit) else { return inner.commit(batch) }
        guard persist else { return .lost(error) }
        _ = inner.commit(batch)
        return .unknown(error)
    }

    func publish(_ files: [PublicFile]) throws(FileError) {
        try run(.publish) { () throws(FileError) in try inner.publish(files) }
    }

    func lockRecord() throws(FileError) -> [UInt8]? {
        if let (error, _) = due(.lockRecord) { throw error }
        return try inner.lockRecord()
    }

    func swapLockRecord(expecting expected: [UInt8]?, with note: [UInt8]) -> SwapOutcome {
        guard let (error, persist) = due(.swap) else { return inner.swapLockRecord(expecting: expected, with: note) }
        if persist { _ = inner.swapLockRecord(expecting: expected, with: note) }
        return .unknown(error)
    }

    func replaceCheckpoint(_ note: [UInt8]) throws(FileError) {
        try run(.checkpoint) { () throws(FileError) in try inner.replaceCheckpoint(note) }
    }

    func release(before index: UInt64, superseded: [String]) throws(FileError) {
        try run(.release) { () throws(FileError) in try inner.release(before: index, superseded: superseded) }
    }

    func read(_ path: String) throws(FileError) -> [UInt8]? { try inner.read(path) }
    func names(in folder: String) throws(FileError) -> [String] { try inner.names(in: folder) }
    func readUncached(_ path: String) throws(FileError) -> [UInt8]? { try inner.readUncached(path) }
}
