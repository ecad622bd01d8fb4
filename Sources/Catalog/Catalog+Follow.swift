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
    /// A batch ends with the reading that brings it to so many entries or bytes. Reading goes in small steps, so that
    /// large records do not fill the memory.
    private var batchEntries: Int { min(2_048, sizes.most) }
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
            try await offload { try self.purgeDue() }
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
        seen.removeAll()
        head.withLock { $0 = Head(first: 0) }
        try await offload { [store] in try store.rebuild() }
        isDamaged.store(false, ordering: .releasing)
    }

    /// Takes in what is committed, batch by batch; while one is written, the next ones are read and made ready.
    private func catchUp() async throws {
        var ahead = BatchesAhead()
        let result: Result<Void, any Error>
        do { result = .success(try await takeIn(&ahead)) } catch { result = .failure(error) }
        // Nothing is read any more once this has returned.
        await ahead.forget()
        try result.get()
    }

    private func takeIn(_ ahead: inout BatchesAhead) async throws {
        let meter = CatchUpMeter(from: position, total: source.committedSize(), logger: logger)
        var next = position
        while true {
            try Task.checkCancellation()
            while ahead.count < BatchesAhead.most, (ahead.end ?? next) < source.committedSize() {
                let first = ahead.end ?? next
                ahead.add(until: first + UInt64(batchEntries)) { [self] in try await prepare(from: first) }
            }
            guard let batch = try await ahead.first(), batch.count > 0 else { break }
            // Batches are cut short by large records; those made ready ahead then do not fit, and are made again.
            if batch.count < batchEntries { await ahead.forget() }
            next = batch.end
            try await write(batch, isLast: next >= source.committedSize())
            gate.move(to: batch.end)
            meter.reached(batch.end)
            onProgress(CatalogProgress(position: batch.end, total: max(batch.end, source.committedSize())))
        }
        meter.finish(at: position)
    }

    private func prepare(from index: UInt64) async throws -> PreparedBatch {
        try await offload { [source, seen, batchEntries, preparing] in
            preparing.wait()
            defer { preparing.signal() }
            var batch = PreparedBatch(first: index)
            // The source answers with less than is asked where its files end.
            while batch.count < batchEntries, batch.size < Self.batchBytes {
                let limit = min(Self.readEntries, batchEntries - batch.count)
                let records = try source.committed(from: batch.end, limit: limit)
                if records.isEmpty { break }
                batch.add(records, cache: seen)
            }
            return batch
        }
    }

    private func write(_ batch: PreparedBatch, isLast: Bool) async throws {
        guard let pool = try store.pool() else { throw CancellationError() }
        if !batch.sightings.isEmpty || !batch.links.isEmpty {
            try await pool.write { db in
                try SightingWriter(db: db).write(batch.sightings)
                try LinkWriter(db: db).write(batch.links)
                try db.execute(
                    sql: "UPDATE catalog SET seen = ?, tail = ? WHERE id = 1 AND seen < ?",
                    arguments: [Int64(batch.end), Data(batch.tail.bytes), Int64(batch.end)])
            }
            seen.note(batch.sightings)
        }
        if head.withLock({ $0.count }) + batch.count > sizes.most { try await offload { try self.flush(to: pool) } }
        head.withLock { $0.insert(batch.keys, times: batch.times) }
        lastTail.withLock { $0 = batch.tail }
        if isLast, head.withLock({ $0.count }) >= sizes.small {
            try await offload { try self.flush(to: pool) }
        }
    }

    /// Writes the entries in memory as a segment, and joins small segments when there are many.
    ///
    /// Readers look at the memory first and at the database then; entries that they see in both count once.
    func flush(to pool: DatabasePool) throws {
        // Only the follower changes the head, so the copy stays what it is; its storage is shared.
        let now = head.withLock { $0 }
        guard let content = now.content else { return }
        let tail = lastTail.withLock { $0 }
        try pool.write { db in
            try content.write(to: db)
            try db.execute(
                sql: "UPDATE catalog SET position = ?, seen = max(seen, ?), tail = iif(seen > ?, tail, ?) WHERE id = 1",
                arguments: [now.end, now.end, now.end, Data(tail.bytes)])
            let due = SegmentMerge(sizes: sizes).due(try Segment.all(in: db))
            if !due.isEmpty {
                try SegmentMerge.joined(due, in: db, cache: store.cache).write(to: db, replacing: due)
            }
        }
        head.withLock { $0 = Head(first: now.end) }
    }

    /// Does blocking work on the catalog's own queue, since the threads of tasks are few.
    private func offload<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
