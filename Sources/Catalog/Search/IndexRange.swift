import GRDB
import Records

/// Indices of the log that an answer may hold: `lower ..< upper`.
struct IndexRange {
    var lower: Int64 = 0
    var upper: Int64 = .max

    var isEmpty: Bool { lower >= upper }

    /// Leaves out the cursor's event and what comes before it in that order.
    mutating func begin(after cursor: UInt64?, order: EventQuery.Order) {
        guard let cursor else { return }
        let index = Int64(clamping: cursor)
        switch order {
        case .newest: upper = min(upper, index)
        case .oldest: lower = max(lower, index == .max ? .max : index + 1)
        }
    }

    /// Keeps the events of `since ..< until`, by bisection: time never decreases with the index.
    mutating func keep(since: Timestamp?, until: Timestamp?, in db: Database) throws {
        if let since { lower = max(lower, try Self.firstIndex(notBefore: since, in: db)) }
        if let until { upper = min(upper, try Self.firstIndex(notBefore: until, in: db)) }
    }

    /// The first event at or after a time; the number of events when there is none.
    private static func firstIndex(notBefore time: Timestamp, in db: Database) throws -> Int64 {
        let statement = try db.cachedStatement(sql: "SELECT time FROM event WHERE idx = ?")
        var low: Int64 = 0
        var high = try Int64.fetchOne(db, sql: "SELECT position FROM catalog WHERE id = 1") ?? 0
        while low < high {
            let middle = low + (high - low) / 2
            guard let found = try Int64.fetchOne(statement, arguments: [middle]) else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an event is missing")
            }
            if found < time.milliseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
