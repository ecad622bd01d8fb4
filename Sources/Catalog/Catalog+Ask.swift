import GRDB
import Recorder
package import Records
import Synchronization

extension Catalog {
    /// Events that fit a question.
    ///
    /// - Throws: `QueryError`, `CatalogError`, `CancellationError`.
    package func search(_ query: EventQuery) async throws -> EventPage {
        try await read { log in
            var search = try EventSearch(log: log, filter: query.filter)
            return try search.page(query)
        }
    }

    /// The event of one entry; nil when the log has no such entry.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func event(_ index: UInt64) async throws -> Event? {
        guard let row = Int64(exactly: index), index < position else { return nil }
        return try await read { log in try log.event(row) }
    }

    /// How many events fit a filter.
    ///
    /// - Throws: `QueryError`, `CatalogError`, `CancellationError`.
    package func count(_ filter: Filter) async throws -> EventCount {
        try await read { log in
            var search = try EventSearch(log: log, filter: filter)
            let end = log.end
            let count = try search.counts([0..<end])[0]
            return EventCount(count: UInt64(count), isExact: search.stoppedAt == nil, position: UInt64(end))
        }
    }

    /// How many events fit a filter between each two of the times that follow one another, by the log's time.
    ///
    /// `bounds` are rising times, at least two.
    ///
    /// - Throws: `QueryError`, `CatalogError`, `CancellationError`.
    package func histogram(_ filter: Filter, bounds: [Timestamp]) async throws -> Histogram {
        try await read { log in
            var search = try EventSearch(log: log, filter: filter)
            let end = log.end
            let indices = try bounds.map { min(end, try log.index(notBefore: $0)) }
            let ranges = zip(indices, indices.dropFirst()).map { $0..<max($0, $1) }
            let counts = try search.counts(ranges)
            return Histogram(counts: counts.map(UInt64.init), isExact: search.stoppedAt == nil, position: UInt64(end))
        }
    }

    /// The times of the first and the last entry taken in.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func span() async throws -> ClosedRange<Timestamp>? {
        try await read { log in
            let end = log.end
            guard end > 0 else { return nil }
            let (first, last) = (try log.open(0).entry.time, try log.open(end - 1).entry.time)
            return first...max(first, last)
        }
    }

    /// Returns once the entry with that index is taken in: a writer that was answered with it then reads its own write.
    ///
    /// - Throws: `CatalogError.behind` when the time is up, `CatalogError.closed`, `CancellationError`.
    package func wait(for index: UInt64, timeout: Duration) async throws {
        if position > index { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [gate] in try await gate.wait(for: index) }
            group.addTask { [gate] in
                try await Task.sleep(for: timeout)
                throw CatalogError.behind(awaited: index, position: gate.position)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Reads the log as it is at one moment, once everything is there that was in it when the catalog was opened.
    func read<T: Sendable>(_ body: @escaping @Sendable (LogReading) throws -> T) async throws -> T {
        try await waitUntilReady()
        guard let pool = try store.pool() else { throw rebuilding() }
        let head = head.withLock { $0 }
        let stop = StopSign()
        do {
            return try await withTaskCancellationHandler {
                try await pool.read { [store, source, matching] db in
                    try body(
                        LogReading(
                            db: db, head: head, cache: store.cache, source: source, matching: matching, stop: stop))
                }
            } onCancel: {
                stop.set()
            }
        } catch let error as DatabaseError {
            throw try failure(error, pool)
        } catch is SegmentDamage {
            isDamaged.store(true, ordering: .releasing)
            throw rebuilding()
        }
    }

    private func failure(_ error: DatabaseError, _ pool: DatabasePool) throws -> CatalogError {
        if CatalogStore.meansDamage(error) {
            isDamaged.store(true, ordering: .releasing)
            return rebuilding()
        }
        // A connection closed under the reader: the database is being exchanged, or the catalog closes.
        if error.resultCode == .SQLITE_MISUSE, try store.pool() !== pool { return rebuilding() }
        return .unusable(path: store.path, reason: "SQLite error \(error.extendedResultCode.rawValue)")
    }

    func waitUntilReady() async throws {
        let floor = floor.load(ordering: .acquiring)
        guard floor > 0, position < floor else { return }
        do {
            try await wait(for: floor - 1, timeout: Self.patience)
        } catch CatalogError.behind {
            throw rebuilding()
        }
    }

    func rebuilding() -> CatalogError {
        .rebuilding(CatalogProgress(position: position, total: source.committedSize()))
    }
}

extension EventSearch {
    /// A page of events. With a phrase that had to be looked for in too many records, the page ends where the search did.
    mutating func page(_ query: EventQuery) throws -> EventPage {
        let limit = max(1, min(query.limit, EventQuery.largestPage))
        var indices = try indices(within: query.range, order: query.order, limit: limit)
        let hasMore = indices.count > limit
        if hasMore { indices.removeLast(indices.count - limit) }
        let log = log
        let events = try indices.map { try log.event($0) }
        let next = hasMore ? indices.last : stoppedAt.map { query.order == .newest ? $0 + 1 : $0 - 1 }
        return EventPage(events: events, next: next.map { UInt64(max(0, $0)) })
    }
}
