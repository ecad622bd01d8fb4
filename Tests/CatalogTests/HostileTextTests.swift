import Catalog
import JSON
import Records
import TestLogs
import Testing

/// Texts made to be taken for a language: of the full text engine, of SQL, of C strings.
@Suite struct HostileTextTests {
    static let texts = [
        "\"", "\"\"", "\"a", "a\"b\"c", "a OR b", "a AND", "NOT a", "NEAR(a b, 2)", "a NEAR b", "text:a", "text : a",
        "{text}: a",
        "-a", "+a", "^a", "a*", "*", "* a", "a**", "(a", "a)", "((((", "a + b", "a:b", ":a", "'",
        "''; DROP TABLE event; --",
        "' OR '1'='1", "1; DELETE FROM catalog", "a\u{0}b", "\u{0}", "\u{0}\"; DROP", "%", "_", "a%' ESCAPE '", "\\",
        "\\\"",
        "\u{202E}abc", "\u{FEFF}a", "e\u{301}", "é", "日本語", "\u{10FFFF}", "a\nb\tc", "MATCH", "fulltext MATCH a",
        "rank", "🤷🏽‍♀️ a",
        "[x]", "a.b[type eq \"work\"].c", "--", "/*", "?1", "$1", ":name", "@x", "NULL",
        String(repeating: "a ", count: 32),
        String(repeating: "(", count: 900), String(repeating: "\"a", count: 300),
    ]

    static func exact(_ match: TextMatch) -> [FilterTerm] {
        [
            .party(.actor, match), .party(.resource, match), .party(.onBehalfOf, match), .field(.source, match),
            .field(.transaction, match),
        ]
    }

    /// Whatever is typed is either refused with a reason, or answered; and the catalog is whole afterwards.
    @Test func noTextIsAnErrorOfTheEngine() async throws {
        let log = try SearchTests.log(seed: 41, records: 50)
        try await CatalogHouse().with(log) { catalog in
            for text in Self.texts {
                if let words = try? FullTextQuery(text) {
                    _ = try await catalog.search(EventQuery(.matches(.words(words))))
                }
                for isPrefix in [false, true] {
                    let match = TextMatch(text, isPrefix: isPrefix)
                    _ = try await catalog.search(EventQuery(.matches(.party(.subject, match))))
                    _ = try? await catalog.search(EventQuery(.matches(.field(.path, match))))
                    for term in Self.exact(match) where !isPrefix {
                        let page = try await catalog.search(EventQuery(.matches(term)))
                        #expect(page.events.isEmpty, "\(text)")
                    }
                }
                _ = try await catalog.history(of: SubjectQuery(text, type: text, namespace: text))
            }
            let all = try await SearchTests.all(EventQuery(), in: catalog)
            #expect(all.count == 51)
        }
    }

    /// The same texts in records: each is found again by its id, its name, its source and its transaction, exactly, and
    /// stands in the answer as it was given.
    @Test func everyTextIsKeptAndFound() async throws {
        let log = try MemoryLog()
        for (number, text) in Self.texts.enumerated() {
            try log.append(
                Record(
                    action: .userUpdate, source: text,
                    subject: Party(type: "user", id: text, namespace: "n", name: "name \(text)"),
                    reason: text, transaction: text),
                at: Timestamp(milliseconds: MemoryLog.start.milliseconds + Int64(number)))
        }
        try await CatalogHouse().with(log) { catalog in
            for (number, text) in Self.texts.enumerated() {
                let match = TextMatch(text)
                for term in [.party(.subject, match), .field(.source, match), .field(.transaction, match)]
                    as [FilterTerm]
                {
                    let page = try await catalog.search(EventQuery(.matches(term)))
                    #expect(page.events.map(\.index) == [UInt64(number + 1)], "\(text)")
                }
                let event = try #require(try await catalog.event(UInt64(number + 1)))
                let json = try JSONValue(parsing: Array(event.json.utf8))
                #expect(json["subject"]?["id"] == .string(text))
                #expect(json["reason"] == .string(text))
                if let words = try? FullTextQuery(text) {
                    let page = try await catalog.search(EventQuery(.matches(.words(words)), limit: 500))
                    #expect(page.events.contains { $0.index == UInt64(number + 1) }, "\(text)")
                }
            }
        }
    }

    /// What full text search understands.
    @Test(
        arguments: [
            ("annual move", [1, 2]), ("\"annual move\"", [1]), ("\"move annual\"", [2]), ("ANNU* mov*", [1, 2]),
            ("annua", []),
            ("bjensen@example.com", [1]), ("b.jensen", []), ("zoe", [2]), ("ZOË", [2]), ("E-4410", [1]), ("4410", [1]),
            ("emails work", [1]), ("nickname", []), ("auditor", [1]), ("17", [2]), ("10.0.0.4", [2]),
            ("annual OR move", []),
            ("x-note", []), ("deep", [2]), ("emails[type eq \"work\"].value", [1]),
        ] as [(String, [UInt64])])
    func wordsAreFound(text: String, expected: [UInt64]) async throws {
        let log = try MemoryLog()
        try log.append(
            Record(
                action: .userUpdate,
                subject: Party(type: "user", id: "a", name: "bjensen@example.com", externalId: "E-4410"),
                changes: [Change(path: "emails[type eq \"work\"].value", before: nil, after: ["Auditor"])],
                reason: "annual move"),
            at: MemoryLog.start)
        try log.append(
            Record(
                action: .userUpdate, actor: Party(type: "service", id: "s", address: "10.0.0.4"),
                subject: Party(type: "user", id: "b", name: "Zoë"),
                changes: [Change(path: "number", before: 17, after: ["x-note": ["deep"]])], reason: "move, annual"),
            at: MemoryLog.start)
        try await CatalogHouse().with(log) { catalog in
            let query = EventQuery(.matches(.words(try FullTextQuery(text))), order: .oldest)
            let found = try await SearchTests.all(query, in: catalog)
            #expect(found == expected)
        }
    }

    @Test(arguments: [
        "", " ", "*", "\"\"", "---", "\u{0}", String(repeating: "a ", count: 33), String(repeating: "a", count: 1_001),
    ])
    func textsWithoutMeaningAreRefused(text: String) {
        #expect(throws: QueryError.self) { try FullTextQuery(text) }
    }

    @Test(arguments: ["", "*", "group**", "group member", "GROUP;", "group.%", "ü", String(repeating: "a", count: 257)])
    func actionsOfAnotherFormAreRefused(text: String) {
        #expect(throws: QueryError.self) { try ActionPattern(text) }
    }
}
