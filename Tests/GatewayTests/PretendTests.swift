import Gateway
import JSON
import Recorder
import Records
import Testing

/// A service that answers 200 and does nothing, in the forms that providers send.
@Suite struct PretendTests {
    private static func patch(_ op: String, _ path: String?, _ value: JSONValue?) -> JSONValue {
        var operation = JSONObject([("op", .string(op))])
        operation["path"] = path.map { .string($0) }
        operation["value"] = value
        return ["Operations": [.object(operation)]]
    }

    private static func differing(_ app: TestGateway) throws -> [String] {
        let last = try app.records().last?.extra?["gateway"]?["differing"]?.arrayValue ?? []
        return last.compactMap { $0["path"]?.stringValue }
    }

    static let groups: [(String, JSONValue, [String])] = [
        ("PATCH", patch("add", "members", [["value": "b"]]), ["b"]),
        ("PATCH", patch("remove", "members[value eq \"a\"]", nil), ["a"]),
        ("PATCH", patch("Remove", "members", [["value": "a"]]), ["a"]),
        ("PATCH", patch("remove", "members", nil), ["a"]),
        ("PATCH", patch("replace", "members", [["value": "b"]]), ["a", "b"]),
        ("PATCH", patch("add", nil, ["members": [["value": "b"]]]), ["b"]),
        ("PUT", ["displayName": "G", "members": []], ["a"]),
    ]

    @Test(arguments: groups) func members(_ method: String, _ body: JSONValue, _ ids: [String]) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let made = await app.send("POST", "/Groups", ["displayName": "G", "members": [["value": "a"]]])
            app.service.behave(.pretends)
            let size = app.gateway.counts.values.differing
            _ = await app.send(method, "/Groups/\(made.json?["id"]?.stringValue ?? "")", body)
            #expect(try app.lines().last == "group.update success G closes nothing")
            #expect(try Self.differing(app) == ids.map { "members[value eq \"\($0)\"]" })
            #expect(try app.records().last?.resources.map(\.id) == ids)
            #expect(try app.records().last?.reason?.contains("did nothing") ?? false)
            #expect(app.gateway.counts.values.differing == size + 1)
        }
    }

    @Test func membersOfABigGroup() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.put("Groups", "g") { group in
                group["displayName"] = "All"
                group["members"] = .array((0..<300).map { ["value": .string("u\($0)")] })
            }
            let add = Self.patch("add", "members", [["value": "new"]])
            #expect(await app.send("PATCH", "/Groups/g", add).status == 200)
            app.service.behave(.pretends)
            let remove = Self.patch("remove", "members[value eq \"new\"]", nil)
            #expect(await app.send("PATCH", "/Groups/g", remove).status == 200)
            #expect(try app.lines().last == "group.update success All closes nothing")
            #expect(try Self.differing(app) == ["members[value eq \"new\"]"])
        }
    }

    static let work = "emails[type eq \"work\"]"
    static let users: [(JSONValue, [String])] = [
        (patch("replace", "\(work).value", "b@x"), ["\(work).value"]),
        (patch("remove", work, nil), [work]),
        (patch("remove", "\(work).value", nil), ["\(work).value"]),
        (patch("add", "emails[type eq \"home\"].value", "h@x"), ["emails[type eq \"home\"].value"]),
        (patch("replace", work, ["value": "b@x"]), [work]),
        (patch("replace", "emails", [["type": "home", "value": "h@x"]]), ["emails"]),
        (
            patch("replace", nil, ["name.familyName": "Zed", "\(work).value": "b@x"]),
            ["name.familyName", "\(work).value"]
        ),
        (patch("remove", "roles", nil), ["roles"]),
        // One of two roles stays although it was not named.
        (patch("replace", "roles", [["value": "reader"]]), ["roles"]),
        (patch("remove", "roles", [["value": "admin"]]), ["roles"]),
        // What is so already.
        (patch("replace", "\(work).value", "a@x"), []),
        (patch("add", "roles", [["value": "admin"]]), []),
        (patch("remove", "emails[type eq \"home\"]", nil), []),
        (patch("replace", "\(work).primary", false), []),
    ]

    @Test(arguments: users) func attributes(_ body: JSONValue, _ paths: [String]) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user(
                "ann",
                [
                    ("emails", [["type": "work", "value": "a@x"]]), ("name", ["familyName": "Old"]),
                    ("roles", [["value": "admin"], ["value": "reader"]]),
                ])
            app.service.behave(.pretends)
            #expect(await app.send("PATCH", "/Users/\(id)", body).status == 200)
            #expect(try app.lines().last == "user.update success ann closes nothing")
            #expect(try Self.differing(app) == paths)
        }
    }

    /// All operations count, the last of those on one place, and not only so many as a record holds.
    @Test func longRequests() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "t")])
            app.service.behave(.pretends)
            let title: JSONValue = ["op": "replace", "path": "title", "value": "t"]
            let other: JSONValue = ["op": "replace", "path": "title", "value": "u"]
            let active: JSONValue = ["op": "replace", "path": "active", "value": false]
            let body: JSONValue = ["Operations": .array(Array(repeating: title, count: 400) + [other, title, active])]
            #expect(await app.send("PATCH", "/Users/\(id)", body).status == 200)
            #expect(try Self.differing(app) == [])
            let shown: JSONValue = ["op": "replace", "path": "active", "value": true]
            let more: JSONValue = ["Operations": .array(Array(repeating: title, count: 400) + [other, shown])]
            #expect(await app.send("PATCH", "/Users/\(id)", more).status == 200)
            #expect(try Self.differing(app) == ["title", "active"])
            #expect(try app.records().suffix(2).first?.extra?["gateway"]?["untold"] == 2)
        }
    }

    /// What a replacement leaves out and is still there is told, and not called wrong: the service alone may write it.
    @Test func leftOut() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("title", "t"), ("name", ["givenName": "A", "familyName": "B"])])
            app.service.behave(.pretends)
            let body: JSONValue = ["userName": "ann", "name": ["givenName": "A"]]
            #expect(await app.send("PUT", "/Users/\(id)", body).status == 200)
            let last = try app.records().last
            #expect(
                last?.extra?["gateway"]?["kept"]?.arrayValue?.compactMap(\.stringValue) == ["title", "name.familyName"])
            #expect(last?.reason == "left out of the request, and still there: title, name.familyName")
        }
    }

    /// What cannot be compared is said to be unknown.
    @Test(arguments: ["emails[value gt \"a\"].value", "members", String(repeating: "a", count: 600)])
    func notCompared(_ path: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("emails", [["type": "work", "value": "a@x"]])])
            app.service.behave(.pretends)
            _ = await app.send("PATCH", "/Users/\(id)", Self.patch("replace", path, "b"))
            #expect(try app.lines().last == "user.update success ann closes unknown")
            #expect(try app.records().last?.reason?.hasPrefix("not compared: ") ?? false)
        }
    }

    // Bodies that the gateway cannot read.

    @Test(arguments: [
        "\u{FEFF}{\"Operations\":[]}", "{\"Operations\":[],\"x\":1,\"x\":2}", "[]",
        "{\"x\":\(String(repeating: "[", count: 40))\(String(repeating: "]", count: 40))}",
    ]) func unreadable(_ text: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            let (size, writes) = (app.recorder.committedSize(), app.service.writes.count)
            #expect(await app.send("PATCH", "/Users/\(id)", text: text).status == 400)
            #expect(app.recorder.committedSize() == size && app.service.writes.count == writes)
        }
    }

    @Test func compressed() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.behave(.pretends)
            let answer = await app.send(
                "PATCH", "/Users/\(id)", headers: [("Content-Encoding", "gzip")], text: "not to be read")
            #expect(answer.status == 200)
            #expect(try app.lines().last == "user.update success ann closes unknown")
            #expect(try app.records().last?.reason == "some of what was asked for could not be read")
            #expect(try app.records().suffix(2).first?.extra?["gateway"]?["unreadable"] == true)
        }
    }
}
