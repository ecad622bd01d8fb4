import Foundation
import HTTPTypes
import JSON
import MusterServer
import Testing

/// What the SCIM service is on the wire.
@Suite(.serialized) struct SCIMDoorTests {
    private static let user: JSONValue = [
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "bjensen",
    ]

    private func location(_ answer: Answer) -> String { answer.json?["meta"]?["location"]?.stringValue ?? "" }

    /// RFC 9110 section 9.3.2: what a GET would answer, but for the body.
    @Test func head() async throws {
        try await LiveServer.with(try TemporaryFolder()) { live in
            func send(_ method: String, _ path: String, _ body: String = "", more: String = "") async throws -> String {
                let connection = try RawConnection(port: live.port)
                await connection.send(
                    "\(method) /scim/v2\(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(live.token)\r\n"
                        + "Content-Type: application/scim+json\r\nContent-Length: \(body.utf8.count)\r\n"
                        + "Connection: close\r\n\(more)\r\n\(body)")
                return await connection.receiveAll()
            }
            func field(_ name: String, _ answer: String) -> String? {
                answer.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
                    .first { $0.lowercased().hasPrefix(name + ":") }
            }
            let made = try await send("POST", "/Users", Self.user.text)
            let id = try #require(
                try JSONValue(parsing: made.components(separatedBy: "\r\n\r\n")[1])["id"]?.stringValue)
            for path in ["/Users/\(id)", "/Users", "/Schemas", "/Users/none"] {
                let get = try await send("GET", path)
                let head = try await send("HEAD", path)
                #expect(head.hasPrefix(String(get.prefix(12))), "\(head)")
                #expect(head.hasSuffix("\r\n\r\n") && head.components(separatedBy: "\r\n\r\n").count == 2, "\(head)")
                for name in ["content-length", "etag", "content-type"] {
                    #expect(field(name, head) == field(name, get), "\(name) of \(path)")
                }
            }
            let tag = try #require(field("etag", made)?.dropFirst(6))
            for method in ["GET", "HEAD"] {
                let unchanged = try await send(method, "/Users/\(id)", more: "If-None-Match: \(tag)\r\n")
                #expect(unchanged.hasPrefix("HTTP/1.1 304") && unchanged.hasSuffix("\r\n\r\n"), "\(unchanged)")
            }
        }
    }

    /// Locations are under the address that the client used, or the one that is configured; what a proxy says of itself, or
    /// a client in its name, is not believed.
    @Test(arguments: [nil, "https://scim.example.com", "https://example.com:8443/muster", "http://10.0.0.1"])
    func locations(_ url: String?) async throws {
        try await TestServer.with(try TemporaryFolder(), configure: { $0.publicURL = url }) { muster in
            let forwarded = [
                "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/x",
                "Forwarded": "proto=https;host=evil.example",
            ]
            let made = try await muster.send(.post, "/scim/v2/Users", json: Self.user, headers: forwarded)
            #expect(made.status == 201, "\(made.text)")
            let id = made.json?["id"]?.stringValue ?? ""
            #expect(!made.text.contains("evil.example"))
            if let url {
                #expect(location(made) == "\(url)/scim/v2/Users/\(id)")
                #expect(made.headers[.location] == location(made))
                let schema = try await muster.send(.get, "/scim/v2/ServiceProviderConfig")
                #expect(location(schema) == "\(url)/scim/v2/ServiceProviderConfig")
            } else {
                #expect(location(made).hasPrefix("http://") && location(made).hasSuffix("/scim/v2/Users/\(id)"))
            }
        }
    }

    @Test(arguments: [
        "scim.example.com", "ftp://example.com", "https://", "https://example.com/", "https://example.com/a?b",
        "https://example.com/#a", "https://user@example.com", "https://exa mple.com", "https://example.com/\u{E9}",
        "https://example.com:99999", "https://" + String(repeating: "a", count: 600),
    ])
    func addressesThatAreNone(_ url: String) {
        #expect(throws: ConfigurationError.self) {
            try Configuration.load(flags: ["public-url": url], environment: [:])
        }
    }

    /// A head that is too long is answered before anybody knows whom it is for, yet in the form of its door.
    @Test(arguments: [
        ("GET /scim/v2/Users?filter=FILL HTTP/1.1\r\nHost: x\r\n\r\n", "431", true),
        ("GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nX-Fill: FILL\r\n\r\n", "431", true),
        ("GET /scim/v2/Users HTTP/1.1\r\nno colon\r\n\r\n", "400", true),
        ("GET /v1/events HTTP/1.1\r\nHost: x\r\nX-Fill: FILL\r\n\r\n", "431", false),
        ("GET /scimitar HTTP/1.1\r\nHost: x\r\nX-Fill: FILL\r\n\r\n", "431", false),
        ("\r\n\r\nGET /scim HTTP/1.1\r\nHost: x\r\nX-Fill: FILL\r\n\r\n", "431", true),
    ])
    func headsThatAreTooLong(_ request: String, _ status: String, _ isSCIM: Bool) async throws {
        try await LiveServer.with(try TemporaryFolder()) { live in
            let filled = request.replacing("FILL", with: String(repeating: "a", count: 40_000))
            for isSecond in [false, true] {
                let connection = try RawConnection(port: live.port)
                if isSecond {
                    // The door of the request before is not the door of this one.
                    let other = isSCIM ? "/healthz" : "/scim/v2/Users"
                    await connection.send("GET \(other) HTTP/1.1\r\nHost: x\r\n\r\n")
                    let first = await connection.receiveSome()
                    #expect(first.hasPrefix("HTTP/1.1 \(isSCIM ? 200 : 401)"), "\(first)")
                }
                await connection.send(filled)
                let answer = await connection.receiveAll()
                #expect(answer.contains("HTTP/1.1 \(status)"), "\(answer)")
                let body = try JSONValue(parsing: answer.components(separatedBy: "\r\n\r\n").last ?? "")
                if isSCIM {
                    #expect(answer.lowercased().contains("content-type: application/scim+json"), "\(answer)")
                    #expect(body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
                    #expect(body["status"]?.stringValue == status && body["detail"] != nil)
                } else {
                    #expect(answer.lowercased().contains("content-type: application/problem+json"), "\(answer)")
                }
            }
        }
    }

    @Test func schemasOfTheDiscoveryItself() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            for name in ["ServiceProviderConfig", "ResourceType", "Schema"] {
                let urn = "urn:ietf:params:scim:schemas:core:2.0:\(name)"
                let schema = try await muster.send(.get, "/scim/v2/Schemas/\(urn)")
                #expect(schema.status == 200 && schema.json?["id"]?.stringValue == urn)
                let known = Set((schema.json?["attributes"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue })
                let resource = try await muster.send(
                    .get, name == "ServiceProviderConfig" ? "/scim/v2/\(name)" : "/scim/v2/\(name)s")
                let one = resource.json?["Resources"]?.arrayValue?.first ?? resource.json ?? .null
                // What the resource shows beside the common attributes is in its schema.
                for member in one.objectValue?.members ?? [] where !["schemas", "id", "meta"].contains(member.name) {
                    #expect(known.contains(member.name), "\(name) shows \(member.name)")
                }
            }
        }
    }
}
