import Gateway
import JSON
import Recorder
import Records
import Testing

/// Addresses in the filters of queries, searches and PATCH operations: the gateway's become the service's.
@Suite struct FilterAddressTests {
    private static let rewriter = AddressRewriter(
        from: ["https://m.example/gateway/app"], to: "https://a.example:8443/s%20c",
        filters: ["path": 3, "filter": 1])

    /// As they stand in a query, before and after.
    static let queries = [
        (
            #"manager.$ref eq "https://m.example/gateway/app/Users/r1""#,
            #"manager.$ref eq "https://a.example:8443/s%2520c/Users/r1""#
        ),
        (
            "manager.%24ref%20eq%20%22https%3A%2F%2Fm.example%2Fgateway%2Fapp%2FUsers%2Fr%31%22",
            "manager.%24ref%20eq%20%22https%3A%2F%2Fa.example%3A8443%2Fs%2520c%2FUsers%2Fr%31%22"
        ),
        (
            "a+eq+%22https%3a//M.Example/%67ateway/app%22+or+b+pr",
            "a+eq+%22https%3A%2F%2Fa.example%3A8443%2Fs%2520c%22+or+b+pr"
        ),
        (
            #"a eq "\"https://m.example/gateway/app/x" and b eq "https:\/\/m.example\/gateway\/app\/x?y""#,
            #"a eq "\"https://m.example/gateway/app/x" and b eq "https://a.example:8443/s%2520c\/x?y""#
        ),
        (
            #"a[b eq "https://m.example/gateway/app#x"] or c eq "https://m.example/gateway/app""#,
            #"a[b eq "https://a.example:8443/s%2520c#x"] or c eq "https://a.example:8443/s%2520c""#
        ),
    ]

    @Test(arguments: queries) func inQueries(_ text: String, _ expected: String) {
        #expect(Self.rewriter.replaced(queryFilter: text) == expected)
    }

    @Test(arguments: [
        #"a eq "https://m.example/gateway/app2/Users""#, #"a eq "https://m.example/gateway/App/Users""#,
        #"a eq "https://m.example/gateway/ap""#, #"a eq " https://m.example/gateway/app""#,
        #"a eq https://m.example/gateway/app/Users"#, #"a eq "https://m.example/gateway/app/Users"#,
        #"a eq "x\" or b eq \"https://m.example/gateway/app/x""#, #"a eq "https://m.example/gateway/app\"#,
        "a eq %2522https://m.example/gateway/app%2522", "a eq %22https%253A//m.example/gateway/app%22",
        "\"", "\"\\", "%22", "%", "%2", "",
    ])
    func notInQueries(_ text: String) {
        #expect(Self.rewriter.replaced(queryFilter: text) == text)
    }

    /// JSON before and after: only the address changes.
    static let bodies = [
        (
            #"{ "Operations":[{"op":"remove", "Path" : "m\u00e9[$ref eq \"https://m.example/gateway/app/Users/1\"]\u002ex"}]}"#,
            #"{ "Operations":[{"op":"remove", "Path" : "m\u00e9[$ref eq \"https://a.example:8443/s%20c/Users/1\"]\u002ex"}]}"#
        ),
        (
            #"{"Operations":[{"path":"m[$ref eq \u0022https:\/\/m.example/\u0067ateway/app\u0022]"}]}"#,
            #"{"Operations":[{"path":"m[$ref eq \u0022https://a.example:8443/s%20c\u0022]"}]}"#
        ),
        (
            #"{"filter":"é \t eq \"https://m.example/gateway/app?x\"","x":{"$ref":"https://m.example/gateway/app/1"}}"#,
            #"{"filter":"é \t eq \"https://a.example:8443/s%20c?x\"","x":{"$ref":"https://a.example:8443/s%20c/1"}}"#
        ),
    ]

    private static func rewritten(_ text: String, by size: Int) -> String {
        var (rewriter, output, rest): (AddressRewriter, [UInt8], ArraySlice<UInt8>) = (
            rewriter, [], Array(text.utf8)[...]
        )
        while !rest.isEmpty {
            output += rewriter.rewrite(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        return String(decoding: output + rewriter.finish(), as: UTF8.self)
    }

    @Test(arguments: bodies) func inBodies(_ text: String, _ expected: String) {
        for size in 1...text.utf8.count { #expect(Self.rewritten(text, by: size) == expected, "\(size)") }
    }

    @Test(arguments: [
        #"{"path":"m[$ref eq \"https://m.example/gateway/app/Users/1\"]"}"#,
        #"{"x":[{"y":{"path":"m[$ref eq \"https://m.example/gateway/app/Users/1\"]"}}]}"#,
        #"{"Operations":[{"value":"m[$ref eq \"https://m.example/gateway/app/Users/1\"]"}]}"#,
        #"{"Operations":[{"path":"https://m.example/gateway/app/Users/1"}]}"#,
        #"{"Operations":[{"path":"m[$ref eq \"https://m.example/gateway/app/Users/1]"}]}"#,
        #"{"Operations":[{"path":"m[$ref eq \"https://m.example/gateway/app\x\"]"}]}"#,
        #"{"Operations":[{"path":"m[$ref eq \"https://m.example/gateway/app/Users/1\"#,
        #"{"Operations":[{"path":"m[$ref eq \"\uD83D\uDE00https://m.example/gateway/app/Users/1\"]"}]}"#,
    ])
    func notInBodies(_ text: String) {
        for size in [1, 7, 1_000] { #expect(Self.rewritten(text, by: size) == text) }
    }

    /// What is longer than is held back passes as it is.
    @Test func longPathsPass() {
        let filter = #"m[$ref eq \"https://m.example/gateway/app/"#
        let text = #"{"Operations":[{"path":""# + filter + String(repeating: "x", count: 9_000) + #"\"]"}]}"#
        #expect(Self.rewritten(text, by: 100) == text)
    }

    /// What is asked for with addresses of the gateway is compared with a state in which they are the service's.
    @Test func addressesAreCompared() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            #expect(
                await app.patch("/Users/\(id)", "manager", ["$ref": .string(TestGateway.base + "/Users/r9")]) == 200)
            #expect(try app.lines().last == "user.update success ann manager.$ref closes changed")
            let mark = try #require(try app.records().last?.extra?["gateway"])
            #expect(mark["differing"] == nil)
            // The service in memory knows no paths with filters, so the role goes by itself.
            let (keep, gone) = (FakeService.base + "/Roles/1", FakeService.base + "/Roles/2")
            app.service.put("Users", id) { user in
                user["roles"] = [
                    ["value": "a", "$ref": .string(keep)], ["value": "b", "$ref": .string(gone)],
                ]
            }
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            app.service.set { [service = app.service] in
                $0.arrive = { request in
                    guard request.method == "PATCH" else { return }
                    service.put("Users", id) { $0["roles"] = [["value": "a", "$ref": .string(keep)]] }
                }
            }
            let path = "roles[$ref eq \"\(TestGateway.base)/Roles/2\"]"
            let remove: JSONValue = ["Operations": [["op": "remove", "path": .string(path)]]]
            let size = app.recorder.committedSize()
            #expect(await app.send("PATCH", "/Users/\(id)", remove).status == 200)
            #expect(try app.records(from: size).map(\.outcome) == [.attempted, .success])
        }
    }

    @Test func throughTheGateway() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            let (own, other) = (TestGateway.base + "/Users/r9", FakeService.base + "/Users/r9")
            func filter(_ base: String) -> String { "manager.$ref eq \"\(base)\"" }
            _ = await app.send(
                "GET", "/Users", query: "a=%22\(own)%22&FILTER=x.y%20eq%20%22\(own)%22&&flag&count=%31")
            #expect(
                app.service.reads.last?.target
                    == "/Users?a=%22\(own)%22&FILTER=x.y%20eq%20%22\(other)%22&&flag&count=%31")
            _ = await app.send("POST", "/Users/.search", ["filter": .string(filter(own))])
            #expect(app.service.requests.last?.json?["filter"] == .string(filter(other)))
            let path = "emails[\(filter(own))].x"
            let patch: JSONValue = ["Operations": [["op": "remove", "path": .string(path)]]]
            let size = app.recorder.committedSize()
            #expect(await app.send("PATCH", "/Users/\(id)", patch).status == 200)
            let passed = "emails[\(filter(other))].x"
            #expect(app.service.writes.last?.json?["Operations"]?.arrayValue?[0]["path"] == .string(passed))
            _ = await app.send(
                "POST", "/Bulk",
                [
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                    "Operations": [["method": "PATCH", "path": .string("/Users/\(id)"), "data": patch]],
                ])
            let inner = app.service.writes.last?.json?["Operations"]?.arrayValue?[0]["data"]
            #expect(inner?["Operations"]?.arrayValue?[0]["path"] == .string(passed))
            let told = try app.records(from: size).filter { $0.outcome == .attempted }.flatMap(\.changes).map(\.path)
            #expect(told == [passed, passed])
        }
    }
}

extension UpstreamRequest {
    fileprivate var json: JSONValue? { try? JSONValue(parsing: body) }
}
