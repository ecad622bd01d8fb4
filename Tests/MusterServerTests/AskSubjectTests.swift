import HTTPTypes
import JSON
import Recorder
import Testing

/// `GET /v1/subjects/{id}`.
@Suite struct AskSubjectTests {
    private static func record(_ id: String, _ subject: JSONValue, actor: JSONValue? = nil) -> JSONValue {
        var object = JSONObject([
            ("id", .string(id)), ("action", "user.update"), ("source", "hr"), ("subject", subject),
        ])
        object["actor"] = actor
        return .object(object)
    }

    private static func fill(_ server: TestServer) async throws -> UInt64 {
        let answer = try await server.post([
            record("1", ["type": "user", "id": "2819c223", "name": "bjensen"]),
            record("2", ["type": "user", "id": "2819c223", "name": "babs"], actor: ["type": "service", "id": "okta"]),
            record("3", ["type": "user", "id": "a/b c?d", "name": "Zoë"], actor: ["type": "user", "id": "2819c223"]),
            record("4", ["type": "user", "id": "77", "name": "twin"]),
            record("5", ["type": "group", "id": "78", "name": "Twin"]),
        ])
        try #require(answer.status == 200 || answer.status == 201, "\(answer.text)")
        return try server.recorder.committedSize() - 1
    }

    @Test func aHistoryIsNewestFirst() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let last = try await Self.fill(server)
            for name in ["2819c223", "bjensen", "BABS", "user:2819c223", "user%3Ababs"] {
                let answer = try await server.send(.get, "/v1/subjects/\(name)?wait=\(last)")
                #expect(answer.status == 200, "\(name): \(answer.text)")
                #expect(AskSearchTests.indices(answer) == [last - 3, last - 4], "\(name)")
                #expect(answer.json?["subject"]?["name"] == "babs")
                #expect(answer.json?["subject"]?["names"]?.arrayValue?.count == 2)
                #expect(answer.json?["next"] == .null)
            }
            let oldest = try await server.send(.get, "/v1/subjects/bjensen?order=oldest&limit=1")
            #expect(AskSearchTests.indices(oldest) == [last - 4])
            #expect(oldest.json?["next"] == .int(last - 4))
            let any = try await server.send(.get, "/v1/subjects/bjensen?role=any")
            #expect(AskSearchTests.indices(any) == [last - 2, last - 3, last - 4])
            let actor = try await server.send(.get, "/v1/subjects/okta?role=actor")
            #expect(AskSearchTests.indices(actor) == [last - 3])
        }
    }

    /// What happened to a group's members is its history: nobody need know in which part it stands in those events.
    @Test func aGroupsHistoryHoldsItsMembers() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let answer = try await server.post([
                "id": "m-1", "action": "group.member.add", "source": "other",
                "subject": ["type": "user", "id": "u-1", "name": "ann"],
                "resource": ["type": "group", "id": "g-7", "name": "Auditors"],
            ])
            let index = try #require(answer.json?["index"]?.intValue.map(UInt64.init), "\(answer.text)")
            let group = try await server.send(.get, "/v1/subjects/group:g-7?namespace=other&log=main&wait=\(index)")
            #expect(AskSearchTests.indices(group) == [index], "\(group.text)")
            let subject = try await server.send(.get, "/v1/subjects/group:g-7?role=subject")
            #expect(AskSearchTests.indices(subject).isEmpty)
            let document = try await server.send(.get, "/openapi.json").json
            for path in ["/v1/events", "/v1/events/{index}", "/v1/events/{index}/receipt", "/v1/subjects/{id}"] {
                let parameters = document?["paths"]?[path]?["get"]?["parameters"]?.arrayValue ?? []
                #expect(parameters.contains { $0["name"] == "log" }, "\(path)")
            }
        }
    }

    @Test func namesAreDecodedFromThePath() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let last = try await Self.fill(server)
            for name in ["a%2Fb%20c%3Fd", "zo%C3%AB", "ZO%C3%8B"] {
                let answer = try await server.send(.get, "/v1/subjects/\(name)?wait=\(last)")
                #expect(AskSearchTests.indices(answer) == [last - 2], "\(name): \(answer.text)")
            }
        }
    }

    @Test func severalThatFitAreCandidates() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let last = try await Self.fill(server)
            let answer = try await server.send(.get, "/v1/subjects/twin?wait=\(last)")
            #expect(answer.status == 409)
            #expect(answer.code == "ambiguous")
            let candidates = answer.json?["candidates"]?.arrayValue ?? []
            #expect(candidates.compactMap { $0["id"] } == ["78", "77"])
            #expect(candidates.first?["namespace"] == "hr")
            let group = try await server.send(.get, "/v1/subjects/twin?type=group")
            #expect(AskSearchTests.indices(group) == [last])
            let label = try #require(candidates.last?["label"]?.stringValue)
            let escaped = label.utf8.map {
                $0 == UInt8(ascii: "/") ? "%2F" : $0 == UInt8(ascii: "+") ? "%2B" : String(UnicodeScalar($0))
            }
            let byLabel = try await server.send(.get, "/v1/subjects/\(escaped.joined())")
            #expect(AskSearchTests.indices(byLabel) == [last - 1])
        }
    }

    @Test func whoeverIsNotNamedIsUnknown() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            for path in ["/v1/subjects/nobody", "/v1/subjects/'%20OR%201=1", "/v1/subjects/%00"] {
                let answer = try await server.send(.get, path)
                #expect(answer.status == 404, "\(path)")
                #expect(answer.headers[.contentType] == "application/problem+json")
            }
            for (query, field) in [
                ("role=owner", "role"), ("typ=user", "typ"), ("type=", "type"), ("order=up", "order"),
            ] {
                let answer = try await server.send(.get, "/v1/subjects/x?\(query)")
                #expect(answer.status == 400)
                #expect(answer.field == field)
            }
        }
    }
}
