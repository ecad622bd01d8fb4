import Gateway
import JSON
import Recorder
import Records
import Testing

/// Without a 2xx a write is credited with what it asked for and what is seen to have come, and with nothing else.
@Suite struct CreditTests {
    /// Somebody else changes the nickname while a write is on its way.
    private static func interfere(_ app: TestGateway, _ id: String, _ behaviour: FakeService.Behaviour) {
        app.service.set { state in
            state.arrive = { [service = app.service] request in
                if request.method != "GET" { service.put("Users", id) { $0["nickName"] = "Outsider" } }
            }
            state.behave = { $0.method == "GET" ? nil : behaviour }
        }
    }

    @Test(arguments: [403, 409, 500]) func anOutsidersChangeIsNobodys(_ status: Int) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            Self.interfere(app, id, .says(status))
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == status)
            let word = status < 500 ? "refused" : "failed"
            #expect(
                try app.lines().suffix(2) == [
                    "user.update observed ann nickName", "user.update \(word) ann closes nothing",
                ])
            let observed = try #require(try app.records().suffix(2).first)
            #expect(observed.actor?.id == "outside" && observed.recordedBy == "muster")
            #expect(observed.reason?.contains("or by somebody else") ?? false)
            #expect(app.gateway.counts.values.doubtful == 1)
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
            // It is on record how things are: nothing is told twice.
            app.service.set { state in
                state.arrive = nil
                state.behave = nil
            }
            #expect(await app.patch("/Users/\(id)", "title", "Chief") == 200)
            #expect(try app.lines().suffix(2).first == "user.update attempted ann title")
        }
    }

    @Test func partsOfOneDifference() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            Self.interfere(app, id, .does(500))
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 500)
            #expect(
                try app.lines().suffix(2) == [
                    "user.update observed ann nickName", "user.update success ann title closes changed",
                ])
        }
    }

    @Test func deletionsThatWereRefused() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            Self.interfere(app, id, .says(403))
            #expect(await app.send("DELETE", "/Users/\(id)").status == 403)
            #expect(
                try app.lines().suffix(2) == [
                    "user.update observed ann nickName", "user.delete refused ann closes nothing",
                ])
        }
    }

    /// What was asked for changed, though not to what was asked for: nobody knows whose work that is.
    @Test func theSameAttributeToSomethingElse() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            app.service.set { state in
                state.arrive = { [service = app.service] request in
                    if request.method == "PATCH" { service.put("Users", id) { $0["title"] = "boss" } }
                }
                state.behave = { $0.method == "PATCH" ? .says(500) : nil }
            }
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 500)
            #expect(
                try app.lines().suffix(2) == [
                    "user.update observed ann title", "user.update failed ann closes unknown",
                ])
        }
    }

    @Test func membersOfAGroup() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let made = await app.send("POST", "/Groups", ["displayName": "G", "members": [["value": "a"]]])
            let id = made.json?["id"]?.stringValue ?? ""
            for (behaviour, own) in [(FakeService.Behaviour.says(403), false), (.does(500), true)] {
                app.service.set { state in
                    state.arrive = { [service = app.service] request in
                        guard request.method == "PATCH" else { return }
                        service.put("Groups", id) { group in
                            group["members"] = .array(
                                (group["members"]?.arrayValue ?? []) + [["value": .string("eve\(own)")]])
                        }
                    }
                    state.behave = { $0.method == "PATCH" ? behaviour : nil }
                }
                _ = await app.send(
                    "PATCH", "/Groups/\(id)",
                    ["Operations": [["op": "add", "path": "members", "value": [["value": "b"]]]]])
                #expect(
                    try app.lines().suffix(2) == [
                        "group.member.add observed user members[value eq \"eve\(own)\"]",
                        own
                            ? "group.member.add success user members[value eq \"b\"] closes changed"
                            : "group.update refused G closes nothing",
                    ])
            }
        }
    }

    /// The process ended, the service did nothing, and somebody else changed something: the attempt is not credited with it.
    @Test(arguments: [false, true]) func reconcilingBesideAnOutsider(_ isDone: Bool) async throws {
        try await TestGateway.restarting { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            app.sink.fail(after: 1)
            app.service.behave(isDone ? .does(200) : .says(200))
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 503)
            app.service.put("Users", id) { $0["nickName"] = "Outsider" }
        } _: { (app: TestGateway) async throws in
            #expect(await app.reconcile() == 1)
            #expect(
                try app.lines().suffix(2) == [
                    "user.update observed ann nickName",
                    isDone ? "user.update success ann title closes changed" : "user.update failed ann closes nothing",
                ])
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    @Test func reconcilingMembers() async throws {
        try await TestGateway.restarting { (app: TestGateway) async throws in
            _ = await app.send("POST", "/Groups", ["displayName": "G", "members": [["value": "a"]]])
            app.sink.fail(after: 1)
            let body: JSONValue = ["displayName": "G", "members": [["value": "b"]]]
            #expect(await app.send("PUT", "/Groups/r1", body).status == 503)
            app.service.put("Groups", "r1") { $0["members"] = [["value": "b"], ["value": "eve"]] }
        } _: { (app: TestGateway) async throws in
            #expect(await app.reconcile() == 1)
            let all = try app.lines()
            #expect(
                all.suffix(3) == [
                    "group.member.add observed user members[value eq \"eve\"]",
                    "group.member.remove success user members[value eq \"a\"] changed",
                    "group.member.add success user members[value eq \"b\"] closes changed",
                ], "\(all.suffix(8))")
        }
    }
}
