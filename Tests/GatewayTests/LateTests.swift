import Gateway
import JSON
import Recorder
import Records
import Testing

/// What comes late of a write is not blamed on others, and what others do meanwhile is no late effect.
@Suite struct LateTests {
    private static func later(_ app: TestGateway, _ id: String, _ change: (inout JSONObject) -> Void) async throws
        -> [String]
    {
        app.service.behave(nil)
        app.service.put("Users", id, change)
        let size = app.recorder.committedSize()
        #expect(await app.patch("/Users/\(id)", "locale", "de") == 200)
        return Array(try app.lines(from: size).dropFirst().dropLast())
    }

    static let behaviours: [FakeService.Behaviour] = [.pretends, .says(500), .silent]

    @Test(arguments: behaviours) func lateEffects(_ behaviour: FakeService.Behaviour) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            app.service.behave(behaviour)
            _ = await app.patch("/Users/\(id)", "title", "Boss")
            #expect(try await Self.later(app, id) { $0["title"] = "Boss" } == ["user.update observed ann title"])
            #expect(app.gateway.counts.values.drifts == 0 && app.gateway.counts.values.doubtful == 1)
            // The doubt is over.
            #expect(
                try await Self.later(app, id) { $0["title"] = "Chief" } == ["user.update observed ann title drift"])
        }
    }

    @Test(arguments: behaviours) func whatOthersDoMeanwhile(_ behaviour: FakeService.Behaviour) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            app.service.behave(behaviour)
            _ = await app.patch("/Users/\(id)", "title", "Boss")
            let lines = try await Self.later(app, id) { user in
                user["title"] = "Boss"
                user["nickName"] = "Outsider"
                user["active"] = false
            }
            #expect(
                lines.sorted() == [
                    "user.disable observed ann active drift", "user.update observed ann nickName drift",
                    "user.update observed ann title",
                ])
            #expect(app.gateway.counts.values.drifts == 1 && app.gateway.counts.values.doubtful == 1)
        }
    }

    /// One of two attributes came at once, the other later.
    @Test func halfOfIt() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            app.service.behave(.puts("Operations", [["op": "replace", "path": "nickName", "value": "Annie"]]))
            let value: JSONValue = ["nickName": "Annie", "title": "Boss"]
            _ = await app.send("PATCH", "/Users/\(id)", ["Operations": [["op": "replace", "value": value]]])
            #expect(try app.lines().last == "user.update success ann nickName closes changed")
            #expect(try await Self.later(app, id) { $0["title"] = "Boss" } == ["user.update observed ann title"])
        }
    }

    @Test func replacements() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk"), ("nickName", "Annie")])
            app.service.behave(.pretends)
            _ = await app.send("PUT", "/Users/\(id)", ["userName": "ann", "title": "Boss"])
            let lines = try await Self.later(app, id) { user in
                user["nickName"] = nil
                user["active"] = false
            }
            #expect(
                lines.sorted() == ["user.disable observed ann active drift", "user.update observed ann nickName"])
        }
    }

    @Test(arguments: [true, false]) func deletions(_ isLate: Bool) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("active", true)])
            app.service.behave(.pretends)
            #expect(await app.send("DELETE", "/Users/\(id)").status == 204)
            if isLate {
                app.service.behave(nil)
                app.service.remove("Users", id)
                #expect(await app.patch("/Users/\(id)", "title", "Boss") == 404)
                #expect(try app.lines().suffix(2).first == "user.delete observed ann userName active")
                #expect(app.gateway.counts.values.drifts == 0)
            } else {
                let lines = try await Self.later(app, id) { user in
                    user["active"] = false
                    user["title"] = "Outsider"
                }
                #expect(
                    lines.sorted() == ["user.disable observed ann active", "user.update observed ann title drift"])
            }
        }
    }

    /// A look that finds nothing ends the doubt too.
    @Test(arguments: behaviours) func nothingCame(_ behaviour: FakeService.Behaviour) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            app.service.behave(behaviour)
            _ = await app.patch("/Users/\(id)", "title", "Boss")
            app.service.behave(.says(403))
            #expect(await app.patch("/Users/\(id)", "nickName", "Annie") == 403)
            #expect(try app.lines().last == "user.update refused ann closes nothing")
            #expect(
                try await Self.later(app, id) { $0["title"] = "Boss" } == ["user.update observed ann title drift"])
        }
    }

    /// A deletion is nothing that a PATCH asks for.
    @Test func goneMeanwhile() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.behave(.pretends)
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            app.service.behave(nil)
            app.service.remove("Users", id)
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 404)
            #expect(try app.lines().suffix(2).first == "user.delete observed ann userName drift")
        }
    }

    @Test func members() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            _ = await app.send("POST", "/Groups", ["displayName": "G", "members": [["value": "a"]]])
            app.service.behave(.pretends)
            func add(_ id: String) -> JSONValue {
                ["Operations": [["op": "add", "path": "members", "value": [["value": .string(id)]]]]]
            }
            #expect(await app.send("PATCH", "/Groups/r1", add("b")).status == 200)
            app.service.behave(nil)
            app.service.put("Groups", "r1") { $0["members"] = [["value": "b"], ["value": "eve"]] }
            let size = app.recorder.committedSize()
            #expect(await app.send("PATCH", "/Groups/r1", add("c")).status == 200)
            #expect(
                try app.lines(from: size).dropFirst().dropLast().sorted() == [
                    "group.member.add observed user members[value eq \"b\"]",
                    "group.member.add observed user members[value eq \"eve\"] drift",
                    "group.member.remove observed user members[value eq \"a\"] drift",
                ])
        }
    }
}
