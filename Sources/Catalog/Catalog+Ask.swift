import GRDB
import Records
import Synchronization

extension Catalog {
    /// Events that fit a question.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func search(_ query: EventQuery) async throws -> EventPage {
        try await read { db in
            var search = EventSearch(db: db, order: query.order, limit: query.limit)
            search.conditions = try Self.conditions(of: query, in: db)
            search.range.begin(after: query.cursor, order: query.order)
            try search.range.keep(since: query.since, until: query.until, in: db)
            return try search.page()
        }
    }

    /// The event of one entry; nil when the catalog has not come to it.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func event(_ index: UInt64) async throws -> Event? {
        guard let row = Int64(exactly: index) else { return nil }
        return try await read { db in
            try String.fetchOne(db, sql: "SELECT json FROM document WHERE idx = ?", arguments: [row])
                .map { Event(index: index, json: $0) }
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

    /// In the order in which they usually narrow; see `EventSearch.shortest`.
    private static func conditions(of query: EventQuery, in db: Database) throws -> [Condition] {
        var conditions: [Condition] = []
        if let transaction = query.transaction { conditions.append(.transaction(transaction)) }
        let parties: [(String?, PartyRole)] = [
            (query.subject, .subject), (query.onBehalfOf, .onBehalfOf), (query.resource, .resource),
            (query.actor, .actor),
        ]
        for case (let text?, let role) in parties {
            conditions.append(.roles([role], of: try IdentityLookup(db: db).all(text)))
        }
        if let text = query.text { conditions.append(.text(text)) }
        if let source = query.source { conditions.append(try .source(source, in: db)) }
        if let outcome = query.outcome { conditions.append(.outcome(outcome.stored)) }
        if let action = query.action { conditions.append(try .action(action, in: db)) }
        return conditions
    }

    /// Reads within one transaction, once everything is there that was in the log when the catalog was opened.
    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await waitUntilReady()
        guard let pool = try store.pool() else { throw rebuilding() }
        do {
            return try await pool.read(body)
        } catch let error as DatabaseError {
            if CatalogStore.meansDamage(error) {
                isDamaged.store(true, ordering: .releasing)
                throw rebuilding()
            }
            // A connection closed under the reader: the database is being exchanged, or the catalog closes.
            if error.resultCode == .SQLITE_MISUSE, try store.pool() !== pool { throw rebuilding() }
            throw CatalogError.unusable(path: store.path, reason: "SQLite error \(error.extendedResultCode.rawValue)")
        }
    }

    private func waitUntilReady() async throws {
        let floor = floor.load(ordering: .acquiring)
        guard floor > 0, position < floor else { return }
        do {
            try await wait(for: floor - 1, timeout: Self.patience)
        } catch CatalogError.behind {
            throw rebuilding()
        }
    }

    private func rebuilding() -> CatalogError {
        .rebuilding(CatalogProgress(position: position, total: source.committedSize()))
    }
}
