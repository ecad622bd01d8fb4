import HTTPTypes
import JSON
import Recorder
import Testing

/// What somebody held, and who held something, in histories, at a door of its own and in the console: page by page.
@Suite struct SpansTests {
    private static let people = 230

    /// A group with many members, of whom the first ten left, and that is in two groups and has a role itself; one of its members
    /// was in sixty more, and is in the first of them only.
    private static func fill(_ server: TestServer) async throws {
        func group(_ number: Int) -> JSONValue { ["type": "group", "id": .string("g-\(number)")] }
        func user(_ number: Int) -> JSONValue { ["type": "user", "id": .string("u-\(number)")] }
        func record(_ action: String, _ subject: JSONValue, _ resource: JSONValue, _ id: String) -> JSONValue {
            [
                "id": .string(id), "action": .string(action), "source": "hr", "subject": subject, "resource": resource,
            ]
        }
        var records = (0..<people).map { record("group.member.add", user($0), group(0), "a\($0)") }
        records += (0..<10).map { record("group.member.remove", user($0), group(0), "b\($0)") }
        records += (1...60).map { record("group.member.add", user(99), group($0), "c\($0)") }
        records += (2...60).map { record("group.member.remove", user(99), group($0), "d\($0)") }
        records.append(record("group.role.assign", group(0), ["type": "role", "id": "r-1"], "e"))
        records.append(record("group.subgroup.add", group(0), group(61), "f"))
        let answer = try await server.post(.array(records))
        try #require(answer.status == 200 || answer.status == 201, "\(answer.text)")
        let last = try server.recorder.committedSize() - 1
        #expect(try await server.send(.get, "/v1/events?limit=1&wait=\(last)").status == 200)
    }

    private static func ids(_ spans: JSONValue?, _ side: String) -> [String] {
        (spans?.arrayValue ?? []).compactMap { $0[side]?["id"]?.stringValue }
    }

    @Test func whatAHistoryLeavesOutIsOnPages() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            try await Self.fill(server)
            let history = try await server.send(.get, "/v1/subjects/group:g-0?limit=1").json
            #expect(history?["spansTotal"] == .int(Self.people))
            let first = Self.ids(history?["spans"], "holder")
            // The newest of those who are in it; those who left come last.
            #expect(first == (0..<200).map { "u-\(Self.people - 1 - $0)" })
            #expect(history?["holdingsTotal"] == 2 && history?["holdingsNext"] == .null)
            #expect(Self.ids(history?["holdings"], "resource") == ["g-61", "r-1"])
            let cursor = try #require(history?["spansNext"]?.stringValue)
            let rest = try await server.send(
                .get, "/v1/subjects/group:g-0/spans?side=holders&limit=25&cursor=\(cursor)"
            ).json
            #expect(rest?["total"] == .int(Self.people) && rest?["side"] == "holders")
            #expect(rest?["subject"]?["id"] == "g-0")
            #expect(
                Self.ids(rest?["spans"], "holder") == (10..<30).reversed().map { "u-\($0)" }
                    + (5..<10).reversed().map { "u-\($0)" })
            let next = try #require(rest?["next"]?.stringValue)
            let last = try await server.send(.get, "/v1/subjects/group:g-0/spans?side=holders&cursor=\(next)").json
            #expect(Self.ids(last?["spans"], "holder") == (0..<5).reversed().map { "u-\($0)" })
            #expect(last?["next"] == .null)

            let person = try await server.send(.get, "/v1/subjects/u-99").json
            #expect(person?["spansTotal"] == 61 && person?["spansNext"] == .null && person?["holdings"] == nil)
            // g-1 is older than many that ended, and stands before them.
            #expect(Self.ids(person?["spans"], "resource").prefix(3) == ["g-1", "g-0", "g-60"])
            let second = try await server.send(.get, "/v1/subjects/u-99?limit=1&cursor=100").json
            #expect(second?["spans"] == nil, "with the first page only")
        }
    }

    @Test func whatIsAskedWronglyIsRefused() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            try await Self.fill(server)
            for (query, field) in [
                ("side=both", "side"), ("limit=0", "limit"), ("limit=20001", "limit"), ("cursor=1", "cursor"),
                ("cursor=1-2-3", "cursor"), ("cursor=1-0", "cursor"), ("at=2026-01-01", "at"), ("type=", "type"),
            ] {
                let answer = try await server.send(.get, "/v1/subjects/u-99/spans?\(query)")
                #expect(answer.status == 400 && answer.field == field, "\(query): \(answer.text)")
            }
            #expect(try await server.send(.get, "/v1/subjects/nobody/spans").status == 404)
            let access = try await server.send(.get, "/v1/access?subject=u-99&cursor=1-2")
            #expect(access.status == 400 && access.field == "cursor")
            // A page behind the end, or of a log that is not so long, has nothing.
            for cursor in ["9999999-9999", "400-9999"] {
                let answer = try await server.send(.get, "/v1/subjects/u-99/spans?cursor=\(cursor)")
                #expect(answer.status == 200 && answer.json?["spans"] == [] && answer.json?["next"] == .null)
            }
        }
    }

    @Test func theConsoleSaysHowManyThereAreAndLeadsToAll() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            try await Self.fill(server)
            let browser = Browser(muster: server)
            _ = try await browser.signIn(server.token)
            let group = try await browser.get("/console/who/group%3Ag-0")
            #expect(group.text.contains("Held directly by") && group.text.contains("50 of \(Self.people)"))
            #expect(group.text.contains("Access held directly") && group.text.contains(">g-61<"))
            let person = try await browser.get("/console/who/user%3Au-99")
            #expect(person.text.contains("50 of 61") && !person.text.contains("Held directly by"))
            let ends = person.text.ranges(of: "data-label=\"Ended\">").map { person.text[$0.upperBound...].prefix(6) }
            #expect(ends.prefix { $0 == "<span " }.count == 2 && ends.dropFirst(2).allSatisfy { $0 == "<a hre" })
            #expect(person.text.contains(">g-1<"))

            var path = try #require(Self.link(in: group.text, containing: "side=holders"))
            var (seen, pages) = (0, 0)
            while true {
                let page = try await browser.get(path)
                #expect(page.status == 200)
                seen += page.text.ranges(of: "data-label=\"Granted\"").count
                pages += 1
                guard let next = Self.link(in: page.text, containing: "cursor=") else { break }
                path = next
            }
            #expect(seen == Self.people && pages == 2)
            let none = try await browser.get("/console/who/user%3Au-99/spans?side=holders")
            #expect(none.status == 200 && none.text.contains("There is nothing of the kind"))
            #expect(try await browser.get("/console/who/user%3Au-99/spans?side=x").status == 400)
            #expect(try await browser.get("/console/who/nobody/spans").status == 404)
        }
    }

    private static func link(in page: String, containing part: String) -> String? {
        page.ranges(of: "href=\"").lazy.map { start in
            String(page[start.upperBound...].prefix { $0 != "\"" }).replacing("&amp;", with: "&")
        }.first { $0.contains(part) }
    }
}
