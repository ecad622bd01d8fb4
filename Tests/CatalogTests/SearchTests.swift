import Catalog
import JSON
import Records
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

    /// Every filter, alone and with others, with values that fit many, few and no events.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func everyCombinationAnswersAsTheReferenceDoes(seed: UInt64) async throws {
        let log = try Self.log(seed: seed, records: 600)
        let reference = ReferenceCatalog(log)
        try await CatalogHouse().with(log) { catalog in
            var random = Organisation(seed: seed &+ 1_000)
            for filters in 0..<512 {
                let (query, words) = try Self.query(filters: filters, &random)
                let found = try await Self.all(query, in: catalog)
                #expect(found == reference.search(query, words: words), "filters \(filters): \(query)")
            }
        }
    }

    /// A question in which each bit of `filters` sets one condition to a random value.
    static func query(filters: Int, _ random: inout Organisation) throws -> (EventQuery, words: [String]) {
        var query = EventQuery(order: random.chance(2) ? .newest : .oldest, limit: [1, 7, 50, 500][random.int(4)])
        let people = ["u-\(random.int(25))", "PERSON\(random.int(25))", "e-\(random.int(25))", "user:u-3", "u-3"]
        let things = ["g-\(random.int(6))", "group 3", "role:group 1", "group:u-3", "u-3"]
        let services = ["okta", "urn:svc:1", "service:urn:svc:1", "user:person\(random.int(25))"]
        var words: [String] = []
        if filters & 1 != 0 { query.actor = (services + people).randomElement(using: &random.random) }
        if filters & 2 != 0 { query.subject = (people + things).randomElement(using: &random.random) }
        if filters & 4 != 0 { query.resource = things.randomElement(using: &random.random) }
        if filters & 8 != 0 {
            let patterns =
                Organisation.actions + [
                    "group.", "group", "group.*", "user.", "user", "x.acme", "x.acme.", "gro*", "u*", "policy.change",
                ]
            query.action = try ActionPattern(patterns.randomElement(using: &random.random)!)
        }
        if filters & 16 != 0 { query.source = (Organisation.sources + ["none"]).randomElement(using: &random.random) }
        if filters & 32 != 0 { query.outcome = Outcome.allCases.randomElement(using: &random.random) }
        if filters & 64 != 0 { query.transaction = "tx-\(random.int(32))" }
        if filters & 128 != 0 {
            let start = MemoryLog.start.milliseconds + Int64(random.int(700)) * 1_000
            if !random.chance(3) { query.since = Timestamp(milliseconds: start) }
            if !random.chance(3) { query.until = Timestamp(milliseconds: start + Int64(random.int(600)) * 1_000) }
        }
        if filters & 256 != 0 {
            words = (0...random.int(2)).map { _ in random.word() }
            query.text = try FullTextQuery(words.joined(separator: " ").uppercased())
            words = words.flatMap(ReferenceCatalog.words)
        }
        if random.chance(8) { query.onBehalfOf = "u-\(random.int(25))" }
        return (query, words)
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
                (query.since, query.until) = (since, until)
                let found = try await Self.all(query, in: catalog)
                #expect(found == expected)
            }
        }
    }
}
