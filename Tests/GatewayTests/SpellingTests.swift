import Foundation
import Gateway
import JSON
import Recorder
import Records
import Synchronization
import Testing

/// Services that find a resource under more than its id.
@Suite struct SpellingTests {
    private static func names(_ app: TestGateway, _ names: [String: String]) {
        app.service.set { $0.names = names }
    }

    /// Both are one person: what is known under the id is compared, and what is told is told of the id.
    @Test(arguments: ["ann", "0001", "r1.json", "a%20b%2Fc"]) func oneResource(_ name: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            Self.names(app, [name.removingPercentEncoding ?? name: id])
            app.service.put("Users", id) { $0["nickName"] = "Annie" }
            let size = app.recorder.committedSize()
            #expect(await app.patch("/Users/\(name)", "title", "Boss") == 200)
            #expect(app.service.writes.last?.target == "/Users/\(name)")
            #expect(
                try app.lines(from: size) == [
                    "user.update attempted ann title", "user.update observed ann nickName drift",
                    "user.update success ann title closes changed",
                ])
            let told = try app.records(from: size)
            #expect(told.allSatisfy { $0.subject.id == id })
            #expect(
                told.map { $0.extra?["gateway"]?["called"]?.stringValue } == [name.removingPercentEncoding, nil, nil])
            #expect(await app.patch("/Users/\(id)", "title", "Chief") == 200)
            #expect(try app.lines().last == "user.update success ann title closes changed")
            #expect(await app.send("DELETE", "/Users/\(name)").status == 204)
            #expect(try app.lines().last?.hasPrefix("user.delete success ann ") ?? false)
        }
    }

    /// The name goes with the write: what came of it is seen under the id.
    @Test func renamed() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.put("Users", "r9") { $0["userName"] = "ann" }
            Self.names(app, ["ann": "r9"])
            app.service.set {
                $0.arrive = { [service = app.service] request in
                    if request.method == "GET", request.target == "/Users/r9" { service.set { $0.names = [:] } }
                }
            }
            #expect(await app.patch("/Users/ann", "userName", "anne") == 200)
            let told = try app.lines()
            #expect(
                told == [
                    "user.update attempted user userName", "user.update observed ann userName first",
                    "user.rename success anne userName closes changed",
                ])
            #expect(try app.records().allSatisfy { $0.subject.id == "r9" })
            // Under the name nobody is found any more.
            #expect(await app.patch("/Users/ann", "title", "Boss") == 404)
            let last = try #require(try app.records().last)
            #expect(last.outcome == .refused && last.subject.id == "ann")
        }
    }

    /// What has the name a moment later is another: nobody can tell what the write did, and nobody is gone.
    @Test(arguments: ["r2", nil] as [String?]) func nameMoves(_ other: String?) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let ids = [await app.user("ann"), await app.user("ben")]
            Self.names(app, ["x": ids[0]])
            let asked = Mutex(0)
            app.service.set {
                $0.arrive = { [service = app.service] request in
                    guard request.method == "GET", request.target == "/Users/x" else { return }
                    let count = asked.withLock { asked in
                        asked += 1
                        return asked
                    }
                    if count == 2 { service.set { $0.names = other.map { ["x": $0] } ?? [:] } }
                }
            }
            let size = app.recorder.committedSize()
            _ = await app.patch("/Users/x", "title", "Boss")
            let last = try #require(try app.records().last)
            #expect(last.extra?["gateway"]?["observed"] == "unknown")
            #expect(last.reason?.contains("under another id") ?? false)
            #expect(try !app.lines(from: size).contains { $0.contains("delete") })
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// Writes under both wait for each other: what one did is never found as a change of others.
    @Test func oneAtATime() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            Self.names(app, ["ann": id])
            app.service.set {
                // Time enough for another to come between a look and a write.
                $0.arrive = { request in if request.method == "GET" { usleep(2_000) } }
            }
            await withTaskGroup(of: Int.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        await app.patch("/Users/\(number % 2 == 0 ? "ann" : id)", "title", .string("T\(number)"))
                    }
                }
                for await status in group { #expect(status == 200) }
            }
            let told = try app.records().filter { $0.outcome != .attempted }.dropFirst()
            #expect(told.count == 16)
            #expect(told.allSatisfy { $0.outcome == .success && $0.changes.map(\.path) == ["title"] })
        }
    }

    /// One that is left open under the name is closed before the next write under the id.
    @Test func leftOpen() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            Self.names(app, ["ann": id])
            app.sink.fail(after: 1)
            #expect(await app.patch("/Users/ann", "title", "Boss") == 503)
            app.sink.fail(after: nil)
            #expect(try app.gateway.pending().map(\.id) == [id])
            let size = app.recorder.committedSize()
            #expect(await app.patch("/Users/\(id)", "title", "Chief") == 200)
            #expect(
                try app.lines(from: size) == [
                    "user.update success ann title closes changed", "user.update attempted ann title",
                    "user.update success ann title closes changed",
                ])
        }
    }

    /// In a bulk request both spellings are one resource, in the answer too.
    @Test(arguments: [false, true]) func inBulk(_ isReversed: Bool) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let ids = [await app.user("ann"), await app.user("ben")]
            Self.names(app, ["ann": ids[0]])
            app.service.set {
                $0.answersBulk = { items in
                    let told = items.map { item -> JSONValue in
                        var item = item.objectValue ?? JSONObject()
                        if item["location"]?.stringValue?.hasSuffix("/ann") ?? false {
                            item["location"] = .string("\(FakeService.base)/Users/\(ids[0])")
                        }
                        return .object(item)
                    }
                    return isReversed ? told.reversed() : told
                }
            }
            let size = app.recorder.committedSize()
            func patch(_ id: String, _ attribute: String) -> JSONValue {
                let operation: JSONValue = ["op": "replace", "path": .string(attribute), "value": "x"]
                return ["method": "PATCH", "path": .string("/Users/\(id)"), "data": ["Operations": [operation]]]
            }
            let operations = [patch("ann", "title"), patch(ids[1], "title"), patch(ids[0], "nickName")]
            let answer = await app.send(
                "POST", "/Bulk",
                [
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": .array(operations),
                ])
            #expect(answer.status == 200)
            let told = try app.records(from: size).filter { $0.outcome != .attempted }
            #expect(told.map(\.subject.id) == [ids[0], ids[1], ids[0]])
            #expect(told.allSatisfy { $0.extra?["gateway"]?["status"] == 200 })
            #expect(told.map { Set($0.changes.map(\.path)) } == [[], ["title"], ["title", "nickName"]])
        }
    }
}
