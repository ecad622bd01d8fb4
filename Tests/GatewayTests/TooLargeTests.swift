import Gateway
import JSON
import Recorder
import Records
import Testing

/// Answers beyond `limits.body`: their status came, and what they say is not read.
@Suite struct TooLargeTests {
    private static func run(_ body: (TestGateway, String) async throws -> Void) async throws {
        try await TestGateway.run({ $0.body = 20_000 }) { (app: TestGateway) async throws in
            try await body(app, await app.user("ann"))
        }
    }

    private static let replacement: JSONValue = ["userName": "ann", "title": "Boss"]

    /// Neither answer nor state can be read: it is done, what came of it is unknown, and the next write passes.
    @Test func resource() async throws {
        try await Self.run { (app: TestGateway, id: String) async throws in
            app.service.set { $0.padding = 30_000 }
            for title in ["Boss", "Chief"] {
                let answer = await app.send(
                    "PATCH", "/Users/\(id)",
                    ["Operations": [["op": "replace", "path": "title", "value": .string(title)]]])
                // RFC 7644 section 3.5.2: an answer to a PATCH needs no body.
                #expect(answer.status == 204 && answer.text.isEmpty)
                #expect(!answer.headers.contains { $0.name.lowercased() == "content-type" })
                #expect(app.service.resource("Users", id)?["title"] == .string(title))
                let last = try #require(try app.records().last)
                #expect(last.outcome == .success && last.extra?["gateway"]?["observed"] == "unknown")
                #expect(last.extra?["gateway"]?["status"] == 200)
                #expect(last.reason?.contains("more than 20000 bytes") ?? false)
            }
            let answer = await app.send("PUT", "/Users/\(id)", Self.replacement)
            #expect(answer.status == 502 && answer.text.contains("answered 200"))
            let made = await app.send("POST", "/Users", ["userName": "bob"])
            #expect(made.status == 502 && made.text.contains("answered 201"))
            let last = try #require(try app.records().last)
            #expect(last.action == .userCreate && last.outcome == .success)
            #expect(last.extra?["gateway"]?["observed"] == "unknown")
            #expect(try app.gateway.pending().isEmpty)
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// The state can be read: that is what is told, whatever was said.
    @Test(arguments: [(200, true, 204), (403, false, 403), (500, false, 500), (500, true, 500)])
    func answerOnly(_ status: Int, _ isDone: Bool, _ told: Int) async throws {
        try await Self.run { (app: TestGateway, id: String) async throws in
            app.service.behave(.long(status, isDone: isDone))
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == told)
            let ending = isDone ? "success ann title closes changed" : "\(status == 403 ? "refused" : "failed") ann"
            #expect(try app.lines().last?.hasPrefix("user.update \(ending)") ?? false)
            #expect(try app.records().last?.extra?["gateway"]?["status"] == .int(status))
        }
    }

    @Test func creation() async throws {
        try await Self.run { (app: TestGateway, _: String) async throws in
            app.service.behave(.long(201, isDone: true))
            let answer = await app.send("POST", "/Users", ["userName": "bob"])
            #expect(answer.status == 502 && answer.headers.contains { $0.name == "Location" })
            #expect(try app.lines().last == "user.create success bob userName closes changed")
        }
    }

    @Test func bulk() async throws {
        try await Self.run { (app: TestGateway, id: String) async throws in
            app.service.behave(.long(200, isDone: true))
            let answer = await app.send(
                "POST", "/Bulk",
                [
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                    "Operations": [
                        [
                            "method": "PATCH", "path": .string("/Users/\(id)"),
                            "data": ["Operations": [["op": "replace", "path": "title", "value": "Boss"]]],
                        ]
                    ],
                ])
            #expect(answer.status == 502 && answer.text.contains("answered 200"))
            #expect(try app.lines().last == "user.update success ann title closes changed")
            #expect(try app.records().last?.reason?.contains("more than 20000 bytes") ?? false)
        }
    }
}
