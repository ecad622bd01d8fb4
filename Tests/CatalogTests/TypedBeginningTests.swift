import Catalog
import Records
import TestLogs
import Testing

/// `type:beginning*` and `type:*` in the place of a name.
@Suite struct TypedBeginningTests {
    private static func context() -> QueryContext { QueryContext(now: MemoryLog.start) }

    /// Entries 1 to 5, and then one of each of many people.
    private static func log(people: Int = 0) throws -> MemoryLog {
        let log = try MemoryLog()
        func add(_ subject: Party, _ resource: Party? = nil, actor: Party? = nil) throws {
            try log.append(
                Record(action: .userUpdate, actor: actor, subject: subject, resources: resource.map { [$0] } ?? []),
                at: MemoryLog.start)
        }
        let user = { (id: String, name: String?) in Party(type: "user", id: id, namespace: "n", name: name) }
        try add(user("ann", "Ann"), Party(type: "role", id: "R-1", namespace: "n", name: "Reader"))
        try add(user("bob", "Robert"), Party(type: "role", id: "x-2", namespace: "n", name: "Rédacteur"))
        try add(user("Role", nil), Party(type: "group", id: "R-1", namespace: "n"), actor: user("ann", nil))
        try add(Party(type: "group", id: "user:q", namespace: "n"), Party(type: "role", id: "w", namespace: "n"))
        try add(Party(type: "service", id: "urn:svc:1", namespace: "n"), actor: user("bob", nil))
        for number in 0..<people { try add(user("p\(number)", nil)) }
        return log
    }

    @Test(
        arguments: [
            ("resource:role:R*", [1, 2]), ("resource:role:r*", [1, 2]), ("resource:role:R-*", [1]),
            ("resource:role:*", [1, 2, 4]),
            ("resource:group:*", [3]), ("resource:\"role:Ré\"*", [2]), ("resource:Role:*", []),
            ("subject:user:*", [1, 2, 3, 4]),
            ("subject:user:r*", [2]), ("who:role:w*", [4]), ("actor:user:*", [3, 5]), ("subject:urn:svc:*", [5]),
            ("subject:service:urn:*", [5]), ("subject:user:q*", [4]), ("subject:role:*", []), ("subject:Rol*", [3]),
            ("-resource:role:* -subject:service:*", [0, 3]), ("resource:(group:* OR role:w*)", [3, 4]),
            ("subject:nobody:*", []),
        ] as [(String, [UInt64])])
    func itIsAllOfTheTypeThatBeginSo(query: String, expected: [UInt64]) async throws {
        let log = try Self.log()
        // Names that begin with a type and a colon are what they say, too.
        try await CatalogHouse().with(log) { catalog in
            let filter = try Filter(query: query, in: Self.context())
            let found = try await SearchTests.all(EventQuery(filter, order: .oldest), in: catalog)
            #expect(found == ReferenceCatalog(log).search(EventQuery(filter, order: .oldest)))
            #expect(found == expected)
        }
    }

    /// Everybody may be asked for as subjects, however many there are; in other parts a beginning has its bound.
    @Test func everybodyIsNotTooMany() async throws {
        let people = 2_100
        try await CatalogHouse().with(try Self.log(people: people)) { catalog in
            let count = try await catalog.count(try Filter(query: "subject:user:*", in: Self.context()))
            #expect(count.count == UInt64(people + 4))
            for query in ["actor:user:*", "subject:user:p*", "who:user:*"] {
                await #expect(throws: QueryError.self, "\(query)") {
                    _ = try await catalog.count(try Filter(query: query, in: Self.context()))
                }
            }
        }
    }
}
