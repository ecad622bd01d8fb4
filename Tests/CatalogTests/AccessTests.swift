import Catalog
import JSON
import Recorder
import Records
import TestLogs
import Testing

/// Access at a date, compared with a fold over all records in memory.
@Suite struct AccessTests {
    private static func log(seed: UInt64, records: Int) throws -> MemoryLog {
        let log = try MemoryLog()
        var organisation = AccessOrganisation(seed: seed)
        var time = MemoryLog.start.milliseconds
        for _ in 0..<records {
            time += Int64(organisation.int(4)) * 60_000
            let now = Timestamp(milliseconds: time)
            try log.append(organisation.record(at: now), at: now)
        }
        return log
    }

    private static func sizes(_ seed: UInt64) -> SegmentSizes {
        var sizes = SegmentSizes()
        if seed % 2 == 0 { (sizes.small, sizes.full, sizes.many, sizes.most) = (16, 64, 3, 100) }
        return sizes
    }

    private static func answer(
        _ catalog: Catalog, _ side: AccessSide, _ time: Timestamp, _ view: AccessView
    ) async throws -> [AccessLine]? {
        switch try await catalog.access(side, at: time, view: view) {
        case .found(_, let answer):
            #expect(!answer.isCut)
            return answer.lines
        case .unknown: return nil
        case .ambiguous:
            Issue.record("an id is never ambiguous")
            return nil
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64], AccessView.allCases)
    func everyoneHasWhatTheReferenceSays(seed: UInt64, view: AccessView) async throws {
        let log = try Self.log(seed: seed, records: 400)
        try await CatalogHouse().with(log, sizes: Self.sizes(seed)) { catalog in
            var random = AccessOrganisation(seed: seed &+ 100)
            for _ in 0..<25 {
                let time = Timestamp(milliseconds: MemoryLog.start.milliseconds + Int64(random.int(700)) * 60_000)
                let reference = ReferenceAccess(log.records, at: time, view: view)
                for person in AccessOrganisation.people {
                    let lines = try await Self.answer(catalog, .subject(SubjectQuery("user:" + person.id)), time, view)
                    Self.compare(lines ?? [], holder: person.id, reference)
                }
                for thing in AccessOrganisation.things {
                    let query = SubjectQuery(thing.id)
                    let lines = try await Self.answer(catalog, .resource(query), time, view)
                    Self.compare(lines ?? [], held: thing.id, reference)
                }
            }
        }
    }

    private static func pair(_ line: AccessLine, _ step: Int) -> ReferenceAccess.Pair {
        ReferenceAccess.Pair(
            holder: step == 0 ? line.holder.id! : line.path[step - 1].resource.id!,
            held: line.path[step].resource.id!, isEligible: line.path[step].isEligible)
    }

    /// What a person has: each direct access with its record, and through each what is reached, by a shortest way that holds.
    private static func compare(_ lines: [AccessLine], holder: String, _ reference: ReferenceAccess) {
        let direct = lines.filter { $0.path.count == 1 }
        let expected = reference.direct.filter { $0.key.holder == holder }
        let found = Dictionary(direct.map { (pair($0, 0), $0.granted.index) }) { first, _ in first }
        #expect(found == expected)
        #expect(direct.count == expected.count)
        for line in direct {
            let held = line.resource.id!
            let through = lines.filter { $0.path.count > 1 && $0.path[0] == line.path[0] }
            let reached = Dictionary(
                through.map {
                    (ReferenceAccess.Reach(node: $0.resource.id!, isEligible: $0.isEligible), $0.path.count - 1)
                }
            ) { $0 + $1 }
            #expect(reached == reference.reached(from: held, isEligible: line.isEligible))
        }
        check(lines, reference)
    }

    /// Who has something: everyone from whom it is reached.
    private static func compare(_ lines: [AccessLine], held: String, _ reference: ReferenceAccess) {
        #expect(lines.allSatisfy { $0.resource.id == held })
        for person in AccessOrganisation.people.map(\.id) {
            let reached = reference.reached(from: person)
            for isEligible in [false, true] {
                let shortest = lines.filter { $0.holder.id == person && $0.isEligible == isEligible }
                    .map(\.path.count).min()
                #expect(shortest == reached[ReferenceAccess.Reach(node: held, isEligible: isEligible)])
            }
        }
        check(lines, reference)
    }

    /// Every step of every way holds, by the record that began it; accounts stand as they should.
    private static func check(_ lines: [AccessLine], _ reference: ReferenceAccess) {
        for line in lines {
            for step in line.path.indices {
                #expect(reference.direct[pair(line, step)] == line.path[step].granted.index)
            }
            let state = reference.state(of: line.holder.id!)
            #expect(line.account?.index == state?.index)
            #expect(line.account?.state.rawValue == state?.name)
        }
    }

    /// Where no record is told to be taken differently by the two views, they say the same.
    @Test(arguments: [7, 8, 9] as [UInt64])
    func viewsDifferOnlyByRecordsThatAreTold(seed: UInt64) async throws {
        let log = try Self.log(seed: seed, records: 40)
        try await CatalogHouse().with(log, sizes: Self.sizes(seed)) { catalog in
            var random = AccessOrganisation(seed: seed &+ 100)
            var (same, told) = (0, 0)
            for _ in 0..<30 {
                let time = Timestamp(milliseconds: MemoryLog.start.milliseconds + Int64(random.int(80)) * 60_000)
                let sides =
                    AccessOrganisation.people.map { AccessSide.subject(SubjectQuery("user:" + $0.id)) }
                    + AccessOrganisation.things.map { AccessSide.resource(SubjectQuery($0.id)) }
                for side in sides {
                    guard case .found(_, let known) = try await catalog.access(side, at: time, view: .recorded),
                        case .found(_, let was) = try await catalog.access(side, at: time, view: .effective)
                    else { continue }
                    #expect(known.lateArrivals == was.lateArrivals)
                    if known.lateArrivals > 0 { told += 1 } else { same += 1 }
                    func said(_ answer: AccessAnswer) -> Set<String> {
                        Set(
                            answer.lines.map {
                                "\($0.holder.id!) \($0.resource.id!) \($0.isEligible) \($0.account?.state.rawValue ?? "")"
                            })
                    }
                    if known.lateArrivals == 0 { #expect(said(known) == said(was)) }
                }
            }
            #expect(same > 20 && told > 20)
        }
    }

    /// Pages of any size are the whole in pieces, whatever is recorded while they are read.
    @Test(arguments: AccessView.allCases)
    func pagesAreTheWholeInPieces(view: AccessView) async throws {
        let log = try Self.log(seed: 11, records: 300)
        try await CatalogHouse().with(log) { catalog in
            let now = Timestamp(milliseconds: MemoryLog.start.milliseconds + 100_000 * 60_000)
            let side = AccessSide.resource(SubjectQuery("p0"))
            guard case .found(_, let whole) = try await catalog.access(side, at: now, view: view) else { return }
            #expect(whole.lines.count > 3 && whole.next == nil && whole.total == whole.lines.count)
            var lines: [AccessLine] = []
            var cursor: AccessCursor?
            repeat {
                let page = AccessPaging(limit: 2, cursor: cursor)
                guard case .found(_, let answer) = try await catalog.access(side, at: now, view: view, page: page)
                else {
                    Issue.record("nobody there")
                    return
                }
                #expect(answer.lines.count <= 2 && answer.total == whole.total)
                lines += answer.lines
                cursor = try answer.next.map { try #require(AccessCursor($0.description)) }
                // Whoever comes into the role meanwhile belongs to no page.
                let late = Timestamp(milliseconds: now.milliseconds - 1)
                try log.append(
                    Record(
                        action: .permissionGrant, occurredAt: late,
                        subject: Party(type: "user", id: "late\(lines.count)", namespace: "n"),
                        resources: [AccessOrganisation.permissions[0]]), at: late)
                try await catalog.wait(for: log.committedSize() - 1, timeout: .seconds(60))
            } while cursor != nil
            #expect(lines == whole.lines)
        }
    }

    @Test func cursorsAreReadStrictly() {
        for text in [
            "", "1", "1-0", "-1-2", "1-2-3-4-5", "1-0-3", "1--2-3", "a-1-2", "1-2-9999999999999999", "1-2-5-4",
            "+1-2-3", "1-2- 3",
        ] {
            #expect(AccessCursor(text) == nil)
        }
        for text in ["1-2", "1-2-3", "1-2-3-4"] { #expect(AccessCursor(text)?.description == text) }
    }

    /// What changed between two moments is the difference of what was had at each; what came and went is told too.
    @Test(arguments: [5, 6] as [UInt64])
    func changesAreTheDifference(seed: UInt64) async throws {
        let log = try Self.log(seed: seed, records: 300)
        let states = log.records.indices.map { ReferenceAccess(log.records[...$0]) }
        let reached = AccessOrganisation.people.map { person in states.map { Set($0.reached(from: person.id).keys) } }
        try await CatalogHouse().with(log, sizes: Self.sizes(seed)) { catalog in
            var random = AccessOrganisation(seed: seed &+ 100)
            var passed = 0
            for _ in 0..<20 {
                let minutes = [random.int(450), random.int(450)].sorted()
                let times = minutes.map { Timestamp(milliseconds: MemoryLog.start.milliseconds + Int64($0) * 60_000) }
                let between = log.records.filter { $0.entry.time > times[0] && $0.entry.time <= times[1] }
                for (place, person) in AccessOrganisation.people.enumerated() {
                    let side = AccessSide.subject(SubjectQuery("user:" + person.id))
                    guard
                        case .found(_, let change) = try await catalog.accessChanges(
                            side, between: times[0], and: times[1], view: .recorded)
                    else { continue }
                    let before = Self.reached(try await Self.answer(catalog, side, times[0], .recorded))
                    let after = Self.reached(try await Self.answer(catalog, side, times[1], .recorded))
                    #expect(Self.reached(change.gained) == after.subtracting(before))
                    #expect(Self.reached(change.lost.map(\.line)) == before.subtracting(after))
                    for (line, ended) in change.lost {
                        #expect(ended.map { $0.time > times[0] && $0.time <= times[1] } ?? line.isEligible)
                    }
                    // What was had at neither moment and at some time between is told as having passed.
                    let meanwhile = Set(
                        between.flatMap { reached[place][Int($0.index)] }.map { "\($0.node) \($0.isEligible)" })
                    let told = Set(change.passing.map { "\($0.resource.id!) \($0.isEligible)" })
                    let boundary = before.union(after)
                    #expect(told.subtracting(boundary) == meanwhile.subtracting(boundary))
                    passed += change.passing.count { !$0.through.isEmpty }
                    for stretch in change.passing {
                        #expect(stretch.granted.time > times[0])
                        #expect(stretch.ended.map { $0.time <= times[1] } ?? false)
                    }
                }
            }
            #expect(passed > 5)
        }
    }

    private static func reached(_ lines: [AccessLine]?) -> Set<String> {
        Set((lines ?? []).map { "\($0.resource.id!) \($0.isEligible)" })
    }

    /// Names are those of the time, whatever they are now.
    @Test func namesAreThoseOfTheTime() async throws {
        let log = try MemoryLog()
        func time(_ minute: Int64) -> Timestamp {
            Timestamp(milliseconds: MemoryLog.start.milliseconds + minute * 60_000)
        }
        for (minute, name) in [(1, "Old"), (3, "New"), (5, "Old"), (7, "Newest")] as [(Int64, String)] {
            try log.append(
                Record(
                    action: .groupMemberAdd, subject: Party(type: "user", id: "u", namespace: "n", name: name),
                    resources: [Party(type: "group", id: "g\(minute)", namespace: "n", name: "G " + name)]),
                at: time(minute))
        }
        try await CatalogHouse().with(log) { catalog in
            for (minute, name) in [(2, "Old"), (4, "New"), (6, "Old"), (8, "Newest")] as [(Int64, String)] {
                let lines = try #require(
                    try await Self.answer(catalog, .subject(SubjectQuery("u")), time(minute), .recorded))
                #expect(lines.count == Int(minute) / 2)
                #expect(lines.allSatisfy { $0.holder.name == name })
            }
        }
    }

    /// An activation that runs out leaves what may be activated; without one it is the eligibility that runs out. A revocation
    /// ends both.
    @Test func whatRunsOutIsTheActivation() async throws {
        let log = try MemoryLog()
        let person = Party(type: "user", id: "u", namespace: "n")
        let role = Party(type: "role", id: "r", namespace: "n")
        let steps = [
            "role.eligible.assign", "role.assign", "access.expire", "role.assign", "access.expire", "access.expire",
            "role.eligible.assign", "role.assign", "role.revoke",
        ]
        func time(_ minute: Int) -> Timestamp {
            Timestamp(milliseconds: MemoryLog.start.milliseconds + Int64(minute) * 60_000)
        }
        for (place, step) in steps.enumerated() {
            try log.append(
                Record(action: try #require(Action(rawValue: step)), subject: person, resources: [role]),
                at: time(place + 1))
        }
        let had: [[Bool]] = [[true], [false, true], [true], [false, true], [true], [], [true], [false, true], []]
        try await CatalogHouse().with(log) { catalog in
            for (place, eligible) in had.enumerated() {
                for view in AccessView.allCases {
                    let lines = try #require(
                        try await Self.answer(catalog, .subject(SubjectQuery("u")), time(place + 1), view))
                    #expect(lines.map { $0.isEligible ? 1 : 0 }.sorted() == eligible.map { $0 ? 1 : 0 }.sorted())
                }
            }
        }
    }

    /// An account is taken out of use by its attribute's full path and by the text that Entra sends, too; an attribute of
    /// another schema is another.
    @Test(
        arguments: [
            ("urn:ietf:params:scim:schemas:core:2.0:User:active", false, "disabled"), ("active", "False", "disabled"),
            ("URN:ietf:params:scim:schemas:core:2.0:User:Active", "false", "disabled"), ("active", "True", "enabled"),
            ("urn:acme:2.0:User:active", false, nil), ("active", "no", nil),
        ] as [(String, JSONValue, String?)])
    func activeIsReadHoweverItIsWritten(path: String, value: JSONValue, expected: String?) async throws {
        let log = try MemoryLog()
        let person = Party(type: "user", id: "u", namespace: "n")
        let role = Party(type: "role", id: "r", namespace: "n")
        try log.append(Record(action: .roleAssign, subject: person, resources: [role]), at: MemoryLog.start)
        try log.append(
            Record(action: .userUpdate, subject: person, changes: [Change(path: path, after: value)]),
            at: MemoryLog.start)
        try await CatalogHouse().with(log) { catalog in
            let lines = try #require(
                try await Self.answer(catalog, .subject(SubjectQuery("u")), MemoryLog.start, .recorded))
            #expect(lines.map { $0.account?.state.rawValue } == [expected])
        }
    }
}
