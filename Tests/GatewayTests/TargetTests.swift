import Gateway
import JSON
import Recorder
import Records
import Testing

/// Paths, queries and methods: what is judged is what is passed on.
@Suite struct TargetTests {
    static let pathCases = [
        ("/Users/a%20b", "/Users/a%20b"), ("/Users/a%22%20", "/Users/a%22%20"), ("/Users/a\"%20", "/Users/a%22%20"),
        ("/Users/a|b<c>{d}^`[e]", "/Users/a%7Cb%3Cc%3E%7Bd%7D%5E%60%5Be%5D"),
        ("/Users/a!$&'()*+,=:@~-._", "/Users/a!$&'()*+,=:@~-._"), ("/Users/a%2Fb%3bc", "/Users/a%2Fb%3bc"),
    ]

    @Test(arguments: pathCases) func paths(_ path: String, _ passed: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            _ = await app.send("GET", path)
            #expect(app.service.reads.last?.target == passed)
            _ = await app.send("DELETE", path)
            #expect(app.service.writes.last?.target == passed)
        }
    }

    @Test func whatIsLookedAtIsWhatIsWritten() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.put("Users", "a\" ") { $0["userName"] = "odd" }
            app.service.put("Users", "a\"%20") { $0["userName"] = "other" }
            #expect(await app.send("DELETE", "/Users/a\"%20").status == 204)
            #expect(app.service.resource("Users", "a\" ") == nil)
            #expect(app.service.resource("Users", "a\"%20") != nil)
            #expect(try app.lines().last == "user.delete success odd userName closes changed")
            // What is decoded is decoded once.
            app.service.put("Users", "a\" ") { $0["userName"] = "odd" }
            #expect(await app.send("DELETE", "/Users/a%22%2520").status == 204)
            #expect(app.service.resource("Users", "a\" ") != nil)
            #expect(app.service.resource("Users", "a\"%20") == nil)
            #expect(try app.lines().last == "user.delete success other userName closes changed")
        }
    }

    static let queryCases = [
        ("filter=userName%20eq%20\"ann\"", "filter=userName%20eq%20%22ann%22"), ("a=b?c&d=%C3%A9", "a=b?c&d=%C3%A9"),
        ("a=é#<|>[]", "a=%C3%A9%23%3C%7C%3E%5B%5D"),
    ]

    @Test(arguments: queryCases) func queries(_ query: String, _ passed: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            _ = await app.send("GET", "/Users", query: query)
            #expect(app.service.reads.last?.target == "/Users?\(passed)")
        }
    }

    @Test(arguments: ["/Users/%zz", "/Users/a%", "/Users/%4"]) func brokenSequences(_ path: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            for method in ["GET", "DELETE"] { #expect(await app.send(method, path).status == 400) }
            #expect(await app.send("GET", "/Users", query: "filter=%zz").status == 400)
            #expect(app.service.requests.isEmpty)
        }
    }

    @Test(arguments: ["X-HTTP-Method-Override", "x-http-method", "X-Method-Override", "X_HTTP_Method_Override"])
    func overrides(_ field: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            let count = app.service.requests.count
            for (method, path) in [("GET", "/Users/\(id)"), ("POST", "/Users/.search"), ("POST", "/Users")] {
                let answer = await app.send(method, path, headers: [(field, "DELETE")])
                #expect(answer.status == 400)
                #expect(answer.json?["schemas"]?.arrayValue?.first == "urn:ietf:params:scim:api:messages:2.0:Error")
            }
            for query in ["_method=DELETE", "a=b&_METHOD=DELETE", "a;_method=x", "%5fmethod=DELETE", "%255Fmethod=x"] {
                #expect(await app.send("GET", "/Users/\(id)", query: query).status == 400)
            }
            #expect(app.service.requests.count == count)
        }
    }

    @Test func endpointsAreToldByTheirDecodedNames() async throws {
        try await TestGateway.run {
            $0.bulk = .refuse
        } _: { (app: TestGateway) async throws in
            for path in ["/Bulk", "/B%75lk", "/bulk", "/B%2575lk", "/Bulk%3Bx", "//Bulk/"] {
                #expect(await app.send("POST", path, ["Operations": []]).status == 501, "\(path)")
            }
            #expect(await app.send("POST", "/bulk;x", ["Operations": []]).status == 501)
            let id = await app.user("ann")
            #expect(await app.send("DELETE", "/Users/\(id);x").status == 404)
            _ = await app.send("DELETE", "/Us%65rs/\(id)")
            #expect(try app.records().last?.action == .userDelete)
            #expect(app.service.writes.last?.target == "/Us%65rs/\(id)")
        }
    }

    static let astrayOperations: [(method: String, path: String)] = [
        ("PATCH", "/Users/../Users/r1"), ("DELETE", "/Users/%2e%2e/admin"), ("PATCH", "/Users/r1;x"),
        ("PATCH", "/Users/r1?x=1"), ("POST", "/Bulk"), ("POST", "/b%75lk/"), ("POST", "/Users/.search"),
        ("PATCH", "http://app.example/scim/v2/Users/r1"), ("PATCH", "Users/r1"), ("PATCH", "/Users/r1#x"),
        ("PATCH", "/Users/%zz"), ("PATCH", "/Users/é"), ("GET", "/Users/r1"), ("MERGE", "/Users/r1"),
    ]

    /// What would be refused as a request is refused as an operation, and the whole with it: bodies pass as they are.
    @Test(arguments: astrayOperations) func operations(_ method: String, _ path: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let (id, size, count) = (
                await app.user("ann"), app.recorder.committedSize(), app.service.requests.count
            )
            #expect(id == "r1")
            let answer = await app.send(
                "POST", "/Bulk",
                [
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                    "Operations": [
                        ["method": "DELETE", "path": "/Users/r1"],
                        [
                            "method": .string(method), "path": .string(path), "bulkId": "b",
                            "data": ["Operations": [["op": "replace", "path": "title", "value": "x"]]],
                        ],
                    ],
                ])
            #expect(answer.status == 400 && answer.text.contains("Operation 2 "), "\(answer.text)")
            #expect(app.recorder.committedSize() == size && app.service.requests.count == count)
        }
    }

    /// An operation that names its path twice means one resource to Muster, and perhaps another to the service.
    @Test func operationsThatSayTwoThings() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let text =
                #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":["#
                + #"{"method":"DELETE","path":"/Users/r1","Path":"/Users/r2"}]}"#
            #expect(await app.send("POST", "/Bulk", text: text).status == 400)
            #expect(app.service.requests.isEmpty)
        }
    }

    /// What tells another target than the one that was sent goes no further: frameworks exist that go by it.
    @Test(arguments: ["X-Original-URL", "X-Rewrite-URL", "x_original_url", "X-Original-Method", "X-Forwarded-Uri"])
    func otherTargets(_ field: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            let body: JSONValue = ["Operations": [["op": "replace", "path": "title", "value": "x"]]]
            for (method, path) in [("PATCH", "/Users/\(id)"), ("GET", "/Users/\(id)")] {
                let fields = [(field, "/scim/v2/Users/r2"), ("X-Own", "1")]
                #expect(await app.send(method, path, method == "GET" ? nil : body, headers: fields).status == 200)
                let passed = try #require(
                    app.service.requests.last { $0.method == method && $0.headers.contains { $0.name == "X-Own" } })
                #expect(!passed.headers.contains { $0.name == field })
            }
        }
    }

    @Test func twoCredentials() async throws {
        try await TestGateway.run {
            $0.credentials = nil
        } _: { (app: TestGateway) async throws in
            let fields = [("Authorization", "Bearer a"), ("authorization", "Bearer b")]
            for (method, path) in [("GET", "/Users"), ("POST", "/Users")] {
                #expect(await app.send(method, path, headers: fields).status == 400)
            }
            #expect(app.service.requests.isEmpty)
        }
    }

    /// One credential is one actor, however it is written.
    @Test func spellingsOfACredential() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            func name(_ text: String) -> String { app.gateway.name(ofCredential: text) }
            let spellings = ["Bearer abc", "bearer abc", "BEARER  abc", "Bearer \t abc "]
            #expect(Set(spellings.map(name)).count == 1)
            #expect(Set(["Bearer abc", "Bearer abC", "Basic abc", "abc", "Abc"].map(name)).count == 5)
        }
    }

    /// A name that no record may hold is not that of an endpoint: the write is on record without it.
    @Test func secretsAsEndpoints() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
            #expect(await app.send("POST", "/\(secret)", [:]).status != 503)
            #expect(
                try app.lines() == [
                    "x.gateway.write attempted request", "x.gateway.write success request closes unknown",
                ])
        }
    }
}
