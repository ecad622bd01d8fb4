import Gateway
import JSON
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
}
