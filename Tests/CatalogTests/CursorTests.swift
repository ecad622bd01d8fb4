import Catalog
import Recorder
import Records
import TestLogs
import Testing

/// Cursors while records arrive.
@Suite struct CursorTests {
    /// Pages are asked for while a writer appends: what was there at the first page is answered once, in order; newest
    /// first ends with exactly that, oldest first also meets what came meanwhile.
    @Test(arguments: EventQuery.Order.allCases)
    func nothingIsSkippedOrRepeated(order: EventQuery.Order) async throws {
        let log = try SearchTests.log(seed: 21, records: 300)
        try await CatalogHouse().with(log) { catalog in
            var query = EventQuery(order: order, limit: 7)
            query.filter = .matches(.action(try ActionPattern("user.")))
            let first = try await catalog.search(query)
            let atFirst = ReferenceCatalog(log).search(query)
            var found = first.events.map(\.index)
            query.cursor = first.next
            var random = Organisation(seed: 22)
            while query.cursor != nil {
                for _ in 0..<3 where log.committedSize() < 600 {
                    try log.append(random.record(), at: log.records.last!.entry.time)
                }
                try await catalog.wait(for: log.committedSize() - 1, timeout: .seconds(30))
                let page = try await catalog.search(query)
                found += page.events.map(\.index)
                query.cursor = page.next
            }
            query.cursor = nil
            #expect(found == (order == .newest ? atFirst : ReferenceCatalog(log).search(query)))
        }
    }

    /// A follower keeps the last index it saw and goes on from there, also after an empty page.
    @Test func anyIndexIsACursor() async throws {
        let log = try SearchTests.log(seed: 23, records: 20)
        try await CatalogHouse().with(log) { catalog in
            var query = EventQuery(order: .oldest)
            query.cursor = 20
            #expect(try await catalog.search(query).events.isEmpty)
            try log.append(
                Record(action: .userCreate, subject: Party(type: "user", id: "new")), at: log.records.last!.entry.time)
            try await catalog.wait(for: 21, timeout: .seconds(30))
            #expect(try await catalog.search(query).events.map(\.index) == [21])
        }
    }
}
