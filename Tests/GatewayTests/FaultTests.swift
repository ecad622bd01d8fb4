import Foundation
import Gateway
import JSON
import Recorder
import Records
import Testing

/// What goes wrong between client, gateway, log and service.
@Suite struct FaultTests {
    @Test func nothingIsPassedOnWithoutAnAttempt() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            let writes = app.service.writes.count
            app.sink.fail(after: 0)
            let answer = await app.send("DELETE", "/Users/\(id)")
            #expect(answer.status == 503)
            #expect(answer.headers.contains { $0.name == "Retry-After" })
            #expect(app.service.writes.count == writes)
            #expect(app.service.resource("Users", id) != nil)
        }
    }

    /// The log takes the attempt and not the outcome: the client is not told that it is done, and the attempt is closed
    /// from what the service shows, once.
    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"]) func outcomesAreMadeUpFor(_ method: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            app.sink.fail(after: 1)
            let size = app.recorder.committedSize()
            let (path, body): (String, JSONValue?) =
                switch method {
                case "POST": ("/Users", ["userName": "ben"])
                case "PUT": ("/Users/\(id)", ["userName": "ann", "title": "Boss"])
                case "PATCH":
                    ("/Users/\(id)", ["Operations": [["op": "replace", "path": "title", "value": "Boss"]]])
                default: ("/Users/\(id)", nil)
                }
            #expect(await app.send(method, path, body).status == 503)
            #expect(try app.gateway.pending().count == 1)
            #expect(app.gateway.countOpen() == 1)
            app.sink.fail(after: nil)
            #expect(await app.reconcile() == 1)
            #expect(try app.gateway.pending().isEmpty)
            #expect(await app.reconcile() == 0)
            let lines = try app.lines(from: size)
            #expect(lines.count == 2)
            let expected = [
                "POST": "user.create success ben userName closes changed",
                "PUT": "user.update success ann title closes changed",
                "PATCH": "user.update success ann title closes changed",
                "DELETE": "user.delete success ann userName title closes changed",
            ]
            #expect(lines.last == expected[method])
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// The state before cannot be put on record: nothing is passed on, and the attempt is closed as what it was.
    @Test func driftThatCannotBeRecordedStopsTheWrite() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.put("Users", id) { $0["title"] = "Boss" }
            let writes = app.service.writes.count
            app.sink.fail(after: 1)
            #expect(await app.patch("/Users/\(id)", "nickName", "Annie") == 503)
            #expect(app.service.writes.count == writes)
            app.sink.fail(after: nil)
            #expect(await app.reconcile() == 1)
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
            #expect(try app.records().last?.reason?.hasPrefix("nothing was passed on") ?? false)
        }
    }

    static let behaviours: [(FakeService.Behaviour, Int, String)] = [
        (.unreachable, 503, "user.update failed ann closes nothing"),
        (.silent, 504, "user.update failed ann closes nothing"),
        (.lost, 502, "user.update success ann title closes changed"),
        (.halfBody, 502, "user.update success ann title closes changed"),
        (.says(429), 429, "user.update refused ann closes nothing"),
        (.says(500), 500, "user.update failed ann closes nothing"),
        (.says(401), 401, "user.update refused ann closes nothing"),
    ]

    @Test(arguments: behaviours) func servicesThatFail(
        _ behaviour: FakeService.Behaviour, _ status: Int, _ line: String
    ) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.behave(behaviour)
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == status)
            #expect(try app.lines().last == line)
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// Somebody who was made while the answer was lost is found by name; a namesake that was there before is not taken
    /// for them.
    @Test func lostCreations() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.behave(.lost)
            #expect(await app.send("POST", "/Users", ["userName": "ben"]).status == 502)
            #expect(try app.lines().last == "user.create success ben userName closes changed")
            app.service.behave(.silent)
            app.service.put("Users", "old") { $0["userName"] = "carl" }
            let answer = await app.send("POST", "/Users", ["userName": "carl"])
            #expect(answer.status == 504)
            #expect(try !app.lines().contains { $0.hasPrefix("user.create success carl") })
            #expect(await app.reconcile() == 1)
            #expect(try app.lines().last == "user.create failed request closes unknown")
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// An attempt is left open when neither answer nor state can be had, and closed by the next write to the resource.
    @Test func openUntilTheStateIsSeen() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            let isDown = Once()
            app.service.set { state in
                state.behave = { request in
                    if request.method == "PATCH", isDown.take() { return .lost }
                    return nil
                }
            }
            app.service.set { state in
                let behave = state.behave
                let wasWritten = Once()
                state.behave = { request in
                    if request.method == "PATCH" {
                        _ = wasWritten.take()
                        return behave?(request)
                    }
                    // Reads fail as soon as the write was made.
                    return wasWritten.peek ? .unreachable : nil
                }
            }
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 504)
            #expect(try app.gateway.pending().map(\.method) == ["PATCH"])
            app.service.set { $0.behave = nil }
            #expect(await app.patch("/Users/\(id)", "title", "Chief") == 200)
            #expect(
                try app.lines().suffix(3) == [
                    "user.update success ann title closes changed", "user.update attempted ann title",
                    "user.update success ann title closes changed",
                ])
            #expect(try app.gateway.pending().isEmpty)
        }
    }

    /// A new life on the same log: open attempts are known, and so is the state.
    @Test func restarts() async throws {
        let folder = NSTemporaryDirectory() + "muster-gateway-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await (try Recorder.create(name: "main", origin: "test.example/logs/main", data: folder)).close()
        let service = FakeService()
        let id = try await TestGateway.open(folder, service, try TestGateway.settings()) {
            (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            app.sink.fail(after: 1)
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 503)
            return id
        }
        for deletes in [false, true] {
            if deletes { try FileManager.default.removeItem(atPath: folder + "/catalog/main/gateway.sqlite") }
            try await TestGateway.open(folder, service, try TestGateway.settings()) { (app: TestGateway) async throws in
                #expect(try app.gateway.pending().map(\.id) == [id])
            }
        }
        try await TestGateway.open(folder, service, try TestGateway.settings()) { (app: TestGateway) async throws in
            // The state was made anew, and with it went that the write had been passed on.
            #expect(await app.reconcile() == 1)
            #expect(
                try app.lines().suffix(2) == [
                    "user.update observed ann title", "user.update failed user closes unknown",
                ])
            let size = app.recorder.committedSize()
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            #expect(try app.lines(from: size).count == 2, "no drift: the state is known")
        }
    }

    @Test func secretsStayOut() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("password", "hunter22-very-secret")])
            _ = await app.patch("/Users/\(id)", "password", "hunter23-very-secret")
            app.service.behave(.unreachable)
            let refused = await app.send("DELETE", "/Users/\(id)")
            let all = try app.records().map { "\($0)" }.joined() + refused.text
            #expect(!all.contains("very-secret") && !all.contains("upstream-secret"))
            #expect(try app.lines().contains("user.password.reset success ann password closes unknown"))
        }
    }

    /// Two writes to one resource wait for each other, and each is told by itself.
    @Test func oneAfterTheOther() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask { #expect(await app.patch("/Users/\(id)", "title", .string("T\(number)")) == 200) }
                }
            }
            let titles = try app.records().filter { $0.outcome == .success && $0.action == .userUpdate }
                .compactMap { $0.changes.first }
            #expect(titles.count == 20)
            for (one, next) in zip(titles, titles.dropFirst()) { #expect(one.after == next.before) }
            #expect(app.gateway.counts.values.drifts == 0)
        }
    }
}
