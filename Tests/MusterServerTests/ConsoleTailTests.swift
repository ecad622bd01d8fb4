import JSON
import MusterServer
import Testing

/// `/console/tail` over real connections: what a page may follow, and when that ends.
@Suite struct ConsoleTailTests {
    /// Signs in with a token; answers the cookie's field and the token of the form that signs out.
    private static func signIn(_ server: LiveServer, token: String? = nil) async throws -> (
        cookie: String, form: String
    ) {
        let page = try await text("GET /console/sign-in HTTP/1.1", server)
        let form = try #require(page.firstMatch(of: #/name="form" value="([^"]*)"/#)).1
        let cookie = try #require(page.firstMatch(of: #/muster-form=[^;]*/#)).0
        let answer = try await post(
            "/console/session", "form=\(form)&token=\(token ?? server.token)", cookie: String(cookie), server)
        let session = String(try #require(answer.firstMatch(of: #/muster-session=[^;]*/#)).0)
        let log = try await text("GET /console/log HTTP/1.1\r\nCookie: \(session)", server)
        return (session, String(try #require(log.firstMatch(of: #/name="form" value="([^"]*)"/#)).1))
    }

    private static func post(
        _ path: String, _ body: String, cookie: String, _ server: LiveServer
    ) async throws -> String {
        try await text(
            "POST \(path) HTTP/1.1\r\nCookie: \(cookie)\r\nSec-Fetch-Site: same-origin\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)", server,
            body: body)
    }

    private static func text(_ head: String, _ server: LiveServer, body: String = "") async throws -> String {
        let connection = try RawConnection(port: server.port)
        await connection.send("\(head)\r\nHost: x\r\nConnection: close\r\n\r\n\(body)")
        return await connection.receiveAll()
    }

    private static func follow(
        _ query: String, _ server: LiveServer, cookie: String? = nil, _ fields: [String] = []
    ) async throws -> RawConnection {
        let connection = try RawConnection(port: server.port)
        let all =
            ["GET /console/tail?\(query) HTTP/1.1", "Host: x"] + (cookie.map { ["Cookie: \($0)"] } ?? []) + fields
        await connection.send(all.joined(separator: "\r\n") + "\r\n\r\n")
        return connection
    }

    private static func append(_ number: Int, _ server: LiveServer) async throws {
        let body =
            #"{"id":"t-\#(number)","action":"user.update","source":"live","reason":"secret-\#(number)","subject":{"type":"user","#
            + #""id":"u-1","name":"<b>eve"},"changes":[{"path":"title","before":"a","after":"hidden-\#(number)"}]}"#
        let answer = try await text(
            "POST /v1/events HTTP/1.1\r\nAuthorization: Bearer \(server.token)\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)", server, body: body)
        #expect(answer.hasPrefix("HTTP/1.1 201"), "\(answer)")
    }

    /// What comes until it holds the text, or the connection ends.
    private static func read(_ connection: RawConnection, until wanted: String) async -> String {
        var text = ""
        while !text.contains(wanted) {
            let piece = await connection.receiveSome()
            if piece.isEmpty { return text }
            text += piece
        }
        return text
    }

    @Test(.timeLimit(.minutes(5))) func aSearchIsFollowedAndResumed() async throws {
        try await LiveServer.with(try TemporaryFolder()) { server in
            let (cookie, _) = try await Self.signIn(server)
            let tail = try await Self.follow("q=source%3Alive&outcome=success&from=0", server, cookie: cookie)
            for number in 0..<3 { try await Self.append(number, server) }
            var seen = ""
            while seen.ranges(of: "\ndata: ").count < 3 { seen += await tail.receiveSome() }
            #expect(seen.contains("text/event-stream") && seen.contains("Content-Security-Policy"))
            let messages = seen.matches(of: #/id: (\d+)\r?\ndata: (.*)\n/#).map { (UInt64($0.1) ?? 0, String($0.2)) }
            #expect(messages.count == 3)
            let row = try JSONValue(parsing: try #require(messages.first).1)
            #expect(row["subject"]?["called"]?.stringValue == "<b>eve")
            #expect(row["subject"]?["path"]?.stringValue?.hasPrefix("/console/who/user%3Au-1") == true)
            #expect(row["action"]?.stringValue == "user.update" && row["changed"]?.stringValue == "title")
            // A row shows neither values nor reasons, and no more is sent.
            #expect(!seen.contains("secret-") && !seen.contains("hidden-"))
            let resumed = try await Self.follow(
                "q=source%3Alive&from=0", server, cookie: cookie, ["Last-Event-ID: \(messages[0].0)"])
            let rest = await Self.read(resumed, until: "id: \(messages[2].0)\n")
            #expect(!rest.contains("id: \(messages[0].0)\n") && rest.contains("id: \(messages[1].0)\n"))
        }
    }

    @Test(.timeLimit(.minutes(5))) func onlyPagesOfThisServerFollow() async throws {
        try await LiveServer.with(try TemporaryFolder()) { server in
            let (cookie, _) = try await Self.signIn(server)
            func status(_ cookie: String?, _ fields: [String], _ query: String = "from=0") async throws -> String {
                let answer = await (try Self.follow(query, server, cookie: cookie, fields)).receiveSome()
                return String(
                    answer.prefix { $0 != "\r" }.suffix(from: answer.firstIndex(of: " ") ?? answer.startIndex))
            }
            #expect(try await status(nil, []).hasPrefix(" 401"))
            #expect(try await status(nil, ["Authorization: Bearer \(server.token)"]).hasPrefix(" 401"))
            #expect(try await status("muster-session=\(String(repeating: "A", count: 43))", []).hasPrefix(" 401"))
            for site in ["cross-site", "same-site", "none"] {
                #expect(try await status(cookie, ["Sec-Fetch-Site: \(site)"]).hasPrefix(" 403"), "\(site)")
            }
            #expect(try await status(cookie, ["Origin: https://elsewhere.example"]).hasPrefix(" 403"))
            for fields in [["Sec-Fetch-Site: same-origin"], ["Origin: http://x"], []] {
                #expect(try await status(cookie, fields).hasPrefix(" 200"), "\(fields)")
            }
            for query in ["from=x", "q=zzz%3Aa", "limit=3", "order=oldest", "since=never", "outcome=good"] {
                #expect(try await status(cookie, [], query).hasPrefix(" 400"), "\(query)")
            }
            #expect(try await status(cookie, ["Last-Event-ID: -1"]).hasPrefix(" 400"))
            #expect(try await status(cookie, ["Last-Event-ID: 999999"]).hasPrefix(" 400"))
            #expect(try await status(cookie, [], "from=999999").hasPrefix(" 400"))
            let plain = try await Self.text("GET /v1/events/tail HTTP/1.1\r\nCookie: \(cookie)", server)
            #expect(plain.hasPrefix("HTTP/1.1 401"), "the API's own tail takes no session")
            let metrics = try await Self.text("GET /metrics HTTP/1.1", server)
            #expect(metrics.contains(#"muster_refusals_total{reason="foreign-stream"} 4"#), "\(metrics)")
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [false, true]) func itEndsWithTheSession(isRevoked: Bool) async throws {
        try await LiveServer.with(try TemporaryFolder()) { server in
            let reader = try await server.makeToken("reader", [.read])
            let (cookie, form) = try await Self.signIn(server, token: reader)
            let tail = try await Self.follow("q=source%3Alive&from=0", server, cookie: cookie)
            _ = await Self.read(tail, until: "retry: 2000")
            if isRevoked {
                let answer = try await Self.text(
                    "DELETE /v1/tokens/reader HTTP/1.1\r\nAuthorization: Bearer \(server.token)", server)
                #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
            } else {
                let answer = try await Self.post("/console/sign-out", "form=\(form)", cookie: cookie, server)
                #expect(answer.hasPrefix("HTTP/1.1 303"), "\(answer)")
            }
            try await Self.append(1, server)
            let rest = await Self.read(tail, until: "0\r\n\r\n")
            #expect(rest.contains("event: end\ndata: {}") && !rest.contains("user.update"), "\(rest)")
            let again = await (try Self.follow("from=0", server, cookie: cookie)).receiveSome()
            #expect(again.hasPrefix("HTTP/1.1 401"))
        }
    }

    /// Streams of pages and of the API share a token's places, however many sessions it has.
    @Test(.timeLimit(.minutes(10))) func placesAreSharedWithTheAPI() async throws {
        try await LiveServer.with(try TemporaryFolder()) { server in
            let share = StreamRoom.mostTails / 4
            let cookies = [try await Self.signIn(server).cookie, try await Self.signIn(server).cookie]
            var open: [RawConnection] = []
            for number in 0..<share {
                let connection =
                    number % 2 == 0
                    ? try await server.ask("/v1/events/tail?from=0")
                    : try await Self.follow("from=0", server, cookie: cookies[number % 4 / 2])
                #expect((await connection.receiveSome()).hasPrefix("HTTP/1.1 200"), "\(number)")
                open.append(connection)
            }
            let refused = await (try Self.follow("from=0", server, cookie: cookies[0])).receiveSome()
            #expect(refused.hasPrefix("HTTP/1.1 429") && refused.contains("Retry-After: 5"), "\(refused)")
            open.removeAll()
        }
    }
}
