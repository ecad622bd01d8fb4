import Gateway
import JSON
import Recorder
import Records
import Testing

/// What a client is told whose write was not passed on, and what is said of attempts that nobody knows the end of.
@Suite struct NotDoneTests {
    /// State that cannot be read is no earlier write.
    @Test(arguments: ["/Users/x", "/Users", "/Bulk"]) func stateFails(_ path: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            let size = app.recorder.committedSize()
            app.log.close()
            let operation: JSONValue = ["method": "DELETE", "path": .string("/Users/\(id)")]
            let answer =
                switch path {
                case "/Users": await app.send("POST", path, ["userName": "bob"])
                case "/Bulk":
                    await app.send(
                        "POST", path,
                        [
                            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                            "Operations": [operation],
                        ])
                default: await app.send("DELETE", "/Users/\(id)")
                }
            #expect(answer.status == 503)
            #expect(answer.text.contains("Nothing was changed") && answer.text.contains("record"))
            #expect(!answer.text.contains("earlier"))
            #expect(app.service.writes.count == 1 && app.recorder.committedSize() == size)
        }
    }

    /// `failed` alone does not say that nothing came of it: what is given up says so in words.
    @Test func givenUp() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.set { $0.behave = { _ in .silent } }
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 504)
            let again = await app.send("DELETE", "/Users/\(id)")
            #expect(again.status == 503 && again.text.contains("an earlier write"))
            #expect(await app.gateway.reconcile(olderThan: 0, now: .max / 2, patience: 0) == 1)
            let last = try #require(try app.records().last)
            #expect(last.outcome == .failed && last.extra?["gateway"]?["observed"] == "unknown")
            #expect(last.reason?.contains("whether anything came of it is not known") ?? false)
        }
    }
}
