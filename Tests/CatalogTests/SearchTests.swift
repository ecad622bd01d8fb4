import Catalog
import JSON
import Recorder
import Records
import TestLogs
import Testing

/// Searches compared with a walk over all records in memory.
@Suite struct SearchTests {
    /// A log of random records whose times stand still now and then.
    static func log(seed: UInt64, records: Int) throws -> MemoryLog {
        let log = try MemoryLog()
        var organisation = Organisation(seed: seed)
        var time = MemoryLog.start.milliseconds
        for _ in 0..<records {
            time += Int64(organisation.int(3)) * 1_000
            try log.append(organisation.record(), at: Timestamp(milliseconds: time))
        }
        return log
    }

    /// Random filters of every form and depth, over segments of every size and over memory only.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func everyFilterAnswersAsTheReferenceDoes(seed: UInt64) async throws {
        let log = try Self.log(seed: seed, records: 600)
        let reference = ReferenceCatalog(log)
        var sizes = SegmentSizes()
        if seed > 1 { (sizes.small, sizes.full, sizes.many, sizes.most) = (16, 64, 3, [100, 130, 200][Int(seed) - 2]) }
        try await CatalogHouse().with(log, sizes: sizes) { catalog in
            var random = RandomFilter(seed: seed &+ 1_000)
            for _ in 0..<100 {
                let query = EventQuery(
                    try random.filter(depth: 3), order: random.chance(2) ? .newest : .oldest,
                    limit: [7, 50, 500][random.int(3)])
                let expected = reference.search(query)
                let found = try await Self.all(query, in: catalog)
                #expect(found == expected, "\(query.filter)")
                let count = try await catalog.count(query.filter)
                #expect(count.count == UInt64(expected.count) && count.isExact && count.position == 601)
                try await Self.compareHistogram(query.filter, expected, reference, catalog, &random)
            }
        }
    }

    private static func compareHistogram(
        _ filter: Filter, _ expected: [UInt64], _ reference: ReferenceCatalog, _ catalog: Catalog,
        _ random: inout RandomFilter
    ) async throws {
        let bounds = (0..<(2 + random.int(8))).map { _ in
            MemoryLog.start.milliseconds + Int64(random.int(700) - 20) * 1_000
        }.sorted().map(Timestamp.init(milliseconds:))
        let histogram = try await catalog.histogram(filter, bounds: bounds)
        let counts = zip(bounds, bounds.dropFirst()).map { from, until in
            UInt64(
                expected.count {
                    from <= reference.records[Int($0)].entry.time && reference.records[Int($0)].entry.time < until
                })
        }
        #expect(histogram.counts == counts, "\(filter)")
    }

    /// All indices, page by page.
    static func all(_ query: EventQuery, in catalog: Catalog) async throws -> [UInt64] {
        var query = query
        var found: [UInt64] = []
        while true {
            let page = try await catalog.search(query)
            #expect(page.events.count <= query.limit)
            #expect(page.next == nil || page.next == page.events.last?.index && page.events.count == query.limit)
            found += page.events.map(\.index)
            guard let next = page.next else { return found }
            query.cursor = next
        }
    }

    @Test func pagesAreHeldToTheirLimits() async throws {
        let log = try Self.log(seed: 9, records: 600)
        try await CatalogHouse().with(log) { catalog in
            for (limit, expected) in [(Int.max, EventQuery.largestPage), (-1, 1), (7, 7)] {
                let page = try await catalog.search(EventQuery(limit: limit))
                #expect(page.events.count == expected)
            }
            let usual = try await catalog.search(EventQuery())
            #expect(usual.events.count == EventQuery.usualPage)
            var beyond = EventQuery(order: .oldest)
            beyond.cursor = .max
            let none = try await catalog.search(beyond)
            #expect(none.events.isEmpty)
        }
    }

    /// `since` is inclusive, `until` exclusive, and events at one and the same millisecond stay together.
    @Test func timesAreExact() async throws {
        let log = try MemoryLog()
        let second = Timestamp(milliseconds: MemoryLog.start.milliseconds + 1_000)
        for time in [MemoryLog.start, second, second] {
            try log.append(Record(action: .userCreate, subject: Party(type: "user", id: "a")), at: time)
        }
        try await CatalogHouse().with(log) { catalog in
            let always = (Timestamp(milliseconds: 0), Timestamp(milliseconds: .max))
            let cases: [(Timestamp?, Timestamp?, [UInt64])] = [
                (second, nil, [2, 3]), (nil, second, [0, 1]), (second, second, []), (always.0, always.1, [0, 1, 2, 3]),
            ]
            for (since, until, expected) in cases {
                var query = EventQuery(order: .oldest)
                query.filter = .matches(.time(from: since, until: until))
                let found = try await Self.all(query, in: catalog)
                #expect(found == expected)
            }
        }
    }
}
