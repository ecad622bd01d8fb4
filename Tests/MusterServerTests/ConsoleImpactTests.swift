import HTTPTypes
import JSON
import MusterServer
import Recorder
import Testing

/// `/console/impact`: the answer of `GET /v1/impact` as a page, and the ways to it.
struct ConsoleImpactTests {
    private static func party(_ type: String, _ id: String, _ name: String) -> JSONValue {
        ["type": .string(type), "id": .string(id), "name": .string(name), "namespace": "hr"]
    }

    /// Mallory gives eve and ann a role in one transaction and is refused once; eve acts on bob while she has it, and loses it.
    /// There are two called sam.
    private static func story(_ muster: TestServer) async throws {
        let mallory = party("user", "u-m", "mallory"), eve = party("user", "u-e", "eve"),
            ann = party("user", "u-a", "ann")
        let role = party("role", "r-1", "Payroll")
        func record(
            _ number: Int, _ action: String, _ actor: JSONValue, _ subject: JSONValue, outcome: String = "success",
            _ more: [(String, JSONValue)] = []
        ) -> JSONValue {
            let members: [(String, JSONValue)] = [
                ("id", .string("i-\(number)")), ("source", "hr"), ("action", .string(action)), ("actor", actor),
                ("subject", subject), ("outcome", .string(outcome)),
            ]
            return .object(JSONObject(members + more))
        }
        let granted: [(String, JSONValue)] = [("resource", role), ("transaction", "tx-9")]
        let posted = try await muster.post(
            .array([
                record(1, "role.assign", mallory, eve, granted), record(2, "role.assign", mallory, ann, granted),
                record(
                    3, "role.assign", mallory, party("user", "u-b", "bob"), outcome: "refused", [("resource", role)]),
                record(4, "user.update", eve, party("user", "u-b", "bob")),
                record(5, "role.revoke", ann, eve, [("resource", role)]),
                record(6, "user.update", party("user", "s-1", "sam"), ann),
                record(7, "user.update", party("user", "s-2", "sam"), ann),
            ]))
        #expect(posted.status < 300, "\(posted.text)")
        let last = try muster.recorder.committedSize() - 1
        #expect(try await muster.send(.get, "/v1/events?limit=1&wait=\(last)").status == 200)
    }

    /// The index of the record with that id.
    private static func index(_ id: String, _ muster: TestServer) async throws -> Int {
        let answer = try await muster.send(.get, "/v1/events?q=id%3A\(id)")
        return try #require(answer.json?["events"]?.arrayValue?.first?["index"]?.intValue)
    }

    @Test(arguments: ["event", "transaction", "actor"]) func thePageSaysWhatTheAPISays(_ kind: String) async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            try await Self.story(muster)
            let grant = try await Self.index("i-1", muster), deed = try await Self.index("i-4", muster)
            let end = try await Self.index("i-5", muster)
            let asked =
                ["event": "event=\(grant)", "transaction": "transaction=tx-9", "actor": "actor=mallory"][kind] ?? ""
            let answer = try #require(try await muster.send(.get, "/v1/impact?\(asked)").json)
            let browser = Browser(muster: muster)
            _ = try await browser.signIn(muster.token)
            let page = try await browser.get("/console/impact?\(asked)&since=&until=")
            #expect(page.status == 200)
            for (term, member) in [("Gained", "gained"), ("Lost", "lost"), ("Touched", "touched")] {
                let count = answer[member]?.arrayValue?.count ?? -1
                #expect(page.text.contains("<dt>\(term)</dt><dd>\(count)</dd>"), "\(member) \(count)")
            }
            #expect(page.text.contains("<dt>Refused or failed</dt><dd>\(kind == "actor" ? 1 : 0)</dd>"))
            // Every line leads to its record and to whom it is about; what eve did leads there, too.
            #expect(page.text.contains("href=\"/console/who/user%3Au-e?namespace=hr\""))
            #expect(page.text.contains("href=\"/console/who/role%3Ar-1?namespace=hr\""))
            #expect(page.text.contains("href=\"/console/events/\(grant)\""))
            #expect(page.text.contains("href=\"/console/events/\(end)\""), "the record that ended it")
            #expect(page.text.contains("href=\"/console/events/\(deed)\""), "the deed")
            #expect(page.text.contains("badge good\">still held") == (kind != "event"), "ann has it still")
        }
    }

    @Test func whatCannotBeAnsweredIsToldInTheForm() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            try await Self.story(muster)
            let browser = Browser(muster: muster)
            _ = try await browser.signIn(muster.token)
            let empty = try await browser.get("/console/impact")
            #expect(empty.status == 200 && !empty.text.contains("role=\"alert\""))
            for (query, status, said) in [
                ("event=99999", 404, "no such entry"), ("actor=nobody-at-all", 404, "No entry of this log"),
                ("event=1&actor=eve", 400, "one of the three"), ("since=2026-01-01", 400, "one of the three"),
                ("event=x", 400, "whole number"), ("actor=eve&until=tomorow", 400, "expected a date"),
            ] {
                let page = try await browser.get("/console/impact?\(query)")
                #expect(page.status == status && page.text.contains(said), "\(query): \(page.status)")
                #expect(
                    page.text.contains("aria-invalid=\"true\"") && page.text.contains("aria-label=\"Main\""), "\(query)"
                )
            }
            #expect(try await browser.get("/console/impact?nonsense=1").status == 400)
            let several = try await browser.get("/console/impact?actor=sam&since=2020-01-01")
            #expect(several.status == 409)
            let ways = several.text.matches(of: #/href="(/console/impact\?actor=[^"&]*&amp;since=2020-01-01)"/#).map {
                String($0.1).replacing("&amp;", with: "&")
            }
            #expect(ways.count == 2)
            for way in ways { #expect(try await browser.get(way).status == 200) }
            let refused = try await Self.index("i-3", muster)
            let none = try await browser.get("/console/impact?event=\(refused)")
            #expect(none.text.contains("None of these came to pass"))
        }
    }

    @Test func recordsAndPeopleLeadToIt() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            try await Self.story(muster)
            let browser = Browser(muster: muster)
            _ = try await browser.signIn(muster.token)
            let grant = try await Self.index("i-1", muster)
            let record = try await browser.get("/console/events/\(grant)")
            let ways = record.text.matches(of: #/href="(/console/impact\?[^"]*)"/#).map { String($0.1) }
            #expect(
                ways == [
                    "/console/impact?event=\(grant)", "/console/impact?transaction=tx-9",
                    "/console/impact?actor=user%3Au-m&amp;namespace=hr",
                ])
            for way in ways { #expect(try await browser.get(way.replacing("&amp;", with: "&")).status == 200) }
            let person = try await browser.get("/console/who/user%3Au-m?namespace=hr")
            #expect(person.text.contains("href=\"/console/impact?actor="))
            let role = try await browser.get("/console/who/role%3Ar-1?namespace=hr")
            #expect(role.status == 200 && !role.text.contains("/console/impact?actor="), "a role does nothing")
        }
    }
}
