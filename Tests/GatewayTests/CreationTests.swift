import Gateway
import JSON
import Recorder
import Records
import Testing

/// Creations whose effect is not seen at once: looked for again, unknown then, and known again when they come.
@Suite struct CreationTests {
    enum Moment: CaseIterable { case atOnce, secondLook, later, never }

    /// Makes somebody behind everybody's back, when the time has come.
    private static func make(_ app: TestGateway, _ name: String = "ann", id: String = "r1") {
        app.service.put("Users", id) { $0["userName"] = .string(name) }
    }

    /// Has a creation answered with a status, nil for no answer, and what it asks for done at a moment, but for `later`.
    private static func behave(_ app: TestGateway, _ status: Int?, _ moment: Moment) {
        let behaviour: FakeService.Behaviour? =
            switch (status, moment) {
            case (201, .atOnce): nil
            case (201, _): .pretends
            case (let status?, .atOnce): .does(status)
            case (nil, .atOnce): .lost
            case (let status?, _): .says(status)
            case (nil, _): .silent
            }
        app.service.behave(behaviour)
        let (isPassed, hasLooked) = (Once(), Once())
        guard moment == .secondLook else { return }
        app.service.set { state in
            state.arrive = { request in
                guard request.method == "GET" else { return _ = isPassed.take() }
                if isPassed.peek, !hasLooked.take() { make(app) }
            }
        }
    }

    private static func calm(_ app: TestGateway) {
        app.service.behave(nil)
        app.service.set { $0.arrive = nil }
    }

    private static func create(_ app: TestGateway, _ name: String = "ann") async -> Int {
        await app.send("POST", "/Users", ["userName": .string(name)]).status
    }

    static let answers: [Int?] = [201, 500, nil, 409, 400]

    @Test(arguments: answers, Moment.allCases) func seen(_ status: Int?, _ moment: Moment) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            Self.behave(app, status, moment)
            let answer = await Self.create(app)
            #expect(answer == status ?? (moment == .atOnce ? 502 : 504))
            Self.calm(app)
            // What had no answer and was not seen is left open, and looked at again.
            let isOpen = status == nil && (moment == .later || moment == .never)
            #expect(await app.reconcile() == (isOpen ? 1 : 0))
            let isRefused = status == 409 || status == 400
            let isSeen = moment == .atOnce || moment == .secondLook && !isRefused
            let closing = try #require(try app.records().last)
            let mark = closing.extra?["gateway"]
            let outcome = isSeen || status == 201 ? "success" : isRefused ? "refused" : "failed"
            #expect(closing.action == .userCreate && closing.outcome.rawValue == outcome)
            #expect(mark?["observed"]?.stringValue == (isSeen ? "changed" : isRefused ? "nothing" : "unknown"))
            #expect((mark?["mayCome"] == true) == (!isSeen && !isRefused))
            #expect((mark?["awaits"] != nil) == (!isSeen && !isRefused))
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
            if moment == .never { return }
            // Who is refused is not looked for again.
            #expect((app.service.resource("Users", "r1") == nil) == (moment == .later || !isSeen))
            if !isSeen { Self.make(app) }
            #expect(await app.patch("/Users/r1", "title", "Boss") == 200)
            let found = try app.records().suffix(2).first
            let lines = try app.lines()
            if isSeen {
                #expect(lines.suffix(2).first == "user.update attempted ann title")
            } else if isRefused {
                #expect(lines.suffix(2).first == "user.update observed ann userName first")
            } else {
                #expect(lines.suffix(2).first == "user.create observed ann userName")
                #expect(found?.transaction == closing.transaction && found?.actor?.id == "outside")
                #expect(found?.extra?["gateway"]?["attempt"] == mark?["attempt"])
                #expect(app.gateway.counts.values.doubtful == 1)
            }
            #expect(app.gateway.counts.values.drifts == 0)
        }
    }

    /// The doubt is about one name, however it is written, and about one resource.
    @Test(arguments: [(500, false), (201, false), (500, true)]) func anotherName(
        _ status: Int, _ deletingState: Bool
    ) async throws {
        try await TestGateway.restarting(deletingState: deletingState) { (app: TestGateway) async throws in
            Self.behave(app, status, .later)
            #expect(await Self.create(app) == status)
        } _: { (app: TestGateway) async throws in
            for (id, name) in [("r1", "eve"), ("r8", "ANN"), ("r9", "ann")] { Self.make(app, name, id: id) }
            for id in ["r1", "r8", "r9"] { #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200) }
            #expect(
                try app.lines().filter { $0.contains("observed") } == [
                    "user.update observed eve userName first", "user.create observed ANN userName",
                    "user.update observed ann userName first",
                ])
        }
    }

    /// Somebody who was deleted, and is there again under another name than the one that may come.
    @Test(arguments: [("ann", false), ("eve", true)]) func thereAgain(_ name: String, _ isDrift: Bool) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("old")
            #expect(await app.send("DELETE", "/Users/\(id)").status == 204)
            Self.behave(app, 500, .later)
            #expect(await Self.create(app) == 500)
            let attempt = try #require(try app.records().last?.extra?["gateway"]?["attempt"])
            Self.calm(app)
            Self.make(app, name, id: id)
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            #expect(
                try app.records().suffix(2).first?.extra?["gateway"]?["attempt"]
                    == (isDrift ? JSONValue?.none : attempt))
            #expect(
                try app.lines().suffix(2).first == "user.create observed \(name) userName" + (isDrift ? " drift" : ""))
        }
    }

    @Test func groups() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.behave(.says(500))
            let body: JSONValue = ["displayName": "G", "members": [["value": "a"]]]
            #expect(await app.send("POST", "/Groups", body).status == 500)
            app.service.behave(nil)
            // An account of that name is no group.
            app.service.put("Users", "u") { $0["displayName"] = "G" }
            #expect(await app.patch("/Users/u", "title", "Boss") == 200)
            app.service.put("Groups", "g") { group in
                group["displayName"] = "G"
                group["members"] = [["value": "a"]]
            }
            let add: JSONValue = ["Operations": [["op": "add", "path": "members", "value": [["value": "b"]]]]]
            #expect(await app.send("PATCH", "/Groups/g", add).status == 200)
            #expect(
                try app.lines().filter { $0.contains("observed") } == [
                    "user.update observed user displayName first", "group.create observed G displayName",
                    "group.member.add observed user members[value eq \"a\"]",
                ])
        }
    }

    // The client tries again.

    /// Made by the second attempt: that is its doing, and nobody is awaited any more.
    @Test func aRetryThatMakesIt() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            Self.behave(app, 500, .later)
            #expect(await Self.create(app) == 500)
            Self.calm(app)
            #expect(await Self.create(app) == 201)
            #expect(try app.lines().last == "user.create success ann userName closes changed")
            Self.make(app, id: "r9")
            #expect(await app.patch("/Users/r9", "title", "Boss") == 200)
            #expect(try app.lines().suffix(2).first == "user.update observed ann userName first")
        }
    }

    /// The first attempt had its effect, and the second is told that there is somebody: seen before it is passed on, at the look
    /// after it, at the second, or only later. It is never told as the doing of the second.
    @Test(arguments: [nil, 0, 1, 2] as [Int?]) func aRetryThatIsRefused(_ looks: Int?) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            Self.behave(app, 500, .later)
            #expect(await Self.create(app) == 500)
            let first = try #require(try app.records().last?.transaction)
            Self.calm(app)
            if looks == nil { Self.make(app) }
            let (isPassed, hasLooked) = (Once(), Once())
            app.service.set { state in
                state.behave = { $0.method == "POST" ? .says(409) : nil }
                state.arrive = { request in
                    guard request.method == "GET" else { return _ = isPassed.take() }
                    guard isPassed.peek, let looks, looks < 2 else { return }
                    if looks == 0 || !hasLooked.take() { Self.make(app) }
                }
            }
            let size = app.recorder.committedSize()
            #expect(await Self.create(app) == 409)
            Self.calm(app)
            if looks == 2 {
                #expect(try app.lines().last == "user.create refused request closes nothing")
                Self.make(app)
                #expect(await app.patch("/Users/r1", "title", "Boss") == 200)
            }
            let lines = try app.lines(from: size)
            #expect(lines.contains("user.create observed ann userName"))
            #expect(!lines.contains { $0.hasPrefix("user.create success") || $0.contains("drift") })
            let found = try #require(try app.records(from: size).first { $0.outcome == .observed })
            #expect(found.transaction == first)
            if looks == nil { #expect(lines.last == "user.create refused request closes nothing") }
            if looks == 0 || looks == 1 { #expect(lines.last == "user.create refused ann closes unknown") }
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
            // It is on record, and nobody is awaited any more.
            Self.make(app, id: "r9")
            #expect(await app.patch("/Users/r9", "title", "Boss") == 200)
            #expect(try app.lines().suffix(2).first == "user.update observed ann userName first")
        }
    }

    /// Two attempts that had no answer: whose work somebody is who comes then is not said.
    @Test func aRetryWithoutAnAnswer() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            Self.behave(app, nil, .later)
            #expect(await Self.create(app) == 504)
            #expect(await app.reconcile() == 1)
            #expect(await Self.create(app) == 504)
            Self.calm(app)
            Self.make(app)
            #expect(await app.reconcile() == 1)
            #expect(
                try app.lines().suffix(2) == [
                    "user.create observed ann userName", "user.create failed user closes unknown",
                ])
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// Nobody could be asked for a day: who comes then may be of that attempt.
    @Test func givenUp() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            Self.behave(app, nil, .later)
            #expect(await Self.create(app) == 504)
            app.service.set { $0.behave = { $0.method == "GET" ? .says(403) : nil } }
            #expect(await app.gateway.reconcile(olderThan: 0, now: .max / 2, patience: 0) == 1)
            #expect(try app.records().last?.reason?.contains("given up") ?? false)
            Self.calm(app)
            Self.make(app)
            #expect(await app.patch("/Users/r1", "title", "Boss") == 200)
            #expect(try app.lines().suffix(2).first == "user.create observed ann userName")
        }
    }

    // Several at once.

    @Test func bulk() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.behave(.pretends)
            func make(_ name: String) -> JSONValue {
                ["method": "POST", "path": "/Users", "bulkId": .string(name), "data": ["userName": .string(name)]]
            }
            let names = (0..<8).map { "u\($0)" }
            let body: JSONValue = [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                "Operations": .array(names.map(make)),
            ]
            #expect(await app.send("POST", "/Bulk", body).status == 200)
            #expect(try app.records().count { $0.extra?["gateway"]?["mayCome"] == true } == 8)
            app.service.behave(nil)
            Self.make(app, "u5", id: "r6")
            #expect(await app.patch("/Users/r6", "title", "Boss") == 200)
            #expect(try app.lines().suffix(2).first == "user.create observed u5 userName")
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// The id of a request is chosen by the client: it puts no resource of that id in doubt.
    @Test func requestsThatAreCalledLikeResources() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            app.service.behave(.says(500))
            let answer = await app.gateway.respond(
                to: GatewayRequest(
                    method: "POST", path: "/Users", query: nil, headers: [("Content-Type", "application/scim+json")],
                    body: JSONValue.object(JSONObject([("title", "x")])).bytes, base: TestGateway.base,
                    caller: Caller(token: "okta", canAttest: false, address: "10.0.0.9", agent: "test/1", request: id)))
            #expect(answer.status == 500)
            #expect(try app.lines().last == "user.create failed request closes unknown")
            app.service.behave(nil)
            app.service.put("Users", id) { $0["title"] = "pwned" }
            #expect(await app.patch("/Users/\(id)", "nickName", "Annie") == 200)
            #expect(try app.lines().suffix(2).first == "user.update observed ann title drift")
        }
    }
}
