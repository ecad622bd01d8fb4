import Gateway
import JSON
import Recorder
import Records
import Testing

/// A late effect is what was asked for, and no other value at its place.
@Suite struct LateValueTests {
    /// One write that is not seen to have any effect, and what is found later.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// How things stand before.
        let before: [(String, JSONValue)]
        let method: String
        let body: JSONValue?
        /// What is there later of the attributes that are named, and which changed paths are drift; the others are in doubt.
        let later: [([(String, JSONValue?)], drift: [String])]
        var testDescription: String { name }
    }

    private static func patch(
        _ name: String, _ before: [(String, JSONValue)], _ op: String, _ path: String?, _ value: JSONValue?,
        _ later: [([(String, JSONValue?)], drift: [String])]
    ) -> Case {
        var operation = JSONObject([("op", .string(op))])
        operation["path"] = path.map { .string($0) }
        operation["value"] = value
        return Case(
            name: name, before: before, method: "PATCH", body: ["Operations": [.object(operation)]], later: later)
    }

    private static func list(_ values: String...) -> JSONValue { .array(values.map { ["value": .string($0)] }) }
    private static func path(_ list: String, _ value: String) -> String { "\(list)[value eq \"\(value)\"]" }
    private static let mails: JSONValue = [["type": "work", "value": "a@x"], ["type": "home", "value": "h@x"]]
    private static func mail(_ value: String, _ type: String) -> String {
        "emails[value eq \"\(value)\" and type eq \"\(type)\"]"
    }
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    static let values: [Case] = [
        patch(
            "a value", [("title", "old")], "replace", "title", "HELLO",
            [
                ([("title", "HELLO")], []), ([("title", "hello")], []), ([("title", " Hello ")], []),
                ([("title", "pwned")], ["title"]), ([("title", nil)], ["title"]),
                ([("title", "HELLO"), ("nickName", "x")], ["nickName"]),
            ]),
        patch(
            "a value that is removed", [("title", "old")], "remove", "title", nil,
            [([("title", nil)], []), ([("title", "pwned")], ["title"])]),
        patch(
            "disabled", [("active", true)], "replace", "active", "False",
            [([("active", false)], []), ([("active", false), ("userName", "eve")], ["userName"])]),
        patch(
            "enabled", [("active", false), ("title", "t")], "add", nil, ["active": true],
            [([("active", true)], []), ([("title", nil)], ["title"])]),
        patch(
            "a part", [("name", ["givenName": "A", "familyName": "B"])], "replace", "name.givenName", "Ann",
            [
                ([("name", ["givenName": "Ann", "familyName": "B"])], []),
                ([("name", ["givenName": "Eve", "familyName": "B"])], ["name.givenName"]),
                ([("name", ["givenName": "Ann", "familyName": "Eve"])], ["name.familyName"]),
            ]),
        patch(
            "parts together", [("name", ["givenName": "A", "familyName": "B"])], "replace", "name",
            ["givenName": "Ann"],
            [
                ([("name", ["givenName": "Ann", "familyName": "B"])], []),
                ([("name", ["givenName": "A"])], ["name.familyName"]),
                ([("name", ["givenName": "Eve", "familyName": "B"])], ["name.givenName"]),
            ]),
        patch(
            "an extension", [], "add", nil,
            [enterprise: ["department": "Law", "manager": ["value": "m1"]]],
            [
                ([(enterprise, ["department": "Law", "manager": ["value": "m1", "displayName": "Max"]])], []),
                ([(enterprise, ["department": "Law", "manager": ["value": "eve"]])], ["\(enterprise):manager"]),
                ([(enterprise, ["department": "Spies"])], ["\(enterprise):department"]),
                ([(enterprise, ["department": "Law", "costCenter": "9"])], ["\(enterprise):costCenter"]),
            ]),
        patch(
            "an extension by its name", [], "replace", enterprise, ["department": "Law"],
            [
                ([(enterprise, ["department": "law"])], []),
                ([(enterprise, ["department": "Spies"])], ["\(enterprise):department"]),
            ]),
        patch(
            "a manager by id", [(enterprise, ["manager": ["value": "m1", "displayName": "Max"]])], "replace",
            "\(enterprise):manager.value", "m2",
            [
                ([(enterprise, ["manager": ["value": "m2", "displayName": "Moe"]])], []),
                ([(enterprise, ["manager": ["value": "eve", "displayName": "Max"]])], ["\(enterprise):manager"]),
                ([(enterprise, ["manager": ["value": "m1", "displayName": "Eve"]])], ["\(enterprise):manager"]),
            ]),
        // Of what is not on record the place is enough.
        patch("a secret", [], "replace", "apiKey", "Hunter2-77aa", [([("apiKey", "Other")], [])]),
        patch(
            "what is too large", [("title", "old")], "replace", "title", .string(String(repeating: "a", count: 70_000)),
            [([("title", "b")], []), ([("nickName", "b")], ["nickName"])]),
    ]

    static let lists: [Case] = [
        patch(
            "a list", [("roles", list("old"))], "replace", "roles", list("reader"),
            [
                ([("roles", list("reader"))], []), ([("roles", list("READER"))], []),
                ([("roles", list("old", "reader"))], []),
                ([("roles", [["value": "reader", "display": "Reader"]])], []), ([("roles", nil)], []),
                ([("roles", list("admin"))], [path("roles", "admin")]),
                ([("roles", list("reader", "admin"))], [path("roles", "admin")]),
            ]),
        patch(
            "more of a list", [("roles", list("old"))], "add", "roles", [["value": "reader", "display": "Reader"]],
            [
                ([("roles", list("old", "reader"))], []),
                ([("roles", list("reader"))], [path("roles", "old")]),
                ([("roles", list("old", "admin"))], [path("roles", "admin")]),
                ([("roles", [["value": "old"], ["value": "reader", "display": "Admin"]])], [path("roles", "reader")]),
                ([("roles", [["value": "old", "display": "Admin"]])], [path("roles", "old")]),
            ]),
        patch(
            "one by a filter", [("roles", list("old", "keep"))], "remove", "roles[value eq \"old\"]", nil,
            [
                ([("roles", list("keep"))], []), ([("roles", list("old"))], [path("roles", "keep")]),
                ([("roles", list("keep", "admin"))], [path("roles", "admin")]),
            ]),
        patch(
            "some by name", [("roles", list("old", "keep"))], "remove", "roles", list("old"),
            [([("roles", list("keep"))], []), ([("roles", nil)], [path("roles", "keep")])]),
        patch(
            "all", [("roles", list("old", "keep"))], "remove", "roles", nil,
            [([("roles", nil)], []), ([("roles", list("admin"))], [path("roles", "admin")])]),
        patch(
            "an address", [("emails", mails)], "replace", "emails[type eq \"work\"].value", "b@x",
            [
                ([("emails", [["type": "work", "value": "B@x"], ["type": "home", "value": "h@x"]])], []),
                (
                    [("emails", [["type": "work", "value": "eve@x"], ["type": "home", "value": "h@x"]])],
                    [mail("eve@x", "work")]
                ),
                (
                    [("emails", [["type": "work", "value": "a@x"], ["type": "home", "value": "eve@x"]])],
                    [mail("h@x", "home"), mail("eve@x", "home")]
                ),
            ]),
        patch(
            "the primary one", [("emails", [["value": "a@x", "primary": true]])], "add", "emails",
            [["value": "n@x", "primary": true]],
            [
                ([("emails", [["value": "a@x", "primary": false], ["value": "n@x", "primary": true]])], []),
                ([("emails", [["value": "n@x", "primary": true]])], [path("emails", "a@x")]),
            ]),
        patch(
            "what has no name", [("addresses", [["type": "work", "locality": "Rome"]])], "replace", "addresses",
            [["type": "work", "locality": "Oslo"]],
            [
                ([("addresses", [["type": "work", "locality": "oslo"]])], []),
                ([("addresses", [["type": "work", "locality": "Ulan Bator"]])], ["addresses"]),
            ]),
        Case(
            name: "a replacement", before: [("title", "old"), ("nickName", "n"), ("roles", list("old"))], method: "PUT",
            body: ["userName": "ann", "title": "Boss", "roles": list("reader")],
            later: [
                ([("title", "Boss"), ("nickName", nil), ("roles", list("reader"))], []),
                ([("title", "pwned"), ("nickName", nil)], ["title"]), ([("title", nil)], ["title"]),
                ([("nickName", "pwned")], ["nickName"]), ([("roles", list("old", "admin"))], [path("roles", "admin")]),
            ]),
        Case(
            name: "a deletion", before: [("active", true)], method: "DELETE", body: nil,
            later: [([("active", false)], []), ([("title", "x")], ["title"])]),
        Case(
            name: "a deletion of somebody disabled", before: [("active", false)], method: "DELETE", body: nil,
            later: [([("active", true)], ["active"])]),
    ]

    private static func drifts(_ app: TestGateway, from size: UInt64) throws -> (drift: [String], doubt: [String]) {
        let found = try app.records(from: size).filter { $0.outcome == .observed }
        let isDrift: (Record) -> Bool = { $0.extra?["gateway"]?["drift"] == true }
        return (
            found.filter(isDrift).flatMap(\.changes).map(\.path),
            found.filter { !isDrift($0) }.flatMap(\.changes).map(\.path)
        )
    }

    /// Whatever the service said: what it does later is its own, what others do is not.
    @Test(arguments: values + lists, [FakeService.Behaviour.says(200), .says(503), .silent])
    func later(_ one: Case, _ behaviour: FakeService.Behaviour) async throws {
        for (later, drift) in one.later {
            try await TestGateway.run { (app: TestGateway) async throws in
                let id = await app.user("ann", one.before)
                app.service.behave(behaviour)
                let answer = await app.send(one.method, "/Users/\(id)", one.body)
                #expect([200, 503, 504].contains(answer.status))
                app.service.behave(nil)
                app.service.put("Users", id) { user in for (name, value) in later { user[name] = value } }
                let size = app.recorder.committedSize()
                #expect(await app.patch("/Users/\(id)", "locale", "de") == 200)
                let seen = try Self.drifts(app, from: size)
                #expect(Set(seen.drift) == Set(drift), "\(later)")
                #expect(Set(seen.doubt).isDisjoint(with: drift) && !(seen.doubt + seen.drift).isEmpty, "\(later)")
            }
        }
    }

    /// What is told as a late effect belongs to the write that it may be of.
    @Test func belongsToItsAttempt() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "old")])
            app.service.behave(.says(500))
            _ = await app.patch("/Users/\(id)", "title", "Boss")
            app.service.behave(nil)
            app.service.put("Users", id) { user in
                user["title"] = "boss"
                user["nickName"] = "pwned"
            }
            #expect(await app.patch("/Users/\(id)", "locale", "de") == 200)
            let records = try app.records()
            let attempts = records.filter { $0.outcome == .attempted }.map(\.transaction)
            let late = try #require(records.first { $0.outcome == .observed && $0.changes.map(\.path) == ["title"] })
            let other = try #require(
                records.first { $0.outcome == .observed && $0.changes.map(\.path) == ["nickName"] })
            #expect(late.transaction == attempts[1] && late.extra?["gateway"]?["attempt"]?.intValue == 3)
            #expect(other.transaction == attempts[2] && other.extra?["gateway"]?["attempt"] == nil)
        }
    }

    /// Seen to be done in the service's own way: nothing more of it may come. Without a 2xx it still may.
    @Test(arguments: [
        (200, "HELLO", true), (200, "pwned", true), (500, "HELLO", false), (500, " hello", false), (500, "pwned", true),
    ]) func doneInItsOwnWay(_ status: Int, _ later: String, _ isDrift: Bool) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "old"), ("nickName", "Annie")])
            app.service.set { state in
                state.arrive = { [service = app.service] request in
                    if request.method != "GET" { service.put("Users", id) { $0["title"] = "hello" } }
                }
                state.behave = { $0.method == "GET" ? nil : .says(status) }
            }
            #expect(await app.patch("/Users/\(id)", "title", "HELLO") == status)
            let closing = try #require(try app.records().last?.extra?["gateway"])
            #expect(closing["mayCome"]?.boolValue ?? false == (status != 200))
            app.service.set { state in
                state.arrive = nil
                state.behave = nil
            }
            app.service.put("Users", id) { $0["title"] = .string(later) }
            let size = app.recorder.committedSize()
            #expect(await app.patch("/Users/\(id)", "locale", "de") == 200)
            let seen = try Self.drifts(app, from: size)
            #expect(isDrift ? seen == (["title"], []) : seen == ([], ["title"]))
        }
    }

    /// One value is done in the service's own way, another is not done: what may come is the other alone, also when that is made
    /// out from the log.
    @Test(arguments: [false, true]) func oneOfTwo(_ deletingState: Bool) async throws {
        try await TestGateway.restarting(deletingState: deletingState) { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "old")])
            app.service.behave(.puts("Operations", [["op": "replace", "path": "title", "value": "hello"]]))
            let value: JSONValue = ["title": "HELLO", "nickName": "Annie"]
            #expect(
                await app.send("PATCH", "/Users/\(id)", ["Operations": [["op": "replace", "value": value]]]).status
                    == 200)
            #expect(try app.records().last?.extra?["gateway"]?["came"] == ["title"])
        } _: { (app: TestGateway) async throws in
            app.service.put("Users", "r1") { user in
                user["title"] = "HELLO"
                user["nickName"] = "Annie"
            }
            let size = app.recorder.committedSize()
            #expect(await app.patch("/Users/r1", "locale", "de") == 200)
            #expect(try Self.drifts(app, from: size) == (["title"], ["nickName"]))
        }
    }

    /// Nobody sees a password; what else a write with one asked for is looked at as ever.
    @Test func withAPassword() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "old")])
            app.service.behave(.pretends)
            let value: JSONValue = ["title": "Boss", "password": "Hunter2-77aa"]
            #expect(
                await app.send("PATCH", "/Users/\(id)", ["Operations": [["op": "replace", "value": value]]]).status
                    == 200)
            app.service.behave(nil)
            app.service.put("Users", id) { $0["title"] = "pwned" }
            let size = app.recorder.committedSize()
            #expect(await app.patch("/Users/\(id)", "locale", "de") == 200)
            #expect(try Self.drifts(app, from: size) == (["title"], []))
        }
    }
}
