import Catalog
import Recorder
import Records
import TestLogs
import Testing

/// The stretches during which somebody held something directly, compared with what a fold over all records in memory says.
@Suite struct StretchTests {
    private struct Span: Hashable {
        let pair: ReferenceAccess.Pair
        let begin: UInt64
        var end: UInt64?
    }

    private static func log(seed: UInt64, records: Int) throws -> MemoryLog {
        let log = try MemoryLog()
        var organisation = AccessOrganisation(seed: seed)
        for number in 0..<records {
            let now = Timestamp(milliseconds: MemoryLog.start.milliseconds + Int64(number) * 1_000)
            try log.append(organisation.record(at: now), at: now)
        }
        return log
    }

    /// All of them: what each record changed about what is held.
    private static func spans(_ records: [CommittedRecord]) -> [Span] {
        var (spans, open) = ([Span](), [ReferenceAccess.Pair: Int]())
        for place in records.indices {
            let direct = ReferenceAccess(records[...place]).direct
            for (pair, span) in open where direct[pair] == nil {
                spans[span].end = records[place].index
                open[pair] = nil
            }
            for (pair, index) in direct where open[pair] == nil {
                open[pair] = spans.count
                spans.append(Span(pair: pair, begin: index))
            }
        }
        return spans
    }

    private static func span(_ stretch: AccessStretch) -> Span {
        Span(
            pair: ReferenceAccess.Pair(
                holder: stretch.holder.id!, held: stretch.resource.id!, isEligible: stretch.isEligible),
            begin: stretch.granted.index, end: stretch.ended?.index)
    }

    private static func answer(
        _ catalog: Catalog, _ side: AccessSide, _ page: AccessPaging = AccessPaging()
    ) async throws -> AccessStretches {
        guard case .found(_, let stretches) = try await catalog.stretches(side, page: page) else { return .none }
        return stretches
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func theyAreWhatTheReferenceSays(seed: UInt64) async throws {
        let log = try Self.log(seed: seed, records: 300)
        let expected = Self.spans(log.records)
        try await CatalogHouse().with(log) { catalog in
            for person in AccessOrganisation.people {
                let found = try await Self.answer(catalog, .subject(SubjectQuery("user:" + person.id)))
                Self.compare(found, expected.filter { $0.pair.holder == person.id })
            }
            // What groups and roles hold themselves is asked as of persons, who holds them from the other side.
            var held = 0
            for thing in AccessOrganisation.things {
                let found = try await Self.answer(catalog, .subject(SubjectQuery(thing.id)))
                Self.compare(found, expected.filter { $0.pair.holder == thing.id })
                held += found.total
                let holders = try await Self.answer(catalog, .resource(SubjectQuery(thing.id)))
                Self.compare(holders, expected.filter { $0.pair.held == thing.id })
            }
            #expect(held > 10)
        }
    }

    private static func compare(_ found: AccessStretches, _ expected: [Span]) {
        let spans = found.stretches.map(span)
        #expect(spans.count == found.total && found.next == nil)
        #expect(spans.count == expected.count && Set(spans) == Set(expected))
        let open = spans.prefix { $0.end == nil }
        #expect(open.count == expected.count { $0.end == nil }, "what is still held comes first")
        #expect(open.map(\.begin) == open.map(\.begin).sorted(by: >))
        let ends = spans.dropFirst(open.count).compactMap(\.end)
        #expect(ends == ends.sorted(by: >))
    }

    /// Pages are the whole in pieces, whatever is recorded while they are read.
    @Test(arguments: [1, 2, 3, 7, 1_000])
    func pagesAreTheWholeInPieces(size: Int) async throws {
        let log = try Self.log(seed: 9, records: 200)
        try await CatalogHouse().with(log) { catalog in
            let side = AccessSide.resource(SubjectQuery("g1"))
            let whole = try await Self.answer(catalog, side)
            #expect(whole.total > 5)
            var (stretches, cursor) = ([AccessStretch](), AccessCursor?.none)
            repeat {
                let page = try await Self.answer(catalog, side, AccessPaging(limit: size, cursor: cursor))
                #expect(page.stretches.count <= size && page.total == whole.total && page.position == whole.position)
                stretches += page.stretches
                cursor = try page.next.map { try #require(AccessCursor($0.description)) }
                // Everybody leaves, and somebody comes, meanwhile.
                try log.append(
                    Record(action: .groupDelete, subject: AccessOrganisation.groups[1]),
                    at: MemoryLog.start + 1_000_000)
                try log.append(
                    Record(
                        action: .groupMemberAdd, subject: Party(type: "user", id: "new", namespace: "n"),
                        resources: [AccessOrganisation.groups[1]]), at: MemoryLog.start + 1_000_000)
                try await catalog.wait(for: log.committedSize() - 1, timeout: .seconds(60))
            } while cursor != nil
            #expect(stretches == whole.stretches)
        }
    }
}

extension Timestamp {
    fileprivate static func + (time: Timestamp, milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + milliseconds)
    }
}
