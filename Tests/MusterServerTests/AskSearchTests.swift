import HTTPTypes
import JSON
import Recorder
import Testing

/// `GET /v1/events`.
@Suite struct AskSearchTests {
    /// 20 records by two actors on three people, in two transactions; entries before them are the server's own.
    static func fill(_ server: TestServer) async throws -> [UInt64] {
        let records: [JSONValue] = (0..<20).map { number in
            [
                "id": .string("ev-\(number)"), "action": .string(number % 2 == 0 ? "user.update" : "group.member.add"),
                "outcome": .string(number % 5 == 0 ? "failed" : "success"), "source": "hr",
                "actor": ["type": "service", "id": .string(number % 4 == 0 ? "okta" : "entra"), "name": "The Sync"],
                "subject": ["type": "user", "id": .string("u-\(number % 3)"), "name": .string("Person\(number % 3)")],
                "resource": ["type": "group", "id": "g-1", "name": "Auditors"],
                "changes": [["path": "title", "after": .string("value\(number)")]],
                "transaction": .string("tx-\(number / 10)"),
            ]
        }
        let answer = try await server.post(.array(records))
        try #require(answer.status == 200 || answer.status == 201, "\(answer.text)")
        let results = answer.json?["results"]?.arrayValue ?? []
        return results.compactMap { $0["index"]?.intValue.map(UInt64.init) }
    }

    static func indices(_ answer: Answer) -> [UInt64] {
        (answer.json?["events"]?.arrayValue ?? []).compactMap { $0["index"]?.intValue.map(UInt64.init) }
    }

    @Test func filtersFindWhatTheyName() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let entries = try await Self.fill(server)
            let last = try #require(entries.last)
            try #require(entries.count == 20)
            let cases: [(query: String, places: [Int])] = [
                ("subject=person1", [1, 4, 7, 10, 13, 16, 19]), ("subject=user:u-1&actor=okta", [4, 16]),
                ("actor=service%3Aokta", [0, 4, 8, 12, 16]), ("resource=auditors&outcome=failed", [0, 5, 10, 15]),
                ("action=group.*&transaction=tx-1", [11, 13, 15, 17, 19]),
                ("action=group.member&transaction=tx-1", [11, 13, 15, 17, 19]), ("action=group.&q=value3", [3]),
                ("source=hr&action=user.update&subject=u-2", [2, 8, 14]), ("q=ev-7", [7]),
                ("q=VALUE1*&outcome=failed", [10, 15]),
                ("source=HR", []), ("subject=nobody", []), ("q=%22AND%22%20%22OR%22", []),
                ("q=&source=hr", Array(0..<20)),
            ]
            for (query, places) in cases {
                let answer = try await server.send(.get, "/v1/events?\(query)&order=oldest&wait=\(last)")
                #expect(answer.status == 200, "\(query): \(answer.text)")
                #expect(Self.indices(answer) == places.map { entries[$0] }, "\(query)")
                #expect(answer.json?["next"] == .null, "\(query)")
            }
        }
    }

    @Test func pagesFollowOneAnother() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let entries = try await Self.fill(server)
            var found: [UInt64] = []
            var cursor = ""
            repeat {
                let answer = try await server.send(.get, "/v1/events?source=hr&limit=6&wait=\(entries[19])\(cursor)")
                found += Self.indices(answer)
                cursor = (answer.json?["next"]?.intValue).map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(found == entries.reversed())
            let capped = try await server.send(.get, "/v1/events?source=hr&limit=99999999999999999999")
            #expect(Self.indices(capped).count == 20)
        }
    }

    /// What is refused names the parameter, says what is allowed, and does not repeat the value.
    @Test(
        arguments: [
            ("actr=secretvalue", "actr"), ("limit=0", "limit"), ("limit=-1", "limit"), ("limit=ten", "limit"),
            ("limit=", "limit"),
            ("order=sideways", "order"), ("outcome=Success", "outcome"), ("cursor=-1", "cursor"),
            ("cursor=01", "cursor"),
            ("cursor=18446744073709551616", "cursor"), ("since=2026-06-31", "since"), ("zone=Berlin", "zone"),
            ("until=2026-06-30T24:00:00", "until"),
            ("since=secretvalue", "since"), ("action=group**", "action"), ("action=grou", "action"),
            ("action=secretvalue", "action"), ("action=", "action"), ("q=AND%20OR", "q"), ("q=actr%3Asecretvalue", "q"),
            ("q=%22%22", "q"),
            ("subject=", "subject"), ("actor=a&actor=b", "actor"), ("wait=soon", "wait"), ("subject=%ff", "query"),
            ("subject=%zz", "query"),
        ])
    func malformedParametersAreNamed(query: String, field: String) async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let answer = try await server.send(.get, "/v1/events?\(query)")
            #expect(answer.status == 400)
            #expect(answer.field == field, "\(answer.text)")
            #expect(!answer.text.contains("secretvalue"))
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    @Test func timesTakeAnyZone() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let entries = try await Self.fill(server)
            for since in ["2000-01-01T00:00:00Z", "2000-01-01T00:00:00%2B02:00", "2000-01-01T00:00:00+02:00"] {
                let answer = try await server.send(.get, "/v1/events?source=hr&since=\(since)&wait=\(entries[19])")
                #expect(Self.indices(answer).count == 20, "\(answer.text)")
            }
            let later = try await server.send(.get, "/v1/events?since=2999-01-01T00:00:00Z")
            #expect(Self.indices(later).isEmpty)
        }
    }

    @Test func onlyReadersMayAsk() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let writer = try await server.makeToken("writer", ["write", "scim", "admin"])
            for path in ["/v1/events", "/v1/events/0", "/v1/events/0/receipt", "/v1/subjects/bjensen"] {
                let unknown = try await server.send(.get, path, token: .some(nil))
                #expect(unknown.status == 401, "\(path)")
                let refused = try await server.send(.get, path, token: writer)
                #expect(refused.status == 403, "\(path)")
            }
        }
    }

    /// An entry that does not come: 504, which names the position reached.
    @Test(.timeLimit(.minutes(5))) func waitingInVainSaysSo() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let answer = try await server.send(.get, "/v1/events?wait=1000000")
            #expect(answer.status == 504)
            #expect(answer.code == "behind")
            #expect(answer.field == "wait")
            let size = try server.recorder.committedSize()
            #expect(answer.json?["position"] == .int(size))
        }
    }
}
