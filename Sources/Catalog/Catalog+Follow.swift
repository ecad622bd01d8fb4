import Dispatch
import Foundation
import GRDB
import Logging
import Recorder
import Records
import ServiceLifecycle
import Synchronization
import TransparencyLog

extension Catalog {
    /// A batch, which is one transaction, ends with the reading that brings it to so many entries or bytes. Reading goes in
    /// small steps, so that large records do not fill the memory.
    private static let mostEntries = 2_000
    private static let batchBytes = 8 << 20
    private static let readEntries = 256
    private static let gathering = Duration.milliseconds(20)
    private static let retryDelay = Duration.seconds(1)

    /// Follows the log until the task is cancelled or the service group shuts down.
    ///
    /// Nothing that goes wrong here ends it, since the log does not depend on the catalog: damage leads to a rebuild, any
    /// other failure is told in `failure` and tried again every second.
    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled { await followOnce() }
        }
    }

    private func followOnce() async {
        do {
            if isDamaged.load(ordering: .acquiring) { try await rebuild() }
            try await catchUp()
            lastFailure.withLock { $0 = nil }
            try await waitForMore()
        } catch is CancellationError {
            // The loop of `run` ends.
        } catch let error as DatabaseError where CatalogStore.meansDamage(error) {
            isDamaged.store(true, ordering: .releasing)
        } catch {
            await report(error)
        }
    }

    private func report(_ error: any Error) async {
        if Task.isCancelled { return }
        // A statement's text and arguments may hold names: of a database error only the code and message are told.
        let reason =
            (error as? DatabaseError).map { "SQLite error \($0.extendedResultCode.rawValue): \($0.message ?? "")" }
            ?? "\(error)"
        let isNews = lastFailure.withLock { last in
            defer { last = reason }
            return last != reason
        }
        if isNews {
            logger.error("The catalog does not move", metadata: ["reason": "\(reason)", "path": "\(store.path)"])
        }
        try? await Task.sleep(for: Self.retryDelay)
    }

    /// Waits for another entry, or for a second: damage that a reader met is looked for at least that often.
    private func waitForMore() async throws {
        let position = position
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [source] in try await source.waitCommitted(beyond: position) }
            group.addTask { try await Task.sleep(for: .seconds(1)) }
            try await group.next()
            group.cancelAll()
        }
        // A transaction of one event costs nearly as much as one of a hundred: unless somebody waits, more are gathered.
        if !gate.isAwaited { try await Task.sleep(for: Self.gathering) }
    }

    private func rebuild() async throws {
        logger.warning("The catalog is damaged and is built again", metadata: ["path": "\(store.path)"])
        floor.store(source.committedSize(), ordering: .releasing)
        gate.move(to: 0)
        cache.withLock { $0.removeAll() }
        try await offload { [store] in try store.rebuild() }
        isDamaged.store(false, ordering: .releasing)
    }

    /// Takes in what is committed, batch by batch; while one batch is written, the next is read and made ready.
    private func catchUp() async throws {
        let meter = CatchUpMeter(from: position, total: source.committedSize(), logger: logger)
        var batch = try await prepare(from: position)
        while let last = batch.events.last {
            try Task.checkCancellation()
            async let following = prepare(from: last.index + 1)
            try await write(batch)
            gate.move(to: last.index + 1)
            meter.reached(last.index + 1)
            onProgress(CatalogProgress(position: last.index + 1, total: max(last.index + 1, source.committedSize())))
            batch = try await following
        }
        meter.finish(at: position)
    }

    private struct Batch: Sendable {
        var events: [PreparedEvent] = []
        var tail = Hash.zero
    }

    private func prepare(from index: UInt64) async throws -> Batch {
        guard index < source.committedSize() else { return Batch() }
        return try await offload { [source] in
            var batch = Batch()
            var bytes = 0
            // The source answers with less than is asked where its files end; a transaction should not be as small.
            while batch.events.count < Self.mostEntries, bytes < Self.batchBytes {
                let next = index + UInt64(batch.events.count)
                let records = try source.committed(from: next, limit: Self.readEntries)
                guard let last = records.last else { break }
                for record in records {
                    let event = PreparedEvent(record)
                    bytes += event.document.utf8.count + event.text.utf8.count
                    batch.events.append(event)
                }
                batch.tail = MerkleTree.leafHash(last.entry.bytes)
            }
            return batch
        }
    }

    private func write(_ batch: Batch) async throws {
        guard let pool = try store.pool() else { throw CancellationError() }
        do {
            try await pool.write { [self] db in
                try cache.withLock { cache in
                    var writer = BatchWriter(db: db, cache: cache.take())
                    try writer.write(batch.events, tail: batch.tail)
                    cache = writer.cache
                }
            }
        } catch {
            // What the cache learned may have been rolled back.
            cache.withLock { $0.removeAll() }
            throw error
        }
    }

    /// Does blocking work on the catalog's own queue, since the threads of tasks are few.
    private func offload<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
