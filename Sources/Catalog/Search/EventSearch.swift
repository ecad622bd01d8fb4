import GRDB

/// Finds the events for which all conditions hold, in log order, as many as a page needs.
struct EventSearch {
    let db: Database
    var conditions: [Condition] = []
    var range = IndexRange()
    let order: EventQuery.Order
    let limit: Int

    init(db: Database, order: EventQuery.Order, limit: Int) {
        self.db = db
        self.order = order
        self.limit = max(1, min(limit, EventQuery.largestPage))
    }

    /// Lists longer than this are all "long" to the choice of the condition to walk.
    private static let longList = 1_000

    func page() throws -> EventPage {
        var indices = try self.indices()
        let hasMore = indices.count > limit
        if hasMore { indices.removeLast(indices.count - limit) }
        let statement = try db.cachedStatement(sql: "SELECT json FROM document WHERE idx = ?")
        let events = try indices.map { index in
            guard let json = try String.fetchOne(statement, arguments: [index]) else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an event's document is missing")
            }
            return Event(index: UInt64(index), json: json)
        }
        return EventPage(events: events, next: hasMore ? events.last?.index : nil)
    }

    /// One more than a page, when there is one more.
    ///
    /// Each list is read only as far as a page needs, and the next only up to the last index found so far: at most
    /// lists × page rows are put together, whatever the lists' lengths.
    private func indices() throws -> [Int64] {
        if range.isEmpty || conditions.contains(where: \.isImpossible) { return [] }
        let walked = try shortest()
        let tests = conditions.indices.filter { $0 != walked }.map { conditions[$0] }
        let postings = walked.map { conditions[$0].postings } ?? [.all]
        var range = range
        var found: [Int64] = []
        for posting in postings where !range.isEmpty {
            found = merge(found, try read(posting, tests: tests, range: range))
            if found.count > limit, let last = found.last {
                switch order {
                case .newest: range.lower = max(range.lower, last)
                case .oldest: range.upper = min(range.upper, last)
                }
            }
        }
        return found
    }

    private func merge(_ found: [Int64], _ more: [Int64]) -> [Int64] {
        if found.isEmpty || more.isEmpty { return found + more }
        let all = Set(found).union(more)
        return Array((order == .newest ? all.sorted(by: >) : all.sorted()).prefix(limit + 1))
    }

    private func read(_ posting: Posting, tests: [Condition], range: IndexRange) throws -> [Int64] {
        let conditions = [posting.condition, Self.within(posting)] + tests.map(\.test)
        var arguments = posting.arguments + [range.lower, range.upper]
        for test in tests { arguments += test.arguments }
        return try Int64.fetchAll(
            db,
            sql: """
                SELECT \(posting.index) FROM \(posting.tables) WHERE \(conditions.joined(separator: " AND ")) \
                ORDER BY \(posting.index) \(order == .newest ? "DESC" : "ASC") LIMIT \(limit + 1)
                """,
            arguments: arguments)
    }

    /// The place of the condition that fits the fewest events in range; among long lists the first, so conditions are
    /// given in the order in which they usually narrow.
    private func shortest() throws -> Int? {
        guard conditions.count > 1 else { return conditions.isEmpty ? nil : 0 }
        var best: (place: Int, length: Int)?
        for (place, condition) in conditions.enumerated() {
            let length = try length(of: condition, atMost: best?.length ?? Self.longList)
            if length < best?.length ?? .max { best = (place, length) }
        }
        return best?.place
    }

    /// The length of a condition's lists together, counted no further than `most`.
    private func length(of condition: Condition, atMost most: Int) throws -> Int {
        var length = 0
        for posting in condition.postings where length < most {
            length +=
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM (SELECT 1 FROM \(posting.tables) WHERE \(posting.condition) \
                        AND \(Self.within(posting)) LIMIT \(most - length))
                        """,
                    arguments: posting.arguments + [range.lower, range.upper]) ?? 0
        }
        return length
    }

    private static func within(_ posting: Posting) -> String {
        "\(posting.index) >= ? AND \(posting.index) < ?"
    }
}
