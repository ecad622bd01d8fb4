import Evidence
import HTTPTypes
import JSON
import MusterServer
import Recorder
import Testing

/// What the console's pages show of people, reports and searches, and where they lead.
struct ConsolePageTests {
    /// A small story: ann under two ids that are linked, each with a role of its own.
    private static func linked(_ muster: TestServer) async throws {
        let role = { (id: String) -> JSONValue in ["type": "role", "id": .string(id), "name": .string("Role \(id)")] }
        let posted = try await muster.post([
            [
                "id": "l-1", "action": "role.assign", "source": "hr", "transaction": "tx-1",
                "subject": ["type": "user", "id": "a-1", "name": "ann"], "resource": role("r-1"),
            ],
            [
                "id": "l-2", "action": "role.assign", "source": "hr",
                "subject": ["type": "user", "id": "a-2", "name": "ann.b"], "resource": role("r-2"),
            ],
        ])
        #expect(posted.status < 300, "\(posted.text)")
        let token = try await muster.makeToken("linker", ["link"])
        let link = try await muster.send(.post, "/v1/links", json: ["identities": ["ann", "ann.b"]], token: token)
        #expect(link.status == 201, "\(link.text)")
        let last = try muster.recorder.committedSize() - 1
        #expect(try await muster.send(.get, "/v1/events?limit=1&wait=\(last)").status == 200)
    }

    @Test func severalIdentitiesAreTold() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            try await Self.linked(muster)
            let browser = Browser(muster: muster)
            _ = try await browser.signIn(muster.token)
            let who = try await browser.get("/console/who/user%3Aa-1")
            #expect(who.text.contains("One person") && who.text.contains("linked by entry"))
            #expect(who.text.contains(">ann.b<"))
            #expect(who.text.contains("/console?transaction=tx-1") && who.text.contains("/receipt\""))
            let access = try await browser.get("/console/access?who=user%3Aa-1")
            #expect(access.text.contains("linked by entry") && access.text.contains(">Role r-2<"))
            #expect(access.text.ranges(of: "<p class=\"meta\"><span>of ").count == 2, "each line says whose it is")
            let other = try await browser.get("/console/who/role%3Ar-1")
            #expect(!other.text.contains("One person"))
        }
    }

    @Test func reportsHaveFormsAndLeadToRecords() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            try await Self.linked(muster)
            let browser = Browser(muster: muster)
            _ = try await browser.signIn(muster.token)
            let list = try await browser.get("/console/reports")
            for kind in ReportKind.allCases {
                #expect(list.text.contains("/console/reports/\(kind.rawValue)\""))
                let page = try await browser.get("/console/reports/\(kind.rawValue)")
                #expect(page.status == 200, "\(kind)")
                for parameter in kind.parameters { #expect(page.text.contains("name=\"\(parameter.rawValue)\"")) }
            }
            let review = try await browser.get(
                "/console/reports/access-review?resource=role%3Ar-1&at=&zone=Europe%2FBerlin")
            #expect(review.status == 200 && review.text.contains("href=\"/console/events/"))
            #expect(review.text.contains("value=\"role:r-1\""))
            #expect(
                review.text.contains(
                    "/v1/reports/access-review?resource=role%3Ar-1&amp;zone=Europe%2FBerlin&amp;format=csv"))
            let file = try await browser.get("/v1/reports/access-review?resource=role%3Ar-1&format=html")
            #expect(file.status == 200 && !file.text.contains("href="))
            let wrong = try await browser.get("/console/reports/dormant?days=x")
            #expect(wrong.status == 400 && wrong.text.contains("No report:") && wrong.text.contains("aria-invalid"))
            let foreign = try await muster.send(.get, "/v1/reports/dormant?from=2026-01-01")
            #expect(
                foreign.status == 400
                    && foreign.json?["detail"]?.stringValue?.contains("There is no query parameter") == true)
        }
    }

    @Test func whatGoesWrongKeepsTheNavigation() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let browser = Browser(muster: muster)
            #expect(!(try await browser.get("/console/nowhere")).text.contains("aria-label=\"Main\""))
            _ = try await browser.signIn(muster.token)
            for path in ["/console/nowhere", "/console/events/99999", "/console/who/nobody", "/console?cursor=x"] {
                let page = try await browser.get(path)
                #expect(page.status >= 400 && page.text.contains("aria-label=\"Main\""), "\(path)")
            }
            // The form that signs out is good there, too.
            let page = try await browser.get("/console/nowhere")
            #expect(try await browser.post("/console/sign-out", ["form": Browser.form(page)]).status == 303)
        }
    }

    @Test func aSearchIsExportedAsItStands() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            try await Self.linked(muster)
            let browser = Browser(muster: muster)
            _ = try await browser.signIn(muster.token)
            let page = try await browser.get("/console?q=action%3Arole.assign&since=2020-01-01")
            #expect(page.text.contains("<a href=\"/console?q=action%3Arole.assign&amp;since="), "bars are links")
            let path = try #require(page.text.firstMatch(of: #/href="(/v1/export[^"]*format=ndjson)"/#)).1
            let file = try await browser.get(String(path).replacing("&amp;", with: "&"))
            #expect(file.status == 200 && file.lines.count == 4, "\(file.text)")
            let foreign = try await browser.get(String(path), headers: ["Sec-Fetch-Site": "cross-site"])
            #expect(foreign.status == 401)
        }
    }

    /// What came since a page was made is a link away, and may be asked for again and again.
    @Test func whatIsNewerIsALinkAway() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            try await Self.linked(muster)
            let browser = Browser(muster: muster)
            _ = try await browser.signIn(muster.token)
            func way(_ page: Answer, _ pattern: Regex<(Substring, Substring)>) -> String? {
                page.text.firstMatch(of: pattern).map { String($0.1).replacing("&amp;", with: "&") }
            }
            let page = try await browser.get("/console?q=action%3Arole.assign")
            let tail = try #require(way(page, #/data-path="([^"]*)"/#))
            #expect(tail.hasPrefix("/console/tail?q=action%3Arole.assign&from="))
            let newer = try #require(way(page, #/href="([^"]*)" data-live-newer/#))
            let none = try await browser.get(newer)
            #expect(none.status == 200 && none.text.contains("There is no more, up to now."))
            #expect(!none.text.contains("data-live "), "what begins with the oldest is not followed")
            let posted = try await muster.post([
                "id": "l-3", "action": "role.assign", "source": "hr", "subject": ["type": "user", "id": "a-9"],
                "resource": ["type": "role", "id": "r-9"],
            ])
            #expect(posted.status == 201)
            let last = try muster.recorder.committedSize() - 1
            #expect(try await muster.send(.get, "/v1/events?limit=1&wait=\(last)").status == 200)
            let one = try await browser.get(newer)
            #expect(one.text.ranges(of: "data-item").count == 1 && one.text.contains("/console/events/\(last)\""))
            let next = try #require(way(one, #/rel="next" href="([^"]*)"/#))
            #expect(try await browser.get(next).text.contains("There is no more, up to now."))
            let empty = try await browser.get("/console?q=nowhere-to-be-found")
            #expect(try await browser.get(try #require(way(empty, #/href="([^"]*)" data-live-newer/#))).status == 200)
        }
    }
}
