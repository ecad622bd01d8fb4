import Foundation
import GRDB
import TransparencyLog

/// Writes down which pairs were linked and parted by which entries. Of a pair the newest entry before a moment counts, so that
/// writing the same again, in whatever order, changes nothing.
struct LinkWriter {
    let db: Database

    /// - Throws: `DatabaseError`; the transaction must then be rolled back.
    func write(_ facts: [LinkFact]) throws {
        for fact in facts {
            let (first, second) = (try identity(fact.first), try identity(fact.second))
            let statement = try db.cachedStatement(
                sql: "INSERT OR IGNORE INTO link (low, high, at, linked) VALUES (?, ?, ?, ?)")
            try statement.execute(
                arguments: [min(first, second), max(first, second), Int64(fact.index), fact.isLinked ? 1 : 0])
        }
    }

    /// The sightings of an entry are written before its link, so everybody is there.
    private func identity(_ label: Hash) throws -> Int64 {
        let select = try db.cachedStatement(sql: "SELECT id FROM identity WHERE label = ?")
        guard let id = try Int64.fetchOne(select, arguments: [Data(label.bytes)]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a linked identity is missing")
        }
        return id
    }
}
