import Gateway
import JSON
import Recorder
import Records
import Testing

/// A process that ends at each step of a write (docs/gateway-attempts.md): nothing is changed in the service without a durable
/// attempt, every attempt ends in exactly one outcome, and the records say how the resource was left.
@Suite struct StepTests {
    /// Appends that succeed: the attempt, what somebody else changed before, the outcome.
    static let appends = [0, 1, 2]

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"], appends)
    func killed(_ method: String, _ appends: Int) async throws {
        for isKept in [false, true] {
            for behaviour in [FakeService.Behaviour?.none, .unreachable, .lost] {
                try await Self.run(method, appends, isKept, behaviour)
            }
        }
    }

    /// One write, with a service that behaves like that; the process ends after so many appends, or right after the next.
    static func run(
        _ method: String, _ appends: Int, _ isKept: Bool, _ behaviour: FakeService.Behaviour?
    ) async throws {
        let isEarly = Once()
        try await TestGateway.restarting { (app: TestGateway) async throws in
            #expect(await app.user("ann") == "r1")
            app.service.put("Users", "r1") { $0["nickName"] = "Annie" }
            let writes = app.service.writes.count
            app.service.behave(behaviour)
            app.service.set { state in
                state.arrive = { request in
                    guard request.method != "GET" else { return }
                    let attempts = (try? app.outcomes().count) ?? 0
                    if attempts < 2 { _ = isEarly.take() }
                }
            }
            app.sink.fail(after: appends, keeping: isKept)
            let answer = await send(method, app)
            let recorded = try app.outcomes().count == 2
            #expect(recorded == (appends > 0 || isKept))
            if appends == 0 {
                #expect(answer == 503 && app.service.writes.count == writes)
                #expect(try app.gateway.pending().count <= 1)
            }
        } _: { (app: TestGateway) async throws in
            _ = await app.reconcile()
            #expect(try app.gateway.pending().isEmpty)
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
            // What was not seen is unknown, and never a difference that nobody has put on record.
            let isThere = app.service.resource("Users", "r1") != nil
            _ = await app.patch("/Users/r1", "nickName", "Annie")
            _ = await app.patch("/Users/r1", "nickName", "Annie")
            #expect(isThere == (app.service.resource("Users", "r1") != nil))
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
            let claims = try app.records().filter {
                $0.outcome == .success && $0.changes.contains { $0.path == "title" }
            }
            let title = app.service.resource("Users", "r1")?["title"]?.stringValue
            if let last = claims.last, method != "POST", method != "DELETE" {
                #expect(last.changes.contains { $0.after?.stringValue == title })
            }
        }
        // Nobody has taken it: no write came before its attempt was durable.
        #expect(isEarly.take())
    }

    private static func send(_ method: String, _ app: TestGateway) async -> Int {
        switch method {
        case "POST": await app.send("POST", "/Users", ["userName": "eve"]).status
        case "PUT": await app.send("PUT", "/Users/r1", ["userName": "ann", "title": "Boss"]).status
        case "PATCH": await app.patch("/Users/r1", "title", "Boss")
        default: await app.send("DELETE", "/Users/r1").status
        }
    }
}
