import Gateway
import JSON
import Testing

@Suite struct SettingsTests {
    @Test(arguments: [
        ("https://app.example/scim/v2", "https://app.example/scim/v2"),
        ("HTTPS://App.Example:443/scim/", "https://app.example/scim"), ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://127.0.0.1:80/x", "http://127.0.0.1/x"),
    ]) func addresses(_ text: String, _ expected: String) {
        #expect(UpstreamAddress(text)?.text == expected)
    }

    @Test(arguments: [
        "", "app.example", "ftp://a", "https://", "https://u@a/", "https://a/?x", "https://a/#x", "https://a/../b",
        "https://a:0", "https://a:99999", "https://a b", "https://a/%2e%2e/x", "https://a\\b",
    ]) func refusedAddresses(_ text: String) { #expect(UpstreamAddress(text) == nil) }

    static let faulty: [(JSONValue, String)] = [
        ([:], "name"), (["name": "A", "upstream": "https://a"], "name"), (["name": "a"], "upstream"),
        (["name": "a", "upstream": "https://a", "bearer": "x"], "bearer"),
        (["name": "a", "upstream": "https://a", "credentials": ["bearer": ["env": "A", "file": "b"]]], "bearer"),
        (["name": "a", "upstream": "https://a", "credentials": ["basic": ["user": "x"]]], "credentials"),
        (["name": "a", "upstream": "https://a", "path": "/v1/x"], "path"),
        (["name": "a", "upstream": "https://a", "path": "x"], "path"),
        (["name": "a", "upstream": "https://a", "bulk": "split"], "bulk"),
        (["name": "a", "upstream": "https://a", "host": "127.0.0.1"], "host"),
        (["name": "a", "upstream": "https://a", "host": "localhost"], "host"),
        (["name": "a", "upstream": "https://a", "timeouts": ["answer": 0]], "answer"),
    ]

    @Test(arguments: faulty) func faults(_ value: JSONValue, _ key: String) {
        let fault = #expect(throws: SettingsFault.self) { try SettingsReader.one(value, place: "gateways[0]") }
        #expect(fault?.place.contains(key) ?? false, "\(fault as Any)")
    }

    @Test func conflicts() throws {
        func list(_ a: [(String, JSONValue)], _ b: [(String, JSONValue)]) -> JSONValue {
            .array(
                [a, b].enumerated().map { number, more in
                    .object(JSONObject([("name", .string("g\(number)")), ("upstream", "https://a")] + more))
                })
        }
        #expect(try SettingsReader.list(list([], [])).count == 2)
        for (a, b) in [
            ([("name", "x")], [("name", "x")]), ([("host", "a.b")], [("host", "A.b")]),
            ([("path", "/a")], [("path", "/a/b")]),
        ] as [([(String, JSONValue)], [(String, JSONValue)])] {
            #expect(throws: SettingsFault.self) { try SettingsReader.list(list(a, b)) }
        }
    }

    @Test func secretsAreShownToNobody() throws {
        for credentials in [
            ["bearer": "topsecret"], ["basic": ["user": "u", "password": "topsecret"]],
            ["header": ["name": "X-Key", "value": "topsecret"]],
        ] as [JSONValue] {
            let value: JSONValue = ["name": "a", "upstream": "https://a.example", "credentials": credentials]
            let settings = try SettingsReader.one(value, place: "g")
            #expect(!JSONValue.object(settings.json()).text.contains("topsecret"))
            #expect(try SettingsReader.one(.object(settings.json(secrets: true)), place: "g") == settings)
        }
    }
}
