import Gateway
import JSON
import Recorder
import Testing

/// What passes a gateway, and as what.
@Suite struct PassingTests {
    @Test func bytesPassAsTheyAre() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let text = #"{ "zeta":1.0e3,"userName" : "ann","x-own":{"b":1,"a":[ ]}, "é":"\u00e9" }"#
            _ = await app.send("POST", "/Users", text: text)
            #expect(app.service.writes.last.map { String(decoding: $0.body, as: UTF8.self) } == text)
        }
    }

    @Test func addressesAreThoseOfTheGateway() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let made = await app.send(
                "POST", "/Users",
                [
                    "userName": "ann", "profileUrl": .string(FakeService.base + "/x"),
                    "manager": ["$ref": .string(TestGateway.base + "/Users/1")],
                ])
            let id = made.json?["id"]?.stringValue ?? ""
            #expect(made.json?["meta"]?["location"] == .string("\(TestGateway.base)/Users/\(id)"))
            #expect(made.headers.first { $0.name == "Location" }?.value == "\(TestGateway.base)/Users/\(id)")
            #expect(made.json?["profileUrl"] == .string(FakeService.base + "/x"))
            #expect(made.json?["manager"]?["$ref"] == .string("\(TestGateway.base)/Users/1"))
            #expect(app.service.resource("Users", id)?["manager"]?["$ref"] == .string(FakeService.base + "/Users/1"))
            let read = await app.send("GET", "/Users/\(id)")
            #expect(read.json == made.json)
            #expect(!read.headers.contains { $0.name == "Content-Length" })
        }
    }

    @Test func headersOfTheConnectionEndHere() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            _ = await app.send(
                "GET", "/Users",
                headers: [
                    ("Connection", "close, X-Mine"), ("X-Mine", "1"), ("TE", "trailers"), ("Host", "muster"),
                    ("Authorization", "Bearer muster_token"), ("Accept-Encoding", "gzip"), ("Prefer", "return=minimal"),
                ], query: "count=1&aadOptscim062020")
            let request = try #require(app.service.reads.last)
            let names = Set(request.headers.map { $0.name.lowercased() })
            #expect(names == ["content-type", "prefer", "accept-encoding", "via"])
            #expect(request.headers.contains { $0.name == "Accept-Encoding" && $0.value == "identity" })
            #expect(request.target == "/Users?count=1&aadOptscim062020")
        }
    }

    /// The console of the same host has cookies that are no business of a service.
    @Test(
        arguments: [
            ("__Host-muster-session=abc", nil), ("muster-session=abc; __Host-muster-seed=d", nil),
            ("lb=1; __Host-muster-session=abc; x=\"muster-\"", "lb=1; x=\"muster-\""), ("lb=1", "lb=1"),
        ] as [(String, String?)])
    func ownCookiesStay(sent: String, passed: String?) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            _ = await app.send("GET", "/Users", headers: [("Cookie", sent)])
            let request = try #require(app.service.reads.last)
            #expect(request.headers.first { $0.name.lowercased() == "cookie" }?.value == passed)
        }
    }

    /// What is no JSON might be a page, and must not run on the host of the console.
    @Test func pagesDoNotRun() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let made = await app.send("POST", "/Users", ["userName": "ann"])
            #expect(!made.headers.contains { $0.name == "Content-Security-Policy" })
            let gone = await app.send("DELETE", "/Users/" + (made.json?["id"]?.stringValue ?? ""))
            #expect(gone.status == 204)
            let policy = gone.headers.first { $0.name == "Content-Security-Policy" }?.value
            #expect(policy == "sandbox; default-src 'none'")
            #expect(gone.headers.contains { $0.name == "X-Content-Type-Options" && $0.value == "nosniff" })
        }
    }

    /// Without credentials of its own a gateway shows what the client shows, in its own questions too.
    @Test func credentialsPass() async throws {
        try await TestGateway.run {
            $0.credentials = nil
        } _: { (app: TestGateway) async throws in
            _ = await app.send("POST", "/Users", ["userName": "ann"], headers: [("Authorization", "Bearer theirs")])
            let shown = app.service.requests.map { request in
                request.headers.first { $0.name == "Authorization" }?.value
            }
            #expect(shown.allSatisfy { $0 == "Bearer theirs" })
        }
    }

    @Test(arguments: [
        "/../admin", "/Users/%2e%2E/x", "/Users/./x", "Users", "/a\\b", "/a b", "/Users/..;/..;/admin",
        "/Users/%2F..%2Fadmin", "/Users/..%5c..%5cadmin", "/Users/%252e%252e/admin", "/Users/.%252e;x/admin",
        "/Users%2Fr1", "/Users%252Fr1", "/Users/%c0%ae%c0%ae/x", "/Users/a%00b",
    ])
    func pathsThatLeadElsewhere(_ path: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            #expect(await app.send("GET", path).status == 404)
            #expect(await app.send("DELETE", path).status == 404)
            #expect(app.service.requests.isEmpty)
        }
    }

    static let references = [
        ("/scim/v2/Users/r9", TestGateway.base + "/Users/r9"), ("/scim/v2", TestGateway.base),
        ("//app.example/scim/v2/Users/r9", TestGateway.base + "/Users/r9"), ("r9", TestGateway.base + "/r9"),
        ("Users/r9?x=/y", TestGateway.base + "/Users/r9?x=/y"),
        ("https://app.example/scim/v2/x", TestGateway.base + "/x"),
        ("/scim/v20/x", "https://app.example/scim/v20/x"), ("/login", "https://app.example/login"),
        ("../../x", "https://app.example/x"), ("//other.example/x", "https://other.example/x"),
        ("https://other.example/x", "https://other.example/x"), ("urn:x:y", "urn:x:y"), ("", ""),
    ]

    /// References are those of the service, not of Muster, which has a `/scim/v2` of its own.
    @Test(arguments: references) func referencesInFields(_ sent: String, _ expected: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.set { $0.behave = { _ in .refers(201, sent) } }
            for method in ["GET", "POST"] {
                let answer = await app.send(method, "/Users", method == "GET" ? nil : ["userName": "x"])
                #expect(answer.headers.first { $0.name == "Location" }?.value == expected)
                #expect(answer.headers.first { $0.name == "Content-Location" }?.value == expected)
            }
        }
    }

    /// A redirect of a write that leads out of the gateway would have the write pass by without a record.
    @Test(arguments: [("/scim/v2/Users/r9", 307), ("/elsewhere/Users", 502), ("../../x", 502), ("//b.example/x", 502)])
    func redirects(_ place: String, _ status: Int) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.behave(.refers(307, place))
            #expect(await app.send("POST", "/Users", ["userName": "x"]).status == status)
        }
    }

    @Test(arguments: ["", "/scim"]) func pathsAsAddresses(_ path: String) {
        var rewriter = AddressRewriter(from: ["https://a.example" + path], path: path, to: "http://m/g")
        let text =
            #"{"$ref":"\#(path)/Users/1","x":{"location":"/other","$ref":"//b/Users"},"value":"\#(path)/Users/1"}"#
        let output = String(decoding: rewriter.rewrite(Array(text.utf8)), as: UTF8.self)
        let other = path.isEmpty ? "http://m/g/other" : "/other"
        #expect(
            output
                == #"{"$ref":"http://m/g/Users/1","x":{"location":"\#(other)","$ref":"//b/Users"},"value":"\#(path)/Users/1"}"#
        )
    }

    @Test func addressRewriting() {
        func rewritten(_ text: String, by size: Int) -> String {
            var rewriter = AddressRewriter(
                from: ["https://a.example/scim", "https://a.example:443/scim"], to: "http://m/g")
            var output: [UInt8] = []
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                output += rewriter.rewrite(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            return String(decoding: output + rewriter.finish(), as: UTF8.self)
        }
        let cases = [
            (#"{"$ref":"https://a.example/scim/Users/1"}"#, #"{"$ref":"http://m/g/Users/1"}"#),
            (#"{"location" : "HTTPS://A.example/scim"}"#, #"{"location" : "http://m/g"}"#),
            (#"{"$ref":"https:\/\/a.example:443\/scim\/Users\/1"}"#, #"{"$ref":"http://m/g/Users/1"}"#),
            (#"{"$ref":"https://a.example/scim2/Users/1"}"#, #"{"$ref":"https://a.example/scim2/Users/1"}"#),
            (#"{"value":"https://a.example/scim/x","a":"$ref"}"#, #"{"value":"https://a.example/scim/x","a":"$ref"}"#),
            (#"["$ref","https://a.example/scim/x"]"#, #"["$ref","https://a.example/scim/x"]"#),
            (#"{"$ref":["https://a.example/scim/x"]}"#, #"{"$ref":["https://a.example/scim/x"]}"#),
            (#"{"$ref":null,"x":"https://a.example/scim"}"#, #"{"$ref":null,"x":"https://a.example/scim"}"#),
            (#"{"a\"$ref":"https://a.example/scim"}"#, #"{"a\"$ref":"https://a.example/scim"}"#),
            (#"{"$ref":"https://a.exam"#, #"{"$ref":"https://a.exam"#),
        ]
        for (text, expected) in cases {
            for size in 1...text.utf8.count { #expect(rewritten(text, by: size) == expected, "\(size)") }
        }
        let long = #"{"$ref":"https://a.example/scim/"# + String(repeating: "x", count: 9_000) + #""}"#
        #expect(rewritten(long, by: 100) == long)
    }
}
