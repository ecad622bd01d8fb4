import JSON
import Records
import Simulation
import Testing

@Suite struct OrganisationTests {
    static func plan(people: Int = 120, records: Int = 6_000, seed: UInt64 = 1) -> OrganisationPlan {
        OrganisationPlan(
            people: people, records: records, seed: seed, start: Timestamp(milliseconds: 1_600_000_000_000),
            end: Timestamp(milliseconds: 1_750_000_000_000))
    }

    static func history(_ plan: OrganisationPlan) -> [Happening] {
        var organisation = Organisation(plan)
        var history: [Happening] = []
        while let next = organisation.next() { history.append(next) }
        return history
    }

    static func lines(_ plan: OrganisationPlan) -> [[UInt8]] {
        history(plan).flatMap { $0.records.map(\.canonicalBytes) }
    }

    @Test func theSameSeedGivesTheSameRecords() {
        let plan = Self.plan(seed: 9)
        let first = Self.lines(plan)
        #expect(first.count == plan.records)
        #expect(first == Self.lines(plan))
        #expect(first != Self.lines(Self.plan(seed: 10)))
    }

    @Test(arguments: [(50, 1_900), (120, 6_000), (700, 40_000)]) func recordsAreOnesThatALogTakes(
        _ people: Int, _ records: Int
    ) throws {
        let plan = Self.plan(people: people, records: records)
        var last = plan.start
        var count = 0
        for happening in Self.history(plan) {
            #expect(happening.time >= last && happening.time <= plan.end)
            last = happening.time
            #expect(Set(happening.records.map(\.transaction)).count == 1)
            for record in happening.records {
                try record.validate()
                let occurred = try #require(record.occurredAt)
                #expect(occurred <= happening.time && occurred >= plan.start)
                count += 1
            }
        }
        #expect(count == records)
        #expect(plan.end.milliseconds - last.milliseconds < 7 * 86_400_000, "the history fills its time")
    }

    @Test func everyoneIsHiredAndAThirdLeaves() {
        var organisation = Organisation(Self.plan(people: 300, records: 20_000))
        var hired = 0
        while let next = organisation.next() {
            hired += next.records.count { $0.action == .userCreate && $0.source == "hr" }
        }
        #expect(hired == 300)
        #expect((150..<260).contains(organisation.headcount))
    }

    /// One role is held by about one in twenty, and the others by ever fewer.
    @Test func oneRoleIsTheLargest() {
        var organisation = Organisation(Self.plan(people: 4_000, records: 160_000))
        while organisation.next() != nil {}
        #expect((150...260).contains(organisation.holdersOfCommonRole))
    }

    /// What an auditor would ask about is there.
    @Test func thereIsSomethingToFind() {
        let records = Self.history(Self.plan(people: 400, records: 40_000)).flatMap(\.records)
        let actions = Set(records.map(\.action.rawValue))
        for action in [
            "user.create", "user.update", "user.disable", "user.enable", "user.delete", "group.create", "group.delete",
            "group.update", "group.member.add", "group.member.remove", "group.subgroup.add", "group.subgroup.remove",
            "role.create", "role.assign", "role.revoke", "app.assign", "app.unassign", "access.request",
            "access.approve", "access.deny", "access.expire", "session.elevate", "policy.change", "credential.rotate",
            "user.password.reset", "x.okta.signin", "x.okta.signin-risk",
        ] {
            #expect(actions.contains(action), "no \(action)")
        }
        #expect(Set(records.map(\.outcome)) == [.success, .failed, .refused])
        #expect(Set(records.compactMap(\.source)) == ["hr", "okta", "ad", "iam"])
        let isOwn = { (record: Record) in
            record.action == .roleAssign && record.outcome == .success && record.actor?.id == record.subject.id
        }
        #expect(records.contains(where: isOwn), "nobody gave themselves access")
        let sizes = Dictionary(grouping: records, by: { $0.transaction ?? "" }).values.map(\.count)
        #expect(sizes.contains { $0 >= 20 })
        let names = records.compactMap(\.subject.name)
        #expect(names.contains { $0.contains("'") } && names.contains { $0.utf8.count > $0.count })
    }
}
