import Gateway
import JSON
import Logging
import Recorder
import Records
import Testing

/// A gateway that is its own upstream: noticed, and no write of it passes on.
@Suite struct CircleTests {
    /// The fields `Via` of what was passed on last.
    private static func via(_ app: TestGateway) -> [String] {
        app.service.requests.last?.headers.filter { $0.name == "Via" }.map(\.value) ?? []
    }

    private static let writes: [(String, String, JSONValue?)] = [
        ("POST", "/Users", ["userName": "ben"]), ("PATCH", "/Users/r1", ["Operations": []]),
        ("PUT", "/Users/r1", ["userName": "ann"]), ("DELETE", "/Users/r1", nil), ("PATCH", "/Me", ["Operations": []]),
        ("POST", "/Users", ["title": "Boss"]),
        (
            "POST", "/Bulk",
            [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                "Operations": [["method": "DELETE", "path": "/Users/r1"]],
            ]
        ),
    ]

    // What comes back.

    @Test func whatComesBackIsRefusedBeforeAnything() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            _ = await app.user("ann")
            let (size, count) = (app.recorder.committedSize(), app.service.requests.count)
            let own = try #require(Self.via(app).first?.split(separator: " ").last.map(String.init))
            for (method, path, body) in Self.writes + [("GET", "/Users", nil)] {
                for field in [
                    "1.1 \(own)", "2 edge.example:8443,1.1 \(own)", "HTTP/1.1 \(own.uppercased()) (proxy), 1.0 other",
                    "1.1\t\(own)\t,1.1 x",
                ] {
                    let answer = await app.send(method, path, body, headers: [("X-Own", "1"), ("via", field)])
                    #expect(answer.status == 508, "\(method) \(field)")
                    #expect(answer.json?["status"] == "508")
                    #expect(
                        answer.json?["schemas"]?.arrayValue == ["urn:ietf:params:scim:api:messages:2.0:Error"])
                    #expect(answer.json?["detail"]?.stringValue?.contains("upstream") ?? false)
                }
                #expect(
                    await app.send(method, path, body, headers: [("Via", "1.1 other"), ("Via", "1.1 \(own)")]).status
                        == 508)
            }
            #expect(app.recorder.committedSize() == size && app.service.requests.count == count)
        }
    }

    /// Other proxies are none of the gateway's business, and their names go on before its own.
    @Test(arguments: [
        "1.1 edge", "1.1 muster-00000000000000000000000000000000", "1.1 OWN0", "1.1 xOWN", "1.1 edge (OWN)",
        "1.1 OWN.example",
    ]) func othersPass(_ field: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            _ = await app.user("ann")
            let own = try #require(Self.via(app).first?.split(separator: " ").last.map(String.init))
            let field = field.replacing("OWN", with: own)
            #expect(await app.send("GET", "/Users", headers: [("Via", field)]).status == 200)
            #expect(Self.via(app) == [field, "1.1 \(own)"])
            #expect(await app.send("PATCH", "/Users/r1", ["Operations": []], headers: [("Via", field)]).status == 200)
        }
    }

    /// The name tells nothing, stays, and is no other gateway's: a chain of gateways is no circle.
    @Test func theNameIsAPseudonym() async throws {
        var names: [[String]] = []
        for name in ["app", "app", "crm"] {
            try await TestGateway.restarting { (app: TestGateway) async throws in
                _ = await app.user("ann")
                names.append(Self.via(app))
            } _: { (app: TestGateway) async throws in
                _ = await app.send("GET", "/Users")
                #expect(Self.via(app) == names.last)
                let settings = try SettingsReader.one(
                    ["name": .string(name), "upstream": .string(FakeService.base)], place: "gateway")
                let other = try Gateway(settings, log: app.log, upstream: app.service, logger: .init(label: "test"))
                _ = await other.respond(
                    to: GatewayRequest(
                        method: "GET", path: "/Users", query: nil, headers: [("Via", names.last?.first ?? "")],
                        body: [], base: TestGateway.base,
                        caller: Caller(token: "t", canAttest: false, address: nil, agent: nil, request: "r")))
                #expect(Self.via(app).count == (name == "app" ? 1 : 2))
            }
        }
        for fields in names {
            #expect(fields.count == 1 && fields[0].hasPrefix("1.1 muster-") && fields[0].utf8.count == 43)
            #expect(!fields[0].contains("app"))
        }
        #expect(Set(names).count == 3)
    }

    // What is told of the write that would have come back.

    @Test func whatWouldComeBackIsNotPassedOn() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            _ = await app.user("ann", [("title", "Clerk")])
            app.service.set { $0.behave = { _ in .says(508) } }
            for (method, path, body) in Self.writes {
                let (size, writes) = (app.recorder.committedSize(), app.service.writes.count)
                let answer = await app.send(method, path, body)
                #expect(answer.status == 508, "\(method) \(path)")
                // Nothing is asked before these.
                let isBlind = path == "/Me" || body?["title"] != nil
                #expect(app.service.writes.count == writes + (isBlind ? 1 : 0), "\(method) \(path)")
                let records = try app.records(from: size)
                #expect(records.map(\.outcome) == [.attempted, .refused], "\(method) \(path)")
                let mark = records.last?.extra?["gateway"]
                #expect(mark?["observed"]?.stringValue == (isBlind ? "unknown" : "nothing"), "\(method) \(path)")
                if !isBlind { #expect(records.last?.reason?.contains("leads back to a gateway") ?? false) }
            }
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
            // It is over as soon as the service can be asked, whatever is written next.
            app.service.behave(nil)
            #expect(await app.send("POST", "/Users", ["title": "Boss"]).status == 201)
            #expect(await app.patch("/Users/r1", "nickName", "Annie") == 200)
        }
    }

    /// What was turned back leaves no doubt: what others do is drift.
    @Test func theNextDifferenceIsDrift() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "Clerk")])
            for behaviour in [FakeService.Behaviour.says(508), .unreachable] {
                app.service.set { $0.behave = { _ in behaviour } }
                let size = app.recorder.committedSize()
                _ = await app.patch("/Users/\(id)", "title", "Boss")
                let mark = try app.records(from: size).last?.extra?["gateway"]
                #expect(mark?["closes"] == true && mark?["observed"] == "nothing")
                app.service.behave(nil)
                app.service.put("Users", id) { $0["title"] = .string("Outsider \(size)") }
                #expect(await app.patch("/Users/\(id)", "locale", .string("\(size)")) == 200)
                #expect(try app.lines().suffix(2).first == "user.update observed ann title drift")
            }
        }
    }

    @Test func credentialsAreNotAskedFor() async throws {
        try await TestGateway.run {
            $0.credentials = nil
        } _: { (app: TestGateway) async throws in
            app.service.set { $0.behave = { _ in .says(508) } }
            let answer = await app.gateway.refuse(credential: "Bearer theirs")
            #expect(answer?.status == 508)
        }
    }

    // What can be seen in the settings.

    private static func address(_ text: String) throws -> UpstreamAddress { try #require(UpstreamAddress(text)) }

    static let places: [(String, String, Int, String?, [String], [String])] = [
        (
            "http", "127.0.0.1", 8085, nil, ["http://127.0.0.1:8085/x", "http://localhost:8085", "https://[::1]:8085"],
            ["http://127.0.0.1:8086", "http://app.example:8085", "http://127.0.0.1", "http://127.evil.example:8085"]
        ),
        ("https", "0.0.0.0", 443, nil, ["https://localhost/x", "https://127.9.9.9"], ["http://localhost"]),
        ("http", "::1", 80, nil, ["http://[::1]/x", "http://localhost"], ["http://[::2]"]),
        (
            "https", "10.0.0.7", 8085, "https://muster.example",
            ["https://muster.example/gateway/x", "https://10.0.0.7:8085"],
            ["https://muster.example:8085", "http://muster.example", "https://localhost:8085", "http://10.0.0.7:8085"]
        ),
    ]

    @Test(arguments: places) func ownAddresses(
        _ scheme: String, _ host: String, _ port: Int, _ configured: String?, _ own: [String], _ others: [String]
    ) throws {
        let address = OwnAddress(scheme: scheme, host: host, port: port, configured: configured)
        for text in own { #expect(address.contains(try Self.address(text)), "\(text)") }
        for text in others { #expect(!address.contains(try Self.address(text)), "\(text)") }
    }

    static let circles: [(String, String?, String?)] = [
        ("http://127.0.0.1:8085/gateway/a", nil, "leads back to it: "),
        ("http://localhost:8085/gateway/a/v2", nil, "leads back to it: "),
        ("http://a.example", nil, "leads back to it: "),
        ("http://localhost:8085/apps/a", nil, "leads back to it: "),
        (
            "http://localhost:8085/gateway/b", "http://localhost:8085/gateway/a",
            "leads back to it, through the gateway b: "
        ),
        ("http://localhost:8085/gateway/b", "http://localhost:8085/gateway/b", nil),
        ("http://localhost:8085/gateway/b", "http://app.example/scim", nil),
        ("http://localhost:8085/gateway/none", nil, "no SCIM service at that path"),
        ("http://localhost:8085", nil, "no SCIM service at that path"),
        ("http://localhost:8085/apps/ab", nil, "no SCIM service at that path"),
        ("http://localhost:8085/scim/v2", nil, nil), ("http://app.example/gateway/a", nil, nil),
        ("http://b.example/scim", nil, nil),
    ]

    @Test(arguments: circles) func settingsThatLeadBack(
        _ upstream: String, _ next: String?, _ expected: String?
    ) async throws {
        func one(_ name: String, _ upstream: String) -> JSONValue {
            [
                "name": .string(name), "upstream": .string(upstream), "host": .string("\(name).example"),
                "path": .string("/apps/\(name)"),
            ]
        }
        let own = OwnAddress(scheme: "http", host: "127.0.0.1", port: 8085, configured: nil)
        try await GatewaysTests.run([one("a", upstream), one("b", next ?? "http://app.example/scim")]) {
            gateways, _, _ in
            let settings = try #require(gateways.gateway(named: "a")).settings
            let told = gateways.astray(settings, own: own)
            #expect(expected.map { told?.contains($0) ?? false } ?? (told == nil), "\(told ?? "nothing")")
        }
    }
}
