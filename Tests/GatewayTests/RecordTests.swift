import Gateway
import JSON
import Recorder
import Records
import Testing

/// What the records of writes say when there is little to be said, and what they must not say.
@Suite struct RecordTests {
    private static func gateway(_ record: Record?) -> JSONValue? { record?.extra?["gateway"] }

    // Writes of another form.

    /// Method, path, query, and what is on record as the target.
    static let others: [(String, String, String?, String)] = [
        ("DELETE", "/nowhere/really/x", nil, "/nowhere/really/x"),
        ("PATCH", "/Me", nil, "/Me"),
        ("PATCH", "/v2/Users/r1", nil, "/v2/Users/r1"),
        (
            "PATCH", "/Users", "filter=userName%20eq%20%22zaphod%22&count=17&flag",
            "/Users?filter=…&count=…&flag=…"
        ),
    ]

    /// Attempt and outcome name the path, the names of the query's parameters, and none of their values.
    @Test(arguments: others) func targets(
        _ method: String, _ path: String, _ query: String?, _ target: String
    ) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.behave(.says(200))
            let body: JSONValue = ["Operations": [["op": "replace", "path": "nickName", "value": "beeblebrox"]]]
            #expect(await app.send(method, path, method == "DELETE" ? nil : body, query: query).status == 200)
            let records = try app.records()
            #expect(records.map { Self.gateway($0)?["target"]?.stringValue } == [target, target])
            #expect(records.map(\.outcome) == [.attempted, .success])
            #expect(records.first?.changes.map(\.path) == (method == "DELETE" ? [] : ["nickName"]))
            for value in ["zaphod", "17", "beeblebrox"] {
                #expect(!records.contains { "\($0.extra?["gateway"]?.text ?? "")\($0.changes)".contains(value) })
            }
        }
    }

    @Test func targetsInBulk() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.behave(.says(200))
            let answer = await app.send(
                "POST", "/Bulk",
                [
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                    "Operations": [["method": "PATCH", "path": "/Me", "data": ["Operations": []]]],
                ])
            #expect(answer.status == 200)
            #expect(try app.records().map { Self.gateway($0)?["target"]?.stringValue } == ["/Me", "/Me"])
        }
    }

    /// A service that knows no such address, or no such method there, has changed nobody: others are found out as before.
    @Test(arguments: [(404, true), (405, true), (501, true), (200, false), (403, false), (500, false)])
    func refusedWritesOfAnotherForm(_ status: Int, _ isDrift: Bool) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            app.service.set { $0.behave = { $0.target.hasPrefix("/nowhere") ? .says(status) : nil } }
            #expect(await app.send("DELETE", "/nowhere/really/x").status == status)
            app.service.put("Users", id) { $0["title"] = "Boss" }
            #expect(await app.patch("/Users/\(id)", "nickName", "Annie") == 200)
            #expect(
                try app.lines().suffix(2).first == "user.update observed ann title" + (isDrift ? " drift" : ""))
            #expect(app.gateway.counts.values.drifts == (isDrift ? 1 : 0))
            #expect(app.gateway.counts.values.doubtful == (isDrift ? 0 : 1))
        }
    }

    // Creations of nobody.

    /// A 201 with the id of somebody who is not there, and one that names nobody.
    @Test func createdAndNotThere() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.behave(.pretends)
            let answer = await app.send("POST", "/Users", ["userName": "ann"])
            #expect(answer.status == 201)
            let id = answer.json?["id"]?.stringValue ?? ""
            let last = try #require(try app.records().last)
            #expect(last.outcome == .success && last.changes.isEmpty && last.subject.id == id)
            // It may be there and not be shown yet: that nothing came of it is more than anybody knows.
            #expect(
                last.reason
                    == "the upstream answered 201, and the resource is not there; nobody of that name was seen, and may "
                    + "still come")
            #expect(Self.gateway(last)?["observed"] == "unknown" && Self.gateway(last)?["mayCome"] == true)
            let differing = Self.gateway(last)?["differing"]?.arrayValue
            #expect(differing?.count == 1 && differing?.first?["path"] == "id")
            #expect(differing?.first?["requested"] == .string(id) && differing?.first?["observed"] == JSONValue.null)
            #expect(app.gateway.counts.values.differing == 1)

            app.service.behave(.says(201))
            #expect(await app.send("POST", "/Users", ["userName": "ben"]).status == 201)
            #expect(try app.lines().last == "user.create success request closes unknown")
            #expect(try app.records().last?.reason?.contains("did not say which resource it made") ?? false)
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    // Secrets under the full names of attributes.

    /// A service that shows what is withheld, under a name of which only the last part says what it is.
    @Test(arguments: ["urn:ietf:params:scim:schemas:core:2.0:User:password", "urn:x:1.0:User:apiKey"])
    func secretsUnderTheirURN(_ name: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [(name, "Hunter4xx")])
            let value: JSONValue = .object(JSONObject([(name, "Hunter5yy"), ("title", "Boss")]))
            let body: JSONValue = ["Operations": [["op": "replace", "value": value]]]
            #expect(await app.send("PATCH", "/Users/\(id)", body).status == 200)
            app.service.put("Users", id) { $0[name] = "Hunter6zz" }
            app.service.put("Users", "old") { old in
                old["userName"] = "old"
                old[name] = "Hunter7zz"
            }
            #expect(await app.patch("/Users/\(id)", "nickName", "Annie") == 200)
            #expect(await app.patch("/Users/old", "nickName", "Old") == 200)
            let records = try app.records()
            let made = records.first { $0.action == .userCreate && $0.outcome == .success }
            #expect(made?.changes.contains { $0.path.contains(name) && $0.after != nil } ?? false)
            #expect(records.contains { $0.outcome == .success && $0.changes.map(\.path) == ["title"] })
            for record in records {
                #expect(!"\(record.changes) \(record.extra ?? JSONObject()) \(record.reason ?? "")".contains("Hunter"))
            }
        }
    }

    // Attributes that change by themselves.

    @Test func attributesThatAreNotLookedAt() async throws {
        try await TestGateway.run {
            $0.ignore = ["lastSeen", "urn:x:1.0:User:counter"]
        } _: { (app: TestGateway) async throws in
            app.service.set { state in
                state.arrive = { [service = app.service] request in
                    for id in ["r1", "old"] where service.resource("Users", id) != nil {
                        service.put("Users", id) { user in
                            user["lastSeen"] = .int((user["lastSeen"]?.intValue ?? 0) + 1)
                            user["urn:x:1.0:User"] = ["counter": user["lastSeen"] ?? 0, "floor": 3]
                        }
                    }
                }
            }
            let id = await app.user("ann")
            app.service.put("Users", "old") { $0["userName"] = "old" }
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            #expect(await app.patch("/Users/old", "title", "Boss") == 200)
            app.service.behave(.says(403))
            #expect(await app.patch("/Users/\(id)", "title", "Chief") == 403)
            app.service.behave(nil)
            #expect(
                try app.lines() == [
                    "user.create attempted request userName",
                    "user.create success ann userName urn:x:1.0:User:floor closes changed",
                    "user.update attempted ann title", "user.update success ann title closes changed",
                    "user.update attempted user title",
                    "user.update observed old userName urn:x:1.0:User:floor first",
                    "user.update success old title closes changed",
                    "user.update attempted ann title", "user.update refused ann closes nothing",
                ])
            #expect(app.gateway.counts.values.drifts == 0 && app.gateway.counts.values.doubtful == 0)
            // One that is asked for is passed on, and not compared.
            for name in ["LASTSEEN", "urn:x:1.0:User:counter"] {
                app.service.behave(.pretends)
                #expect(await app.patch("/Users/\(id)", name, 9) == 200)
                #expect(try app.lines().last == "user.update success ann closes unknown")
                #expect(try app.records().last?.reason == "not compared: \(name)")
                #expect(Self.gateway(try app.records().last)?["differing"] == nil)
            }
        }
    }
}
