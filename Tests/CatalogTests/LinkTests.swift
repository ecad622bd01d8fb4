import Catalog
import JSON
import Recorder
import Records
import TestLogs
import Testing

/// Who is one person, by links and by what is matched.
@Suite struct LinkTests {
    private static func party(_ id: String, name: String? = nil, external: String? = nil, type: String = "user")
        -> Party
    {
        Party(type: type, id: id, namespace: "scim", name: name, externalId: external)
    }

    private static func log(_ people: [Party], changes: [Change] = []) throws -> MemoryLog {
        let log = try MemoryLog()
        for person in people {
            try log.append(
                Record(action: .userCreate, subject: person, changes: changes), at: MemoryLog.start)
        }
        return log
    }

    private static func link(_ log: MemoryLog, _ first: String, _ second: String, _ isLinked: Bool = true) throws {
        let record = Record(
            action: isLinked ? .identityLink : .identityUnlink, subject: party(first), resources: [party(second)])
        try log.append(record, at: MemoryLog.start, kind: isLinked ? .link : .unlink)
    }

    private static var smallSegments: SegmentSizes {
        var sizes = SegmentSizes()
        (sizes.small, sizes.full, sizes.many, sizes.most) = (20, 30, 3, 40)
        return sizes
    }

    /// Ids of everybody in the answer, the subject first.
    private static func ids(_ name: String, _ catalog: Catalog) async throws -> [String]? {
        guard case .found(let identity, _) = try await catalog.history(of: SubjectQuery(name)) else { return nil }
        return identity.joined.all.compactMap(\.identity.id)
    }

    /// The straightforward model: pairs as the last entry on them says, joined by walking.
    private struct Model {
        var pairs: Set<[Int]> = []

        mutating func set(_ first: Int, _ second: Int, _ isLinked: Bool) {
            let pair = [min(first, second), max(first, second)]
            if isLinked { pairs.insert(pair) } else { pairs.remove(pair) }
        }

        func group(of number: Int, people: Int) -> Set<String> {
            var root = Array(0..<people)
            func find(_ number: Int) -> Int { root[number] == number ? number : find(root[number]) }
            for pair in pairs { root[find(pair[0])] = find(pair[1]) }
            return Set((0..<people).filter { find($0) == find(number) }.map { "u-\($0)" })
        }
    }

    /// Random links and unlinks: after each stretch, after a restart, and built again from nothing, everybody is joined with
    /// whom the model joins them.
    @Test(arguments: [1, 2, 3] as [UInt64]) func joinedIsWhoHangsTogether(seed: UInt64) async throws {
        let people = 14
        var random = SeededGenerator(seed: seed)
        var model = Model()
        let log = try Self.log((0..<people).map { Self.party("u-\($0)") })
        let house = CatalogHouse()
        for _ in 0..<6 {
            for _ in 0..<12 {
                let (first, second) = (
                    Int.random(in: 0..<people, using: &random), Int.random(in: 0..<people, using: &random)
                )
                let isLinked = Int.random(in: 0..<3, using: &random) > 0
                try Self.link(log, "u-\(first)", "u-\(second)", isLinked)
                if first != second { model.set(first, second, isLinked) }
            }
            let expected = (0..<people).map { model.group(of: $0, people: people) }
            for place in [house, CatalogHouse()] {
                try await place.with(log, sizes: Self.smallSegments) { catalog in
                    for number in 0..<people {
                        let found = try #require(try await Self.ids("u-\(number)", catalog))
                        #expect(Set(found) == expected[number] && found.count == expected[number].count)
                        #expect(found.first == "u-\(number)")
                    }
                }
            }
        }
    }

    /// The history is that of all; each says what joins it; parting them ends that.
    @Test func aHistoryCoversAllIdentities() async throws {
        let log = try Self.log([Self.party("a", name: "ann"), Self.party("b", name: "ann"), Self.party("c")])
        try await CatalogHouse().with(log) { catalog in
            guard case .ambiguous(let candidates) = try await catalog.history(of: SubjectQuery("ann")) else {
                throw HistoryTests.Unexpected()
            }
            #expect(candidates.count == 2)
        }
        try Self.link(log, "a", "b")
        try Self.link(log, "c", "b")
        let house = CatalogHouse()
        try await house.with(log) { catalog in
            guard case .found(let identity, let page) = try await catalog.history(of: SubjectQuery("ann")) else {
                throw HistoryTests.Unexpected()
            }
            #expect(page.events.map(\.index) == [5, 4, 3, 2, 1])
            #expect(identity.joined.all.map(\.by) == [.asked, .link(4), .link(5)])
            #expect(identity.joined.all.map(\.to) == [nil, identity.label, identity.joined.all[1].identity.label])
            let standing = try await catalog.standing(of: [SubjectQuery("a"), SubjectQuery("c")])
            guard case .found(let found) = standing else { throw HistoryTests.Unexpected() }
            #expect(found.missing?.isEmpty == true && found.direct.isEmpty && found.joined.count == 1)
            let page1 = try await catalog.links(limit: 1, before: nil)
            #expect(page1.links.map(\.index) == [5] && page1.next == 5)
            let page2 = try await catalog.links(limit: 1, before: page1.next)
            #expect(page2.links.map(\.index) == [4] && page2.next == nil)
        }
        try Self.link(log, "b", "a", false)
        try await house.with(log) { catalog in
            #expect(try await Self.ids("a", catalog) == ["a"])
            #expect(Set(try await Self.ids("b", catalog) ?? []) == ["b", "c"])
            guard case .found(_, let page) = try await catalog.history(of: SubjectQuery("a")) else {
                throw HistoryTests.Unexpected()
            }
            #expect(page.events.map(\.index) == [6, 4, 1], "what linked and parted it is told on either side")
        }
    }

    /// Reading about somebody is no part of what happened to them, but it is found.
    @Test func readingIsNoHistory() async throws {
        let log = try Self.log([Self.party("a")])
        let reader = Party(type: "service", id: "auditor", namespace: "muster")
        let action = try #require(Action(rawValue: "read.history"))
        try log.append(
            Record(action: action, actor: reader, subject: Self.party("a")), at: MemoryLog.start, kind: .access)
        try await CatalogHouse().with(log) { catalog in
            guard case .found(_, let page) = try await catalog.history(of: SubjectQuery("a")) else {
                throw HistoryTests.Unexpected()
            }
            #expect(page.events.map(\.index) == [1])
            let found = try await catalog.search(EventQuery(.matches(.kind(.access))))
            #expect(found.events.map(\.index) == [2])
            guard
                case .found(_, let deeds) = try await catalog.history(of: SubjectQuery("auditor", roles: [.actor]))
            else { throw HistoryTests.Unexpected() }
            #expect(deeds.events.map(\.index) == [2])
        }
    }

    private static func matched(
        _ log: MemoryLog, _ fields: [IdentityMatching.Field], _ name: String
    ) async throws -> JoinedIdentities {
        let house = CatalogHouse()
        return try await house.with(log, matching: IdentityMatching(fields)) { catalog in
            guard case .found(let identity, _) = try await catalog.history(of: SubjectQuery(name)) else {
                throw HistoryTests.Unexpected()
            }
            return identity.joined
        }
    }

    @Test func matchesJoinUsersOnly() async throws {
        let log = try Self.log([
            Self.party("a", external: "E-1"), Self.party("b", external: "e-1"),
            Self.party("c", name: "Ann@Example.com"),
            Self.party("s", external: "E-1", type: "service"), Self.party("d", external: "E-2"),
        ])
        let mail = Change(path: "emails[type eq \"work\"].value", after: "ann@example.COM")
        try log.append(Record(action: .userUpdate, subject: Self.party("b"), changes: [mail]), at: MemoryLog.start)
        let none = try await Self.matched(log, [], "a")
        #expect(none.all.count == 1)
        let byID = try await Self.matched(log, [.externalId], "a")
        #expect(byID.all.map(\.identity.id) == ["a", "b"])
        #expect(byID.all.map(\.by) == [.asked, .match(.externalId)])
        let both = try await Self.matched(log, [.externalId, .email], "c")
        #expect(both.all.map(\.identity.id) == ["c", "b", "a"])
        #expect(both.all.map(\.by) == [.asked, .match(.email), .match(.externalId)])
        // Whoever has another externalId now is joined no more; who was parted is not joined by a match.
        try log.append(
            Record(action: .userUpdate, subject: Self.party("a", external: "E-9")), at: MemoryLog.start)
        #expect(try await Self.matched(log, [.externalId], "b").all.count == 1)
        try Self.link(log, "b", "c", false)
        #expect(try await Self.matched(log, [.email], "c").all.count == 1)
        try Self.link(log, "b", "c")
        #expect(try await Self.matched(log, [.email], "c").all.map(\.by) == [.asked, .link(9)])
    }

    /// What was refused, failed or only tried joins nobody and parts nobody, and makes no value a shared one.
    @Test(arguments: [Outcome.refused, .failed, .attempted]) func whatDidNotComeToPassJoinsNobody(
        outcome: Outcome
    ) async throws {
        let log = try Self.log([
            Self.party("a", name: "ann@example.com", external: "E-1"),
            Self.party("b", name: "ann@example.com", external: "E-1"), Self.party("c"),
        ])
        let mail = Change(path: "emails", after: "ann@example.com")
        func deny(_ person: Party) throws {
            try log.append(
                Record(action: .userUpdate, outcome: outcome, subject: person, changes: [mail]), at: MemoryLog.start)
        }
        try deny(Self.party("c", name: "ann@example.com", external: "E-1"))
        try deny(Self.party("a", external: "E-9"))
        for number in 0..<12 { try deny(Self.party("x-\(number)", name: "ann@example.com", external: "E-1")) }
        for field in IdentityMatching.Field.allCases {
            let joined = try await Self.matched(log, [field], "a")
            #expect(joined.all.map(\.identity.id) == ["a", "b"] && joined.shared.isEmpty)
            #expect(try await Self.matched(log, [field], "c").all.count == 1)
        }
    }

    /// Eight may bear one value; with nine it joins nobody, and that is said.
    @Test(arguments: [8, 9, 250]) func aSharedValueJoinsNobody(bearers: Int) async throws {
        let log = try Self.log((0..<bearers).map { Self.party("u-\($0)", name: "team@example.com") })
        let joined = try await Self.matched(log, [.email], "u-3")
        #expect(joined.all.count == (bearers > 8 ? 1 : bearers))
        #expect(joined.shared.map(\.identities) == (bearers > 8 ? [min(200, bearers)] : []))
        #expect(joined.shared.allSatisfy { $0.field == .email })
        #expect(!joined.members.map(\.value.text).joined().isEmpty)
    }

    @Test func nobodyHasMoreThanSixtyFour() async throws {
        let log = try Self.log((0..<70).map { Self.party("u-\($0)") })
        for number in 1..<70 { try Self.link(log, "u-0", "u-\(number)") }
        try await CatalogHouse().with(log) { catalog in
            guard case .found(let identity, _) = try await catalog.history(of: SubjectQuery("u-0")) else {
                throw HistoryTests.Unexpected()
            }
            #expect(identity.joined.all.count == 64 && identity.joined.isCut)
        }
    }

    /// What was known then: who was one person too.
    @Test func accessOfThePastGoesByTheLinksOfThen() async throws {
        let log = try MemoryLog()
        func time(_ minute: Int64) -> Timestamp {
            Timestamp(milliseconds: MemoryLog.start.milliseconds + minute * 60_000)
        }
        let role = Party(type: "role", id: "r", namespace: "scim")
        try log.append(Record(action: .roleAssign, subject: Self.party("a"), resources: [role]), at: time(1))
        try log.append(Record(action: .userCreate, subject: Self.party("b")), at: time(2))
        for (minute, isLinked) in [(3, true), (5, false), (7, true)] as [(Int64, Bool)] {
            try log.append(
                Record(
                    action: isLinked ? .identityLink : .identityUnlink, subject: Self.party("b"),
                    resources: [Self.party("a")]), at: time(minute), kind: isLinked ? .link : .unlink)
        }
        try await CatalogHouse().with(log) { catalog in
            for (minute, lines, later) in [(2, 0, 1), (4, 1, 0), (6, 0, 1), (8, 1, 0)] as [(Int64, Int, Int)] {
                for view in AccessView.allCases {
                    guard
                        case .found(_, let answer) = try await catalog.access(
                            .subject(SubjectQuery("b")), at: time(minute), view: view)
                    else {
                        Issue.record("b is known")
                        continue
                    }
                    #expect(answer.lines.count == (view == .recorded ? lines : 1))
                    #expect(answer.identitiesLater == (view == .recorded ? later : 0))
                    #expect(answer.isSettled == (minute < 7))
                }
            }
        }
    }
}
