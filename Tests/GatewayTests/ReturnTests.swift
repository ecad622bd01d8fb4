import Gateway
import JSON
import Recorder
import Records
import Testing

/// What was deleted, and is there again.
@Suite struct ReturnTests {
    private static func restore(_ app: TestGateway, _ id: String) {
        app.service.put("Users", id) { user in
            user["userName"] = "ann"
            user["title"] = "Clerk"
        }
    }

    static let returned = "user.create observed ann userName title drift"

    @Test(arguments: [true, false]) func behindTheGateway(_ isOurs: Bool) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            if isOurs {
                #expect(await app.send("DELETE", "/Users/\(id)").status == 204)
            } else {
                app.service.remove("Users", id)
                #expect(await app.patch("/Users/\(id)", "title", "Boss") == 404)
            }
            let drifts = app.gateway.counts.values.drifts
            Self.restore(app, id)
            let size = app.recorder.committedSize()
            #expect(await app.patch("/Users/\(id)", "nickName", "Annie") == 200)
            #expect(
                try app.lines(from: size) == [
                    "user.update attempted user nickName", Self.returned,
                    "user.update success ann nickName closes changed",
                ])
            #expect(try app.records(from: size)[1].reason?.hasPrefix("deleted before, and found there again") ?? false)
            #expect(try app.records(from: size)[1].actor?.id == "outside")
            #expect(app.gateway.counts.values.drifts == drifts + 1)
            // It is told once, and each time that it happens.
            #expect(await app.patch("/Users/\(id)", "nickName", "A") == 200)
            #expect(app.gateway.counts.values.drifts == drifts + 1)
            #expect(await app.send("DELETE", "/Users/\(id)").status == 204)
            Self.restore(app, id)
            #expect(await app.send("DELETE", "/Users/\(id)").status == 204)
            #expect(try app.lines().suffix(2).first == Self.returned)
        }
    }

    /// What is remembered of the deletion comes from the log.
    @Test(arguments: [false, true]) func afterRestarting(_ deletingState: Bool) async throws {
        try await TestGateway.restarting(deletingState: deletingState) { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            #expect(await app.send("DELETE", "/Users/\(id)").status == 204)
        } _: { (app: TestGateway) async throws in
            Self.restore(app, "r1")
            #expect(await app.patch("/Users/r1", "nickName", "Annie") == 200)
            #expect(try app.lines().suffix(2).first == Self.returned)
        }
    }

    /// Made again through the gateway, under the same id: no drift.
    @Test func madeAgain() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            #expect(await app.send("DELETE", "/Users/\(id)").status == 204)
            app.service.set { $0.next = 1 }
            #expect(await app.user("ann", [("title", "Clerk")]) == id)
            #expect(try app.lines().last == "user.create success ann userName title closes changed")
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            #expect(try app.lines().last == "user.update success ann title closes changed")
            #expect(app.gateway.counts.values.drifts == 0)
        }
    }

    /// Doubts from before the deletion are over; one from after it counts.
    @Test(arguments: [false, true]) func doubts(_ isAfter: Bool) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            app.service.set { $0.behave = { $0.target == "/Me" ? .says(200) : nil } }
            if !isAfter { #expect(await app.patch("/Me", "title", "Boss") == 200) }
            #expect(await app.send("DELETE", "/Users/\(id)").status == 204)
            if isAfter { #expect(await app.patch("/Me", "title", "Boss") == 200) }
            Self.restore(app, id)
            #expect(await app.patch("/Users/\(id)", "nickName", "Annie") == 200)
            #expect(
                try app.lines().suffix(2).first == (isAfter ? "user.create observed ann userName title" : Self.returned)
            )
            #expect(app.gateway.counts.values.drifts == (isAfter ? 0 : 1))
            #expect(app.gateway.counts.values.doubtful == (isAfter ? 1 : 0))
        }
    }

    @Test func groups() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let body: JSONValue = ["displayName": "G", "members": [["value": "a"]]]
            _ = await app.send("POST", "/Groups", body)
            #expect(await app.send("DELETE", "/Groups/r1").status == 204)
            app.service.put("Groups", "r1") { group in
                group["displayName"] = "G"
                group["members"] = [["value": "a"]]
            }
            let size = app.recorder.committedSize()
            for _ in 0..<2 {
                let add: JSONValue = ["Operations": [["op": "add", "path": "members", "value": [["value": "b"]]]]]
                #expect(await app.send("PATCH", "/Groups/r1", add).status == 200)
            }
            #expect(
                try app.lines(from: size) == [
                    "group.update attempted group members[value eq \"b\"]",
                    "group.create observed G displayName drift",
                    "group.member.add observed user members[value eq \"a\"] drift",
                    "group.member.add success user members[value eq \"b\"] closes changed",
                    "group.update attempted G members[value eq \"b\"]", "group.update success G closes nothing",
                ])
        }
    }
}
