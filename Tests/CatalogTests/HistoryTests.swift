import Catalog
import JSON
import Records
import TestLogs
import Testing

/// Histories, and whom a name means.
@Suite struct HistoryTests {
    private static func party(_ id: String, _ name: String? = nil, type: String = "user", namespace: String = "scim")
        -> Party
    {
        Party(type: type, id: id, namespace: namespace, name: name, externalId: id == "1" ? "E-1" : nil)
    }

    /// 1: bjensen. 2: renamed. 3: added to Auditors by okta. 4: another bjensen. 5: user "bjensen" by id in hr.
    private static func log() throws -> MemoryLog {
        let log = try MemoryLog()
        let group = party("g", "Auditors", type: "group")
        let okta = party("okta", "Okta", type: "service")
        let records = [
            Record(action: .userCreate, subject: party("1", "bjensen")),
            Record(action: .userRename, subject: party("1", "Babs")),
            Record(action: .groupMemberAdd, actor: okta, subject: party("1", "Babs"), resources: [group]),
            Record(action: .userCreate, actor: party("1"), subject: party("2", "BJensen")),
            Record(action: .userUpdate, subject: party("7", "zoé", namespace: "hr")),
            Record(action: .userUpdate, subject: party("7", "Zoe", namespace: "scim")),
        ]
        for record in records { try log.append(record, at: MemoryLog.start) }
        return log
    }

    private static func indices(_ answer: SubjectAnswer) -> [UInt64]? {
        if case .found(_, let page) = answer { page.events.map(\.index) } else { nil }
    }

    @Test(
        arguments: [
            ("1", [3, 2, 1]), ("babs", [3, 2, 1]), ("e-1", [3, 2, 1]), ("user:1", [3, 2, 1]), ("user:BABS", [3, 2, 1]),
            ("2", [4]), ("ZOÉ", [5]), ("zoe\u{301}", [5]), ("zoe", [6]), ("Auditors", [3]), ("okta", []),
        ] as [(String, [UInt64])])
    func aNameFindsItsIdentity(name: String, expected: [UInt64]) async throws {
        try await CatalogHouse().with(try Self.log()) { catalog in
            let answer = try await catalog.history(of: SubjectQuery(name))
            #expect(Self.indices(answer) == expected)
        }
    }

    @Test func otherPartsCountWhenAskedFor() async throws {
        try await CatalogHouse().with(try Self.log()) { catalog in
            var query = SubjectQuery("1", roles: PartyRole.allCases, order: .oldest)
            let all = try await catalog.history(of: query)
            #expect(Self.indices(all) == [1, 2, 3, 4])
            (query.limit, query.cursor) = (2, 1)
            guard case .found(_, let page) = try await catalog.history(of: query) else { throw Unexpected() }
            #expect(page.events.map(\.index) == [2, 3])
            #expect(page.next == 3)
            query = SubjectQuery("Auditors", roles: [.subject])
            let group = try await catalog.history(of: query)
            #expect(Self.indices(group) == [])
        }
    }

    /// The subject's current names, and every name it has borne with the entry in which it first bore it.
    @Test func theSubjectIsDescribed() async throws {
        try await CatalogHouse().with(try Self.log()) { catalog in
            guard case .found(let identity, _) = try await catalog.history(of: SubjectQuery("1")) else {
                throw Unexpected()
            }
            #expect(identity.json["name"] == "Babs")
            #expect(identity.json["externalId"] == "E-1")
            #expect(
                identity.json["names"]
                    == [["name": "bjensen", "firstIndex": 1], ["name": "Babs", "firstIndex": 2]] as JSONValue)
            #expect(identity.json["firstIndex"] == 1)
            #expect(identity.json["lastIndex"] == 3)
            #expect(identity.json["namespace"] == "scim")
        }
    }

    /// A name that somebody came back to is theirs again from then on.
    @Test func aReturnToAnEarlierNameIsTold() async throws {
        let log = try MemoryLog()
        for name in ["Meier", "Meier", "Schulz", "Schulz", "Meier"] {
            try log.append(Record(action: .userUpdate, subject: Self.party("m", name)), at: MemoryLog.start)
        }
        try await CatalogHouse().with(log) { catalog in
            guard case .found(let identity, _) = try await catalog.history(of: SubjectQuery("meier")) else {
                throw Unexpected()
            }
            #expect(identity.names.map(\.text) == ["Meier", "Schulz", "Meier"])
            #expect(identity.names.map(\.firstIndex) == [1, 3, 5] && identity.name == "Meier")
        }
    }

    /// What was refused, failed or only tried names nobody: it finds them where no name does, and is no name of theirs.
    @Test(arguments: [Outcome.refused, .failed, .attempted])
    func whatDidNotComeToPassNamesNobody(outcome: Outcome) async throws {
        let log = try MemoryLog()
        let records = [
            Record(action: .userCreate, subject: Self.party("1", "bjensen")),
            Record(action: .userUpdate, outcome: outcome, subject: Self.party("1", "ceo")),
            Record(action: .userUpdate, outcome: outcome, subject: Self.party("2", "BJensen")),
            Record(
                action: .userCreate, outcome: outcome,
                subject: Party(type: "user", id: "3", namespace: "scim", name: "newcomer", externalId: "E-3")),
            Record(action: .userUpdate, outcome: .observed, subject: Self.party("4", "seen")),
        ]
        for record in records { try log.append(record, at: MemoryLog.start) }
        try await CatalogHouse().with(log) { catalog in
            guard case .found(let jensen, let page) = try await catalog.history(of: SubjectQuery("bjensen")) else {
                throw Unexpected()
            }
            #expect(jensen.id == "1" && jensen.name == "bjensen" && jensen.names.map(\.text) == ["bjensen"])
            #expect(page.events.map(\.index) == [2, 1])
            for name in ["newcomer", "e-3", "3", "user:newcomer"] {
                guard case .found(let new, let page) = try await catalog.history(of: SubjectQuery(name)) else {
                    throw Unexpected()
                }
                #expect(new.id == "3" && new.name == nil && new.externalId == nil && new.names.isEmpty)
                #expect(new.externalIds.isEmpty && page.events.map(\.index) == [4])
            }
            #expect(Self.indices(try await catalog.history(of: SubjectQuery("seen"))) == [5])
            let found = try await catalog.search(
                EventQuery(.matches(.party(.subject, TextMatch("bjensen"))), order: .oldest))
            #expect(found.events.map(\.index) == [1, 2, 3])
            // What comes to pass later under the same name does give it.
            try log.append(
                Record(action: .userCreate, subject: Self.party("3", "newcomer")), at: MemoryLog.start)
            try await catalog.wait(for: 6, timeout: .seconds(60))
            guard case .found(let new, _) = try await catalog.history(of: SubjectQuery("newcomer")) else {
                throw Unexpected()
            }
            #expect(new.name == "newcomer" && new.names.map(\.firstIndex) == [6])
        }
    }

    /// Whoever bore a name is a candidate for it; narrowing, or an exact id, tells them apart.
    @Test func severalAreCandidates() async throws {
        try await CatalogHouse().with(try Self.log()) { catalog in
            guard case .ambiguous(let two) = try await catalog.history(of: SubjectQuery("bjensen")) else {
                throw Unexpected()
            }
            #expect(two.map(\.id) == ["2", "1"])
            guard case .ambiguous(let sevens) = try await catalog.history(of: SubjectQuery("7")) else {
                throw Unexpected()
            }
            #expect(sevens.map(\.namespace) == ["scim", "hr"])
            let narrowed = try await catalog.history(of: SubjectQuery("7", namespace: "hr"))
            #expect(Self.indices(narrowed) == [5])
        }
    }

    @Test(
        arguments: [
            SubjectQuery("nobody"), SubjectQuery(""), SubjectQuery("1", type: "group"),
            SubjectQuery("1", namespace: "x"),
            SubjectQuery(":1"), SubjectQuery("user:"), SubjectQuery("' OR 1=1 --"), SubjectQuery("1\u{0}"),
        ])
    func whoeverIsNotNamedIsUnknown(query: SubjectQuery) async throws {
        try await CatalogHouse().with(try Self.log()) { catalog in
            guard case .unknown = try await catalog.history(of: query) else { throw Unexpected() }
        }
    }

    struct Unexpected: Error {}
}
