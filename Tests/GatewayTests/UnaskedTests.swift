import Gateway
import JSON
import Recorder
import Records
import Testing

/// With a 2xx too, nobody is credited with what they did not ask for.
@Suite struct UnaskedTests {
    private static func change(_ app: TestGateway, _ endpoint: String, _ id: String, _ name: String, _ value: JSONValue)
    {
        app.service.set { state in
            state.arrive = { [service = app.service] request in
                if request.method != "GET" { service.put(endpoint, id) { $0[name] = value } }
            }
        }
    }

    private static func unasked(_ app: TestGateway) throws -> [Record] {
        try app.records().filter { $0.extra?["gateway"]?["unasked"] == true }
    }

    @Test func rolesThatNobodyAskedFor() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            Self.change(app, "Users", id, "roles", [["value": "admin"]])
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            #expect(
                try app.lines().suffix(2) == [
                    "role.assign observed ann roles[value eq \"admin\"]",
                    "user.update success ann title closes changed",
                ])
            let record = try #require(try Self.unasked(app).first)
            #expect(record.action == .roleAssign && record.actor?.id == "outside" && record.recordedBy == "muster")
            #expect(record.reason?.hasPrefix("seen with this write, which did not ask for it") ?? false)
            let closing = try #require(try app.records().last)
            #expect(record.extra?["gateway"]?["attempt"] == closing.extra?["gateway"]?["attempt"])
            #expect(record.transaction == closing.transaction)
            #expect(app.gateway.counts.values.unasked == 1 && app.gateway.counts.values.doubtful == 0)
            // The state has them: nothing is told twice.
            app.service.set { $0.arrive = nil }
            #expect(await app.patch("/Users/\(id)", "title", "Chief") == 200)
            #expect(try app.lines().suffix(2).first == "user.update attempted ann title")
        }
    }

    /// Another role than was asked for, and another standing.
    @Test func theContrary() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("active", true)])
            app.service.behave(
                .puts("Operations", [["op": "replace", "path": "roles", "value": [["value": "admin"]]]]))
            #expect(await app.patch("/Users/\(id)", "roles", [["value": "reader"]]) == 200)
            #expect(try app.lines().suffix(2).first == "role.assign observed ann roles[value eq \"admin\"]")
            app.service.behave(.puts("Operations", [["op": "replace", "path": "active", "value": false]]))
            #expect(await app.patch("/Users/\(id)", "active", true) == 200)
            #expect(try app.lines().suffix(2).first == "user.disable observed ann active")
        }
    }

    @Test func members() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            _ = await app.send("POST", "/Groups", ["displayName": "G", "members": [["value": "a"]]])
            Self.change(app, "Groups", "r1", "members", [["value": "a"], ["value": "eve"]])
            let body: JSONValue = ["Operations": [["op": "add", "path": "members", "value": [["value": "b"]]]]]
            #expect(await app.send("PATCH", "/Groups/r1", body).status == 200)
            #expect(
                try app.lines().suffix(2) == [
                    "group.member.add observed user members[value eq \"eve\"]",
                    "group.member.add success user members[value eq \"b\"] closes changed",
                ])
            #expect(try Self.unasked(app).map(\.subject.id) == ["eve"])
        }
    }

    /// What a service fills in is no noise; a role is.
    @Test func creations() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.behave(.puts("nickName", "Annie"))
            _ = await app.user("ann", [("roles", [["value": "reader"]])])
            #expect(try Self.unasked(app).isEmpty)
            app.service.behave(.puts("roles", [["value": "reader"], ["value": "admin"]]))
            _ = await app.user("ben", [("roles", [["value": "reader"]])])
            #expect(
                try app.lines().suffix(3) == [
                    "user.create success ben userName roles changed",
                    "role.assign observed ben roles[value eq \"admin\"]",
                    "role.assign success ben roles[value eq \"reader\"] closes changed",
                ])
            app.service.behave(.puts("active", false))
            let id = await app.user("carl")
            #expect(
                try app.lines().suffix(3) == [
                    "user.create success carl userName changed", "user.disable observed carl active",
                    "user.create success carl closes changed",
                ])
            app.service.behave(nil)
            #expect(await app.patch("/Users/\(id)", "title", "Chief") == 200)
            #expect(app.gateway.counts.values.drifts == 0)
        }
    }

    /// Whoever made the attempt is the actor of its outcome, whoever closes it.
    @Test func theActorAfterACrash() async throws {
        try await TestGateway.restarting { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.sink.fail(after: 1)
            #expect(await app.patch("/Users/\(id)", "roles", [["value": "admin"]]) == 503)
        } _: { (app: TestGateway) async throws in
            #expect(await app.reconcile() == 1)
            let last = try #require(try app.records().last)
            let attempt = try #require(try app.records().last { $0.outcome == .attempted })
            #expect(last.action == .roleAssign && last.actor == attempt.actor && last.recordedBy == "muster")
        }
    }

    @Test(arguments: [
        ("\u{FEFF}{\"id\":\"r1\"}", "no JSON"), ("{\"id\":\"r1\",\"x\":1,\"x\":2}", "no JSON"),
        ("{\"id\":\"r2\"}", "under another id"), ("{\"x\":1}", "has no id"),
    ]) func whyAStateIsUnknown(_ text: String, _ reason: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.set { $0.behave = { $0.method == "GET" ? .text(text) : nil } }
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            #expect(try app.records().last?.reason?.contains(reason) ?? false)
        }
    }

    @Test func idsThatAreNumbers() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.set { $0.behave = { $0.method == "GET" ? .text("{\"id\":42,\"userName\":\"n\"}") : nil } }
            app.service.put("Users", "42") { $0["userName"] = "n" }
            #expect(await app.patch("/Users/42", "userName", "n") == 200)
            #expect(try app.lines().last == "user.update success n closes nothing")
        }
    }
}
