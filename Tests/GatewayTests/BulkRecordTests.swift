import Gateway
import JSON
import Recorder
import Records
import Testing

/// What is put on record of bulk requests to services that answer in ways of their own.
@Suite struct BulkRecordTests {
    private static func send(_ operations: [JSONValue], _ app: TestGateway) async -> Int {
        await app.send(
            "POST", "/Bulk",
            [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": .array(operations),
            ]
        ).status
    }

    private static func patch(_ path: String, _ op: String, _ attribute: String, _ value: JSONValue? = nil) -> JSONValue
    {
        var operation = JSONObject([("op", .string(op)), ("path", .string(attribute))])
        operation["value"] = value
        return ["method": "PATCH", "path": .string(path), "data": ["Operations": [.object(operation)]]]
    }

    private static func outcomes(_ app: TestGateway, _ size: UInt64) throws -> [String] {
        try app.lines(from: size).filter { !$0.contains(" attempted ") }
    }

    private static func failuresOnly(_ items: [JSONValue]) -> [JSONValue] {
        items.filter { ($0["status"]?.stringValue ?? "") >= "300" }
    }

    @Test func otherOrder() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.set { $0.answersBulk = { $0.reversed() } }
            let size = app.recorder.committedSize()
            let operations = ["nobody", id].map { id -> JSONValue in
                ["method": "DELETE", "path": .string("/Users/\(id)")]
            }
            #expect(await Self.send(operations, app) == 200)
            #expect(
                try Self.outcomes(app, size) == [
                    "user.delete refused user closes nothing", "user.delete success ann userName closes changed",
                ])
            #expect(try app.records().suffix(2).allSatisfy { $0.reason?.contains("all the same") != true })
        }
    }

    /// A service that tells of failures only: what was done and not told is known from the state.
    @Test func failuresOnly() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.set { $0.answersBulk = { Self.failuresOnly($0) } }
            let size = app.recorder.committedSize()
            let operations = [id, "nobody"].map { Self.patch("/Users/\($0)", "replace", "title", "Boss") }
            #expect(await Self.send(operations, app) == 200)
            #expect(
                try Self.outcomes(app, size) == [
                    "user.update success ann title closes changed", "user.update refused user closes nothing",
                ])
            let told = try app.records().suffix(2).map { $0.reason ?? "" }
            #expect(told[0] == "the upstream said nothing of it, and the change was seen all the same")
            #expect(told[1] == "the upstream answered 404")
        }
    }

    /// Several operations on one resource: none that was refused is told with what another one did.
    @Test(
        arguments: [("400", "refused"), ("500", "failed"), (nil, "failed"), ("200", "success")] as [(String?, String)])
    func oneResource(_ status: String?, _ outcome: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.set {
                $0.answersBulk = { items in
                    var second = items[1].objectValue ?? JSONObject()
                    second["status"] = status.map { .string($0) }
                    return [items[0], .object(second)]
                }
            }
            let size = app.recorder.committedSize()
            let operations = [
                Self.patch("/Users/\(id)", "replace", "title", "Boss"),
                Self.patch("/Users/\(id)", "remove", "nickName"),
            ]
            #expect(await Self.send(operations, app) == 200)
            let told = try Self.outcomes(app, size)
            if status == "200" {
                #expect(
                    told == [
                        "user.update success user closes unknown", "user.update success ann title closes changed",
                    ])
            } else {
                #expect(
                    told == [
                        "user.update success ann title closes changed", "user.update \(outcome) user closes unknown",
                    ])
                #expect(try app.records().last?.reason?.contains("seen with operation 0") ?? false)
            }
            // Nothing is left in doubt.
            app.service.put("Users", id) { $0["title"] = "Clerk" }
            _ = await app.patch("/Users/\(id)", "nickName", "Annie")
            #expect(try app.lines().contains { $0.contains("title") && $0.hasSuffix("drift") })
        }
    }

    /// What was asked for by an operation that was refused is not told as the doing of another.
    @Test func refusedAndChangedAllTheSame() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.set {
                $0.answersBulk = { items in
                    var second = items[1].objectValue ?? JSONObject()
                    second["status"] = "400"
                    return [items[0], .object(second)]
                }
            }
            let size = app.recorder.committedSize()
            let operations = [
                Self.patch("/Users/\(id)", "replace", "title", "Boss"),
                Self.patch("/Users/\(id)", "replace", "nickName", "Annie"),
            ]
            #expect(await Self.send(operations, app) == 200)
            #expect(
                try Self.outcomes(app, size) == [
                    "user.update observed ann nickName", "user.update success ann title closes changed",
                    "user.update refused user closes unknown",
                ])
        }
    }

    /// What is made and changed in one request is told as it was made.
    @Test func madeAndChanged() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let size = app.recorder.committedSize()
            var change = Self.patch("/Users/bulkId:a", "replace", "title", "Boss").objectValue ?? JSONObject()
            change["bulkId"] = "b"
            let operations: [JSONValue] = [
                ["method": "POST", "path": "/Users", "bulkId": "a", "data": ["userName": "ben"]], .object(change),
            ]
            #expect(await Self.send(operations, app) == 200)
            #expect(
                try Self.outcomes(app, size) == [
                    "user.create success ben userName title closes changed", "user.update success user closes unknown",
                ])
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }
}
