import Catalog
import Recorder
import Records
import TestLogs
import Testing

/// Impact, compared with a fold over all records in memory.
@Suite struct ImpactTests {
    private typealias Reach = ReferenceAccess.Reach
    private typealias Had = [String: Set<Reach>]

    private static func had(_ reference: ReferenceAccess) -> Had {
        Dictionary(
            uniqueKeysWithValues: (AccessOrganisation.people + AccessOrganisation.things).map {
                ($0.id, Set(reference.reached(from: $0.id).keys))
            })
    }

    /// Of every record: whoever reached something right after it and not right before has gained it, and the other way round.
    @Test(arguments: [21, 22, 23] as [UInt64])
    func everyRecordIsTheDifferenceOfBeforeAndAfter(seed: UInt64) async throws {
        let log = try MemoryLog()
        var organisation = AccessOrganisation(seed: seed)
        for minute in 1...300 {
            let now = Timestamp(milliseconds: MemoryLog.start.milliseconds + Int64(minute) * 60_000)
            try log.append(organisation.record(at: now), at: now)
        }
        let people = Set(AccessOrganisation.people.map(\.id))
        var sizes = SegmentSizes()
        if seed % 2 == 0 { (sizes.small, sizes.full, sizes.many, sizes.most) = (16, 64, 3, 100) }
        try await CatalogHouse().with(log, sizes: sizes) { catalog in
            let states = log.records.indices.map { Self.had(ReferenceAccess(log.records[...$0])) }
            let now = states[states.count - 1]
            var before = states[0]
            var (gains, losses, deeds) = (0, 0, 0)
            for committed in log.records.dropFirst() {
                let after = states[Int(committed.index)]
                let impact = try await catalog.impact(
                    of: .matches(.index(from: committed.index, until: committed.index + 1)))
                let record = try #require(committed.record)
                let happened = record.outcome == .success || record.outcome == .observed
                #expect(impact.events == (happened ? 1 : 0) && impact.refused == (happened ? 0 : 1))
                #expect(impact.touched.contains { $0.isSubject } == happened)
                for person in people {
                    let gained = Self.reaches(impact.gained.map(\.line), person)
                    let lost = Self.reaches(impact.lost.map(\.line), person)
                    let (more, less) = (
                        after[person]!.subtracting(before[person]!), before[person]!.subtracting(after[person]!)
                    )
                    #expect(gained == more && lost == less)
                    if !gained.isEmpty || !lost.isEmpty {
                        #expect(impact.touched.contains { $0.identity.id == person })
                    }
                    (gains, losses) = (gains + more.count, losses + less.count)
                }
                for gain in impact.gained {
                    #expect(gain.line.granted.index == committed.index)
                    let (holder, thing) = (gain.line.holder.id!, gain.line.resource.id!)
                    // A group in itself: the reference does not follow circles back.
                    let reach = Reach(node: thing, isEligible: gain.line.isEligible)
                    if holder != thing { #expect(gain.isHeld == now[holder]!.contains(reach)) }
                    if !gain.isHeld { #expect(gain.ended != nil) }
                    if people.contains(holder) {
                        let done = Self.deeds(of: holder, holding: reach, since: committed.index, log, states)
                        #expect(gain.deeds == done.count && gain.firstDeeds == Array(done.prefix(Impact.mostDeeds)))
                        deeds += done.count
                    }
                }
                for loss in impact.lost { #expect(loss.ended.index == committed.index) }
                before = after
            }
            #expect(gains > 50 && losses > 20 && deeds > 100)
        }
    }

    private static func reaches(_ lines: [AccessLine], _ person: String) -> Set<Reach> {
        Set(
            lines.filter { $0.holder.id == person }.map { Reach(node: $0.resource.id!, isEligible: $0.isEligible) })
    }

    /// What somebody did to others from a record on, until they did not have something any more.
    private static func deeds(
        of person: String, holding reach: Reach, since index: UInt64, _ log: MemoryLog, _ states: [Had]
    ) -> [UInt64] {
        log.records[(Int(index) + 1)...].prefix { states[Int($0.index)][person]!.contains(reach) }.filter { committed in
            guard let record = committed.record else { return false }
            return record.actor?.id == person && record.subject.id != person
                && (record.outcome == .success || record.outcome == .observed)
        }.map(\.index)
    }

    private static func user(_ id: String, _ name: String? = nil) -> Party {
        Party(type: "user", id: id, namespace: "n", name: name)
    }

    private static func log(_ steps: [(String, Party, [Party], Party)], links: [(Party, Party)] = []) throws
        -> MemoryLog
    {
        let log = try MemoryLog()
        func time() -> Timestamp {
            Timestamp(milliseconds: MemoryLog.start.milliseconds + Int64(log.records.count) * 1000)
        }
        for (action, subject, resources, actor) in steps {
            let outcome: Outcome = action.hasPrefix("!") ? .refused : .success
            try log.append(
                Record(
                    action: Action(rawValue: action.replacing("!", with: ""))!, outcome: outcome, actor: actor,
                    subject: subject, resources: resources), at: time())
        }
        for (first, second) in links {
            try log.append(Record(action: .identityLink, subject: first, resources: [second]), at: time(), kind: .link)
        }
        return log
    }

    /// What was done with an access counts under every identity of the person, and not what was refused.
    @Test func deedsAreThoseOfThePerson() async throws {
        let (anna, other, bob) = (Self.user("a1"), Self.user("a2"), Self.user("b"))
        let role = Party(type: "role", id: "admin", namespace: "n")
        let log = try Self.log(
            [
                ("role.assign", anna, [role], bob), ("user.update", bob, [], other), ("!user.update", bob, [], other),
                ("user.update", anna, [], other), ("user.disable", bob, [], anna), ("role.revoke", anna, [role], bob),
                ("user.enable", bob, [], anna),
            ], links: [(anna, other)])
        try await CatalogHouse().with(log) { catalog in
            let impact = try await catalog.impact(of: .matches(.index(from: 1, until: 2)))
            #expect(impact.gained.map(\.firstDeeds) == [[2, 5]])
            #expect(impact.gained[0].deeds == 2 && !impact.gained[0].isHeld && impact.gained[0].ended?.index == 6)
        }
    }

    @Test func actorsAreOnePersonOrAskedAbout() async throws {
        let (first, second, third) = (Self.user("s1", "smith"), Self.user("s2", "smith"), Self.user("t"))
        let steps = [("user.update", third, [Party](), first), ("user.update", third, [], second)]
        try await CatalogHouse().with(Self.log(steps)) { catalog in
            guard
                case .ambiguous(let candidates) = try await catalog.impact(
                    ofActor: SubjectQuery("smith"), from: nil, until: nil)
            else {
                Issue.record("two are called so")
                return
            }
            #expect(candidates.count == 2)
            guard case .unknown = try await catalog.impact(ofActor: SubjectQuery("nobody"), from: nil, until: nil)
            else {
                Issue.record("nobody is called so")
                return
            }
        }
        try await CatalogHouse().with(Self.log(steps, links: [(first, second)])) { catalog in
            guard
                case .found(let identity, let impact) = try await catalog.impact(
                    ofActor: SubjectQuery("smith"), from: nil, until: nil)
            else {
                Issue.record("they are one now")
                return
            }
            #expect(identity.joined.all.count == 2 && impact.events == 3 - 1)
        }
    }

    /// Who read touches nobody, does nothing to others and takes no place; the log's first entry is no refusal.
    @Test func readingTouchesNobody() async throws {
        let (anna, bob) = (Self.user("a"), Self.user("b"))
        let role = Party(type: "role", id: "admin", namespace: "n")
        let log = try Self.log([("role.assign", anna, [role], bob), ("!role.assign", bob, [role], anna)])
        for outcome in [Outcome.success, .refused] {
            try log.append(
                Record(
                    action: try #require(Action(rawValue: "read.history")), outcome: outcome, actor: anna, subject: bob),
                at: MemoryLog.start, kind: .access)
        }
        try await CatalogHouse().with(log) { catalog in
            let genesis = try await catalog.impact(of: .matches(.index(from: 0, until: 1)))
            #expect(genesis.events == 0 && genesis.refused == 0 && genesis.touched.isEmpty)
            let impact = try await catalog.impact(of: .everything)
            #expect(impact.events == 1 && impact.refused == 1)
            #expect(impact.touched.map(\.identity.id) == ["a"] && impact.gained.map(\.deeds) == [0])
        }
    }
}
