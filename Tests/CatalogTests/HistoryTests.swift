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
