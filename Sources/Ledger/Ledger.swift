package import Dispatch
import Foundation
package import Records
package import TransparencyLog

/// One log's write path: takes transactions, commits each whole, publishes the tree they make.
///
/// Two threads own the two halves: the writer sequences and commits (one write-ahead record and one sync for
/// everything that waits), the publisher writes tiles, signs and shows checkpoints. Appending from many tasks at
/// once is what makes it fast.
package final class Ledger: Sendable {
    package struct Settings: Sendable {
        /// How long committed entries wait for publication at most, when nobody asks for it sooner.
        package var publicationInterval = DispatchTimeInterval.seconds(1)
        /// Entries in one publication at most.
        package var publicationEntries = 65_536
        /// Bytes that one write-ahead record takes from the queue, unless one transaction is larger.
        package var batchBytes = 8 << 20
        /// Bytes that may wait for the writer; beyond that `append` answers `busy`.
        package var queueBytes = 256 << 20
        /// How long a submitter waits for publication.
        package var publicationWait = Duration.seconds(30)
        /// Bytes that may be committed and not published: beyond that the writer waits for the publisher.
        package var unpublishedBytes = 96 << 20
        /// How long the writer waits for a publisher that is behind, before it answers `busy`.
        package var publicationPatience = DispatchTimeInterval.seconds(5)
        /// Bytes of published entries kept in memory for followers.
        package var tailBytes = 32 << 20
        /// Slots of a new index table; it grows as needed.
        package var tableCapacity = 4096
        /// Entries after which the index tables are made durable: what a start after a power cut reads again at most.
        package var tableSyncEntries: UInt64 = 1 << 20
        /// Run by the writer before each commit: what must be durable before the batch is.
        package var beforeCommit: @Sendable () throws -> Void = {}
        /// Whether this is a plain log: entries are bare bytes, whatever they look like. None is read as one of Muster's,
        /// and the empty log has a checkpoint too.
        package var isPlain = false
        /// The clock.
        package var now: @Sendable () -> Timestamp = { LogClock.system.now() }
        package var storage = DirectoryStorage.Settings()

        package init() {}
    }

    package let origin: String
    package let verifierKey: VerifierKey
    package let storage: any LogStorage
    let settings: Settings
    let intake: Intake
    let tables: IndexTables
    let tail: CommittedTail
    let committed: Waiters
    let publication: PublicationLoop
    let tileNodes = TileNodeCache()
    let threads = DispatchGroup()

    init(opened: OpenedLog, key: SigningKey, storage: any LogStorage, settings: Settings) {
        origin = opened.origin
        verifierKey = key.verifierKey
        self.storage = storage
        self.settings = settings
        tables = opened.tables
        intake = Intake(byteLimit: settings.queueBytes)
        tail = CommittedTail(published: opened.published, byteLimit: settings.tailBytes)
        for batch in opened.batches {
            _ = tail.append(.init(batch: batch, attachments: []))
        }
        committed = Waiters(reached: opened.nextIndex)
        publication = PublicationLoop(size: opened.published, note: opened.note)
        let writer = WriterLoop(self, sequencer: Sequencer(nextIndex: opened.nextIndex, lastTime: opened.lastTime))
        let publisher = Publisher(
            origin: origin, key: key, storage: storage, edge: opened.edge, lock: opened.lock, partials: opened.partials)
        let mustShow = opened.mustShow || settings.isPlain && opened.lock == nil
        start("writer", Unshared(writer)) { $0.value.run() }
        start("publisher", Unshared(publisher)) { [publication] in publication.run(self, $0.value, mustShow: mustShow) }
        if opened.nextIndex > opened.published || mustShow { publication.wakeUp() }
    }

    /// A value handed to the one thread that uses it from then on. Unchecked: made in `init`, which keeps no reference, and
    /// read only in the body of the thread that `start` makes for it.
    private struct Unshared<Value>: @unchecked Sendable {
        let value: Value
        init(_ value: Value) { self.value = value }
    }

    private func start<Value>(
        _ name: String, _ value: Unshared<Value>, _ body: @escaping @Sendable (Unshared<Value>) -> Void
    ) {
        threads.enter()
        let thread = Thread { [threads] in
            body(value)
            threads.leave()
        }
        thread.name = "muster-\(name)"
        thread.start()
    }

    /// Appends entries as one transaction: all in one write-ahead record, in order, or none.
    ///
    /// Returns one outcome an entry once it is as safe as asked for. Cancelling the task does not take the append back.
    package func append(
        _ entries: [PendingEntry], acknowledge: Acknowledgement = .durable
    ) async throws(LedgerError) -> [Sequenced] {
        let result = await withUnsafeContinuation { append(entries, answer: $0) }
        let outcomes: [Sequenced]
        do { outcomes = try result.get() } catch let error as LedgerError { throw error } catch { throw .closed }
        if acknowledge == .published { try await waitPublished(outcomes) }
        return outcomes
    }

    /// The same, durable, for somebody who waits already: `answer` is resumed once, with a `LedgerError` when it fails.
    package func append(
        _ entries: [PendingEntry], answer: UnsafeContinuation<Result<[Sequenced], any Error>, Never>
    ) {
        guard !entries.isEmpty else { return answer.resume(returning: .success([])) }
        let size = entries.reduce(0) { $0 + $1.sizeBound }
        guard size <= storage.batchLimit else {
            let limit = storage.batchLimit
            return answer.resume(
                returning: .failure(
                    LedgerError.transactionTooLarge(
                        "a transaction of \(size) bytes is more than the \(limit) that one write can hold; split it")))
        }
        intake.submit(entries, size: size, answer: answer)
    }

    /// Returns once the published checkpoint covers all that was appended.
    package func waitPublished(_ outcomes: [Sequenced]) async throws(LedgerError) {
        if let last = outcomes.map(\.index).max() { try await waitPublished(last) }
    }

    /// Returns once the published checkpoint covers the entry at `index`.
    package func waitPublished(_ index: UInt64) async throws(LedgerError) {
        guard publication.published.reached <= index else { return }
        publication.hurry()
        let isCovered: Bool
        do { isCovered = try await waitBriefly(beyond: index) } catch let error as LedgerError { throw error } catch {
            throw .closed
        }
        guard isCovered else { throw .notPublished(index, publicationFailure) }
    }

    private func waitBriefly(beyond index: UInt64) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { [publication, settings] group in
            group.addTask {
                try await publication.published.wait(beyond: index)
                return true
            }
            group.addTask {
                try await Task.sleep(for: settings.publicationWait)
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
    }

    /// Returns once more than `size` entries are committed.
    ///
    /// - Throws: `LedgerError` when the log stops or is closed before, `CancellationError` when the task is cancelled.
    package func waitCommitted(beyond size: UInt64) async throws { try await committed.wait(beyond: size) }

    package var committedSize: UInt64 { committed.reached }
    package var publishedSize: UInt64 { publication.published.reached }
    /// The checkpoint as last shown; empty before the first.
    package var checkpoint: [UInt8] { publication.note }
    /// Why the log takes no records, when it does not.
    package var failure: LedgerError? { intake.failure }
    /// Why the last publication failed, when it did and is to be repeated.
    package var publicationFailure: String? { publication.lastFailure }
    package var queuedBytes: Int { intake.queuedBytes }

    /// Ends everything that waits; nothing is written from now on.
    func stop(_ error: LedgerError) {
        intake.fail(error)
        committed.fail(error)
        publication.published.fail(error)
        publication.close()
    }

    /// Writes and publishes what waits, makes the tables durable and ends both threads.
    package func close() async {
        intake.close()
        publication.close()
        await withCheckedContinuation { continuation in
            threads.notify(queue: .global()) { continuation.resume() }
        }
        committed.fail(.closed)
        publication.published.fail(.closed)
        if failure == nil { try? tables.sync() }
    }
}

extension Ledger {
    /// The log's clock, as the writer reads it.
    package func now() -> Timestamp { settings.now() }
}
