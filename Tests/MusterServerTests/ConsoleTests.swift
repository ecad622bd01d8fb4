import Foundation
import HTTPTypes
import JSON
import MusterServer
import Recorder
import Records
import Synchronization
import Testing
import TransparencyLog

/// The console as a browser meets it: signing in and out, what pages say to browsers, and whose names they show.
struct ConsoleTests {
    private static let policy = HTTPField.Name("Content-Security-Policy")!

    @Test func aTokenSignsInAndOut() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let browser = Browser(muster: muster)
            let first = try await browser.get("/console?q=x")
            #expect(first.status == 303)
            #expect(first.headers[.location] == "/console/sign-in?next=%2Fconsole%3Fq%3Dx")
            let answer = try await browser.signIn(muster.token, next: "/console?q=x")
            #expect(answer.status == 303 && answer.headers[.location] == "/console?q=x")
            let cookie = try #require(answer.headers[values: .setCookie].first { $0.hasPrefix("muster-session=") })
            #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Strict"))
            #expect(!answer.text.contains(muster.token))
            let page = try await browser.get("/console")
            #expect(page.status == 200 && page.text.contains("Signed in with token"))
            let kept = browser.cookies
            let out = try await browser.post("/console/sign-out", ["form": Browser.form(page)])
            #expect(out.status == 303 && browser.cookies["muster-session"] == nil)
            browser.cookies = kept
            #expect(try await browser.get("/console").status == 303)
        }
    }

    @Test func cookiesAreSecureWhereTheServerIsReachedByHTTPS() async throws {
        try await TestServer.with(try TemporaryFolder(), configure: { $0.publicURL = "https://muster.example" }) {
            muster in
            let page = try await muster.send(.get, "/console/sign-in", token: .some(nil))
            let cookie = try #require(page.headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-muster-form=") && cookie.hasSuffix("; Secure"))
        }
    }

    @Test func wrongTokensAreRefusedAndCounted() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let browser = Browser(muster: muster)
            let wrong = try await browser.signIn("muster_wrong")
            #expect(wrong.status == 401 && wrong.text.contains("Not signed in") && !wrong.text.contains("muster_wrong"))
            let writer = try await muster.makeToken("writer", ["write"])
            let lacking = try await browser.signIn(writer)
            #expect(lacking.status == 403 && lacking.text.contains("scope read"))
            #expect(browser.cookies["muster-session"] == nil)
            #expect(try muster.lastRecord().outcome == .refused)
            let metrics = try await muster.send(.get, "/metrics", token: .some(nil))
            #expect(metrics.text.contains(#"muster_refusals_total{reason="unknown-token"} 1"#))
        }
    }

    @Test(arguments: ["cross-site", "same-site", "none", nil] as [String?])
    func formsOfOtherSitesAreRefused(site: String?) async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let browser = Browser(muster: muster)
            let form = Browser.form(try await browser.get("/console/sign-in"))
            let answer = try await browser.post(
                "/console/session", ["form": form, "token": muster.token], site: site,
                headers: site == nil ? ["Origin": "https://elsewhere.example"] : [:])
            #expect(answer.status == 403 && browser.cookies["muster-session"] == nil)
        }
    }

    @Test func formsWithoutTheirTokenAreRefused() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let browser = Browser(muster: muster)
            let page = try await browser.get("/console/sign-in")
            #expect(try await browser.post("/console/session", ["token": muster.token]).status == 403)
            let other = String(repeating: "A", count: 43)
            #expect(try await browser.post("/console/session", ["form": other, "token": muster.token]).status == 403)
            // Nor does the token of one browser's form help another.
            let stranger = Browser(muster: muster)
            _ = try await stranger.get("/console/sign-in")
            let stolen = ["form": Browser.form(page), "token": muster.token]
            #expect(try await stranger.post("/console/session", stolen).status == 403)
            _ = try await browser.signIn(muster.token)
            #expect(try await browser.post("/console/sign-out", ["form": other]).status == 403)
            #expect(try await browser.get("/console").status == 200)
        }
    }

    @Test func aRevokedTokenEndsItsSessions() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let reader = try await muster.makeToken("reader", ["read"])
            let browser = Browser(muster: muster)
            _ = try await browser.signIn(reader)
            #expect(try await browser.get("/console").status == 200)
            #expect(try await muster.send(.delete, "/v1/tokens/reader").status == 200)
            #expect(try await browser.get("/console").status == 303)
            #expect(try await browser.get("/logs/main/tile/entries/000.p/1").status == 401)
        }
    }

    @Test func sessionsReadTheLogsFilesAndReceiptsAndWriteNothing() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            #expect(try await muster.post(goodRecord("r-1")).status == 201)
            let browser = Browser(muster: muster)
            _ = try await browser.signIn(muster.token)
            let receipt = try await browser.get("/v1/events/1/receipt")
            #expect(receipt.status == 200)
            let size = try muster.recorder.publishedSize()
            #expect(try await browser.get("/logs/main/tile/entries/000.p/\(size)").status == 200)
            let foreign = try await browser.get("/v1/events/1/receipt", headers: ["Sec-Fetch-Site": "cross-site"])
            #expect(foreign.status == 401)
            #expect(try await browser.get("/v1/reports/coverage?format=html").status == 200)
            #expect(try await browser.get("/v1/events").status == 401)
            let session = "muster-session=\(browser.cookies["muster-session"] ?? "")"
            let post = try await muster.send(
                .post, "/v1/events", json: goodRecord("r-2"), token: .some(nil), headers: ["Cookie": session])
            #expect(post.status == 401)
        }
    }

    @Test func everyAnswerSaysWhatBrowsersMayDo() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let browser = Browser(muster: muster)
            var answers = [
                try await browser.get("/console"), try await browser.get("/console/sign-in"),
                try await browser.get("/console/nowhere"), try await browser.get("/console/assets/console.css"),
                try await browser.post("/console/session", [:], site: "cross-site"),
            ]
            _ = try await browser.signIn(muster.token)
            for path in [
                "", "/log", "/reports", "/access", "/impact", "/events/0", "/events/99999", "/who/nobody", "?cursor=x",
            ] {
                answers.append(try await browser.get("/console\(path)"))
            }
            for answer in answers {
                let policy = try #require(answer.headers[Self.policy])
                for part in [
                    "default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'",
                    "form-action 'self'", "base-uri 'none'",
                ] { #expect(policy.contains(part)) }
                #expect(!policy.contains("unsafe"))
                #expect(answer.headers[HTTPField.Name("Referrer-Policy")!] == "no-referrer")
                #expect(answer.headers[HTTPField.Name("X-Content-Type-Options")!] == "nosniff")
                if answer.headers[.contentType]?.hasPrefix("text/html") ?? false {
                    #expect(answer.headers[.cacheControl] == "no-store")
                    #expect(!answer.text.contains("<style") && !answer.text.contains(" style="))
                    #expect(answer.text.contains("<html lang=\"en\">") && answer.text.contains("href=\"#main\""))
                }
            }
            #expect(answers.suffix(4).map(\.status) == [200, 404, 404, 400])
        }
    }

    @Test func filesHaveTagsAndAreAnsweredOnce() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            for name in ["console.css", "console.js", "live.js", "proof.js", "log.js", "tree.js", "icon.svg"] {
                let answer = try await muster.send(.get, "/console/assets/\(name)", token: .some(nil))
                #expect(answer.status == 200 && !answer.bytes.isEmpty)
                let tag = try #require(answer.headers[.eTag])
                let again = try await muster.send(
                    .get, "/console/assets/\(name)", token: .some(nil), headers: ["If-None-Match": tag])
                #expect(again.status == 304 && again.bytes.isEmpty)
            }
        }
    }

    @Test func hostileNamesAreTextEverywhere() async throws {
        let evil = #"<script>alert(1)</script>"'&<img src=x onerror=alert(2)>"#
        try await TestServer.with(try TemporaryFolder()) { muster in
            let party = { (type: String) -> JSONValue in
                [
                    "type": .string(type), "id": .string("\(type)-\(evil)"), "name": .string(evil),
                    "externalId": .string(evil),
                ]
            }
            let record: JSONValue = [
                "id": .string(evil), "action": "group.member.add", "subject": party("user"), "resource": party("group"),
                "reason": .string(evil), "source": .string(evil), "transaction": .string(evil),
                "changes": [
                    ["path": .string("x.\(evil)"), "before": [.string(evil)], "after": ["k\(evil)": .string(evil)]]
                ],
            ]
            let posted = try await muster.post(record)
            #expect(posted.status == 201, "\(posted.text)")
            let index = try muster.recorder.committedSize() - 1
            #expect(try await muster.send(.get, "/v1/events?wait=\(index)").status == 200)
            let browser = Browser(muster: muster)
            _ = try await browser.signIn(muster.token)
            let escaped = evil.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let paths = [
                "", "?q=alert", "?q=\(escaped)&since=\(escaped)", "?transaction=\(escaped)", "/events/\(index)",
                "/who/\(escaped)", "/who/user%3A\(escaped)", "/access?who=\(escaped)",
                "/access?what=group%3Agroup-\(escaped)", "/impact?event=\(index)", "/impact?actor=\(escaped)",
                "/impact?transaction=\(escaped)", "/impact?since=\(escaped)&event=0",
                "/access?who=user%3Auser-\(escaped)&since=1999-01-01", "/nowhere/\(escaped)", "/log",
            ]
            var shown = 0
            for path in paths {
                let page = try await browser.get("/console\(path)")
                #expect(!page.text.contains("<script>alert") && !page.text.contains("<img"), "\(path)")
                #expect(!page.text.contains("\"'&<"), "\(path)")
                if page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") { shown += 1 }
            }
            #expect(shown >= 8)
        }
    }

    @Test(arguments: [
        ("//elsewhere.example", "/console"), ("https://elsewhere.example", "/console"), ("/v1/tokens", "/console"),
        ("/console/../v1/x", "/console"), ("/console\\x", "/console"), ("/consolex", "/console"),
        ("/console/log", "/console/log"), ("/console?q=a%20b", "/console?q=a%20b"), ("/console/sign-in", "/console"),
    ])
    func signingInLeadsToPagesOfTheConsoleOnly(next: String, target: String) async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let browser = Browser(muster: muster)
            let answer = try await browser.signIn(muster.token, next: next)
            #expect(answer.status == 303 && answer.headers[.location] == target)
        }
    }

    @Test func theSearchSpeaksTheQueryLanguage() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            #expect(try await muster.post(goodRecord("q-1")).status == 201)
            let index = try muster.recorder.committedSize() - 1
            #expect(try await muster.send(.get, "/v1/events?wait=\(index)").status == 200)
            let browser = Browser(muster: muster)
            _ = try await browser.signIn(muster.token)
            let found = try await browser.get("/console?q=subject%3Abjensen+action%3Auser.update")
            #expect(found.status == 200 && found.text.contains(">1 event<"))
            let none = try await browser.get("/console?q=subject%3Abjensen+-action%3Auser.update")
            #expect(none.text.contains("0 events") && none.text.contains("Nothing in the log fits"))
            let wrong = try await browser.get("/console?q=%28subject%3Abjensen")
            #expect(wrong.status == 400 && wrong.text.contains("at character"))
        }
    }

    @Test func whoComesFromElsewhereIsSentOnFromHere() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let page = try await muster.send(
                .get, "/console/log", token: .some(nil), headers: ["Sec-Fetch-Site": "cross-site"])
            #expect(page.status == 200 && page.text.contains(#"content="0;url=/console/log""#))
        }
    }
}

/// Sessions by themselves, with a clock of the test's own.
struct ConsoleSessionTests {
    private final class Clock: Sendable {
        private let now = Mutex(ContinuousClock.now)
        var instant: ContinuousClock.Instant { now.withLock { $0 } }
        func pass(_ duration: Duration) { now.withLock { $0 += duration } }
    }

    private static let token = Hash([UInt8](repeating: 7, count: 32))!
    private static let other = Hash([UInt8](repeating: 8, count: 32))!

    @Test func sessionsEndWhenIdleAndAtTheirLongest() {
        let clock = Clock()
        let sessions = ConsoleSessions(now: { clock.instant })
        let idle = sessions.begin(token: Self.token)
        clock.pass(.seconds(30 * 60))
        #expect(sessions.token(of: idle) == Self.token)
        clock.pass(.seconds(30 * 60 + 1))
        #expect(sessions.token(of: idle) == nil)
        let long = sessions.begin(token: Self.token)
        for _ in 0..<24 {
            clock.pass(.seconds(30 * 60))
            #expect(sessions.token(of: long) == Self.token)
        }
        clock.pass(.seconds(1))
        #expect(sessions.token(of: long) == nil)
        #expect(sessions.count == 0)
    }

    /// What a page follows by itself keeps nobody signed in.
    @Test func lookingAtASessionDoesNotKeepItAlive() {
        let clock = Clock()
        let sessions = ConsoleSessions(now: { clock.instant })
        let id = sessions.begin(token: Self.token)
        for _ in 0..<3 {
            clock.pass(.seconds(10 * 60))
            #expect(sessions.peek(id) == Self.token)
        }
        clock.pass(.seconds(1))
        #expect(sessions.peek(id) == nil && sessions.token(of: id) == nil)
        #expect(sessions.peek("") == nil)
    }

    @Test func sessionsAreBoundedForEachTokenAndInAll() {
        let clock = Clock()
        var limits = ConsoleSessions.Limits()
        (limits.count, limits.countOfToken) = (5, 3)
        let sessions = ConsoleSessions(limits: limits, now: { clock.instant })
        func begin(_ token: Hash) -> String {
            clock.pass(.seconds(1))
            return sessions.begin(token: token)
        }
        let first = (0..<4).map { _ in begin(Self.token) }
        #expect(first.map { sessions.token(of: $0) != nil } == [false, true, true, true])
        let second = (0..<3).map { _ in begin(Self.other) }
        #expect(sessions.count == 5)
        #expect(second.allSatisfy { sessions.token(of: $0) == Self.other })
        sessions.end(second[0])
        #expect(sessions.token(of: second[0]) == nil && sessions.count == 4)
        #expect(sessions.token(of: "") == nil && Set(first + second).count == 7)
    }
}
