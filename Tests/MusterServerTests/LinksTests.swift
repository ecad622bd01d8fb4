import Catalog
import HTTPTypes
import JSON
import MusterServer
import Recorder
import Records
import Testing

/// `/v1/links`.
@Suite struct LinksTests {
    private static func record(_ id: String, _ subject: JSONValue) -> JSONValue {
        ["id": .string(id), "action": "user.update", "source": "hr", "subject": subject]
    }

    /// Two twins, ann under two ids, and a group.
    private static func fill(_ server: TestServer) async throws -> UInt64 {
        let answer = try await server.post([
            record("1", ["type": "user", "id": "a-1", "name": "ann"]),
            record("2", ["type": "user", "id": "a-2", "name": "ann.b"]),
            record("3", ["type": "user", "id": "t-1", "name": "twin"]),
            record("4", ["type": "user", "id": "t-2", "name": "twin"]),
            record("5", ["type": "group", "id": "g-1", "name": "Auditors"]),
        ])
        try #require(answer.status == 200 || answer.status == 201, "\(answer.text)")
        return try server.recorder.committedSize()
    }

    private static func ids(_ answer: Answer) -> [String] {
        answer.json?["identities"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    }

    @Test func linkedIsOnePersonUntilParted() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let size = try await Self.fill(server)
            let token = try await server.makeToken("analyst", ["link"])
            let wanted: JSONValue = [
                "identities": ["ann", ["type": "user", "id": "a-2", "namespace": "hr"]], "reason": "ticket 71",
            ]
            let size1 = try server.recorder.committedSize()
            let linked = try await server.send(.post, "/v1/links", json: wanted, token: token)
            #expect(linked.status == 201 && linked.json?["status"] == "linked", "\(linked.text)")
            #expect(linked.json?["entries"]?.arrayValue?.first?["index"] == .int(size1))
            let entry = try #require(try server.recorder.committed(from: size1, limit: 1).first)
            #expect(entry.entry.kind == .link && entry.record?.action == .identityLink)
            #expect(entry.record?.subject == Party(type: "user", id: "a-1", namespace: "hr"))
            #expect(entry.record?.resources == [Party(type: "user", id: "a-2", namespace: "hr")])
            #expect(entry.record?.actor?.id == "analyst" && entry.record?.reason == "ticket 71")
            // A no-op says so, in whatever order.
            for names in [["ann", "ann.b"], ["user:a-2", "a-1"]] as [JSONValue] {
                let again = try await server.send(.post, "/v1/links", json: ["identities": names], token: token)
                #expect(again.status == 200 && again.json?["status"] == "unchanged", "\(again.text)")
            }
            #expect(try server.recorder.committedSize() == size1 + 1)
            let history = try await server.send(.get, "/v1/subjects/ann.b?wait=\(size1)")
            #expect(AskSearchTests.indices(history) == [size1, size - 4, size - 5], "\(history.text)")
            #expect(Self.ids(history) == ["a-2", "a-1"])
            let list = try await server.send(.get, "/v1/links?of=ann")
            #expect(Self.ids(list) == ["a-1", "a-2"] && list.json?["links"]?.arrayValue?.count == 1)
            let all = try await server.send(.get, "/v1/links")
            #expect(all.json?["links"]?.arrayValue?.first?["index"] == .int(size1) && all.json?["next"] == .null)
            let parted = try await server.send(
                .post, "/v1/links/remove", json: ["identities": ["ann.b", "ann"]], token: token)
            #expect(parted.status == 200 && parted.json?["status"] == "unlinked", "\(parted.text)")
            #expect(try server.recorder.committed(from: size1 + 1, limit: 1).first?.entry.kind == .unlink)
            let apart = try await server.send(.get, "/v1/subjects/ann?wait=\(size1 + 1)")
            #expect(Self.ids(apart) == ["a-1"])
            let none = try await server.send(
                .post, "/v1/links/remove", json: ["identities": ["ann.b", "ann"]], token: token)
            #expect(none.json?["status"] == "unchanged")
            #expect(try server.recorder.committedSize() == size1 + 2)
        }
    }

    /// An ambiguous name is 409 with its candidates, an unknown one 404; nothing is recorded. Joined, the two are no
    /// candidates any more.
    @Test func namesMustMeanOne() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let size = try await Self.fill(server)
            let twins = try await server.send(.post, "/v1/links", json: ["identities": ["ann", "twin"]])
            #expect(twins.status == 409 && twins.field == "identities[1]")
            #expect(twins.json?["candidates"]?.arrayValue?.count == 2)
            let unknown = try await server.send(.post, "/v1/links", json: ["identities": ["nobody", "ann"]])
            #expect(unknown.status == 404 && unknown.field == "identities[0]")
            // An object means an id, never a name.
            let byName = try await server.send(
                .post, "/v1/links", json: ["identities": ["ann", ["type": "user", "id": "ann.b"]]])
            #expect(byName.status == 404)
            #expect(try server.recorder.committedSize() == size)
            let linked = try await server.send(.post, "/v1/links", json: ["identities": ["t-1", "t-2"]])
            #expect(linked.status == 201)
            let history = try await server.send(.get, "/v1/subjects/twin?wait=\(size)")
            #expect(history.status == 200 && Self.ids(history).count == 2)
            let access = try await server.send(.get, "/v1/access?subject=twin")
            #expect(access.status == 200 && Self.ids(access).count == 2, "\(access.text)")
            let three = try await server.send(.post, "/v1/links", json: ["identities": ["ann", "twin", "a-2"]])
            #expect(three.json?["entries"]?.arrayValue?.count == 2, "\(three.text)")
            let through = try await server.send(.post, "/v1/links/remove", json: ["identities": ["a-2", "t-2"]])
            #expect(through.status == 409 && through.code == "joined-by-others", "\(through.text)")
        }
    }

    @Test func whatCannotBeLinkedIsRefused() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let size = try await Self.fill(server)
            let bodies: [(JSONValue, String)] = [
                (["identities": ["ann"]], "identities"), (["identities": "ann"], "identities"),
                (["identities": ["ann", 7]], "identities[1]"), (["identities": ["ann", ""]], "identities[1]"),
                (["identities": ["ann", ["id": "a-2"]]], "identities[1]"),
                (["identities": ["ann", ["type": "user", "id": ""]]], "identities[1].id"),
                (["identities": ["ann", ["type": "user", "id": "a-2", "name": "x"]]], "identities[1]"),
                (["identities": ["ann", "a-1"]], "identities"), (["identities": ["ann", "Auditors"]], "identities"),
                (["identities": ["ann", "ann.b"], "reason": 1], "reason"),
                (["identities": .array(Array(repeating: "ann", count: 17))], "identities"),
            ]
            for (body, field) in bodies {
                for path in ["/v1/links", "/v1/links/remove"] {
                    let answer = try await server.send(.post, path, json: body)
                    #expect(answer.status == 422 && answer.field == field, "\(body.text) \(answer.text)")
                }
            }
            #expect(try server.recorder.committedSize() == size)
            let reader = try await server.makeToken("reader", ["read"])
            let wanted: JSONValue = ["identities": ["ann", "ann.b"]]
            let refused = try await server.send(.post, "/v1/links", json: wanted, token: reader)
            #expect(refused.status == 403)
            #expect(try server.lastRecord().outcome == .refused)
            let linker = try await server.makeToken("linker", ["link"])
            #expect(try await server.send(.get, "/v1/links?of=ann", token: linker).status == 403)
            #expect(try await server.send(.get, "/v1/links?of=ann", token: reader).status == 200)
        }
    }

    /// Nobody hands in a record that says who is one person, or who read.
    @Test(arguments: ["identity.link", "identity.unlink", "read.search", "read.export"])
    func ingestTakesNoneOfTheseActions(action: String) async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let answer = try await server.post([
                "id": "1", "action": .string(action), "subject": ["type": "user", "id": "a"],
                "resource": ["type": "user", "id": "b"],
            ])
            #expect(answer.status == 422 && answer.field == "action", "\(answer.text)")
        }
    }

    /// Links hold across a restart; so does what the configuration matches, which one start may say and the next not.
    @Test func linksOutliveTheServer() async throws {
        let folder = try TemporaryFolder()
        try await TestServer.with(folder) { server in
            _ = try await Self.fill(server)
            _ = try await server.send(.post, "/v1/links", json: ["identities": ["ann", "ann.b"]])
        }
        try await TestServer.with(folder) { server in
            let history = try await server.send(.get, "/v1/subjects/ann")
            #expect(Self.ids(history) == ["a-1", "a-2"])
            let answer = try await server.post([
                "id": "9", "action": "user.update", "source": "okta",
                "subject": ["type": "user", "id": "o-1", "externalId": "E-1"],
            ])
            let last = try await server.post([
                "id": "10", "action": "user.update", "source": "hr",
                "subject": ["type": "user", "id": "a-1", "externalId": "E-1"],
            ])
            #expect(answer.status < 300 && last.status < 300)
        }
        try await TestServer.with(folder, configure: { $0.identities = IdentityMatching([.externalId]) }) { server in
            let history = try await server.send(.get, "/v1/subjects/o-1")
            #expect(Self.ids(history) == ["o-1", "a-1", "a-2"])
            let reasons = history.json?["identities"]?.arrayValue?.map { $0["by"] }
            #expect(reasons == ["asked", "externalId", "link"])
        }
    }
}
