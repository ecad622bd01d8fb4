import JSON
import MusterServer
import Testing

/// `GET /v1/events/tail`, over a real connection.
@Suite struct AskTailTests {
    /// Posts a record over a connection of its own; answers its index.
    private static func post(_ number: Int, to server: LiveServer) async throws -> UInt64 {
        let body =
            #"{"id":"t-\#(number)","action":"user.update","source":"tail","subject":{"type":"user","id":"u-\#(number % 2)"}}"#
        let connection = try RawConnection(port: server.port)
        await connection.send(
            "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(server.token)\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let answer = await connection.receiveAll()
        let digits = try #require(answer.firstRange(of: "\"index\":")).upperBound
        return try #require(UInt64(answer[digits...].prefix { $0.isNumber }))
    }

    private static func tail(
        _ query: String, of server: LiveServer, last: UInt64? = nil, token: String? = nil
    ) async throws -> RawConnection {
        let connection = try RawConnection(port: server.port)
        let resumed = last.map { "Last-Event-ID: \($0)\r\n" } ?? ""
        await connection.send(
            "GET /v1/events/tail?\(query) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token ?? server.token)\r\n\(resumed)\r\n"
        )
        return connection
    }

    /// The ids of messages with data, until so many came.
    private static func ids(_ connection: RawConnection, _ count: Int) async -> [UInt64] {
        var text = ""
        while true {
            let lines = text.split(whereSeparator: \.isNewline)
            let ids = zip(lines, lines.dropFirst()).filter { $1.hasPrefix("data: ") }.compactMap {
                UInt64($0.0.dropFirst(4))
            }
            if ids.count >= count { return ids }
            let piece = await connection.receiveSome()
            if piece.isEmpty { return ids }
            text += piece
        }
    }

    @Test(.timeLimit(.minutes(5))) func aTailIsResumedWithoutGapsOrRepeats() async throws {
        try await LiveServer.with(try TemporaryFolder()) { server in
            var posted: [UInt64] = []
            for number in 0..<10 { posted.append(try await Self.post(number, to: server)) }
            let all = try await Self.tail("q=source%3Atail&from=0", of: server)
            #expect(await Self.ids(all, 10) == posted)
            for number in 10..<14 { posted.append(try await Self.post(number, to: server)) }
            #expect(await Self.ids(all, 4) == Array(posted[10...]))
            let resumed = try await Self.tail("q=source%3Atail&from=0", of: server, last: posted[3])
            #expect(await Self.ids(resumed, 10) == Array(posted[4...]))
            let even = try await Self.tail("q=subject%3Au-0&from=\(posted[6])", of: server)
            #expect(await Self.ids(even, 4) == [posted[6], posted[8], posted[10], posted[12]])
            let new = try await Self.tail("source=tail", of: server)
            #expect((await new.receiveSome()).contains("text/event-stream"))
            let next = try await Self.post(20, to: server)
            #expect(await Self.ids(new, 1) == [next])
        }
    }

    /// Who waits for an index that is far off would miss all that comes until then, and is told so.
    @Test(.timeLimit(.minutes(5))) func whatIsBeyondTheLogIsRefused() async throws {
        try await LiveServer.with(try TemporaryFolder()) { server in
            let last = try await Self.post(0, to: server)
            let size = last + 1
            // Before the next comes, and behind the last that there is.
            let next = try await Self.tail("from=\(size)", of: server)
            let behind = try await Self.tail("", of: server, last: last)
            for tail in [next, behind] { #expect((await tail.receiveSome()).contains("text/event-stream")) }
            let posted = try await Self.post(1, to: server)
            #expect(posted == size)
            for tail in [next, behind] { #expect(await Self.ids(tail, 1) == [size]) }
            for index in [size + 2, size + 1_000_000, UInt64.max - 1] {
                let from = await (try Self.tail("from=\(index)", of: server)).receiveSome()
                #expect(from.hasPrefix("HTTP/1.1 400") && from.contains("The log has \(size + 1) entries"), "\(from)")
                let resumed = await (try Self.tail("from=0", of: server, last: index - 1)).receiveSome()
                #expect(
                    resumed.hasPrefix("HTTP/1.1 400") && resumed.contains("The log has \(size + 1) entries"),
                    "\(resumed)")
                #expect(resumed.contains("Last-Event-ID"))
            }
        }
    }

    @Test(.timeLimit(.minutes(5))) func aStoppingServerEndsItsTails() async throws {
        let connection = try await LiveServer.with(try TemporaryFolder()) { server in
            let connection = try await Self.tail("from=0", of: server)
            _ = await connection.receiveSome()
            return connection
        }
        // The server has stopped by now, which it does not before its answers have ended.
        let rest = await connection.receiveAll()
        #expect(rest.hasSuffix("0\r\n\r\n"), "the answer has its end")
    }

    /// A token has a quarter of the places; what a client that went had is given back.
    @Test(.timeLimit(.minutes(10))) func tailsAreSharedAndGivenBack() async throws {
        try await LiveServer.with(try TemporaryFolder()) { server in
            let share = StreamRoom.mostTails / 4
            var open: [RawConnection] = []
            for _ in 0..<share {
                let connection = try await Self.tail("from=0", of: server)
                #expect((await connection.receiveSome()).hasPrefix("HTTP/1.1 200"))
                open.append(connection)
            }
            let refused = await (try Self.tail("from=0", of: server)).receiveSome()
            #expect(refused.hasPrefix("HTTP/1.1 429") && refused.contains("Retry-After: 5"), "\(refused)")
            let other = try await server.makeToken("other", [.read])
            let welcome = try await Self.tail("from=0", of: server, token: other)
            #expect((await welcome.receiveSome()).hasPrefix("HTTP/1.1 200"))
            open.removeAll()
            var answer = ""
            for _ in 0..<100 where !answer.hasPrefix("HTTP/1.1 200") {
                try await Task.sleep(for: .milliseconds(50))
                answer = await (try Self.tail("from=0", of: server)).receiveSome()
            }
            #expect(answer.hasPrefix("HTTP/1.1 200"), "a client that went has given its place back")
        }
    }

    @Test(.timeLimit(.minutes(5))) func malformedTailsAreRefused() async throws {
        try await LiveServer.with(try TemporaryFolder()) { server in
            for query in ["from=x", "q=zzz%3Aa", "limit=3", "action=grou"] {
                #expect((await (try Self.tail(query, of: server)).receiveSome()).hasPrefix("HTTP/1.1 400"), "\(query)")
            }
            let connection = try RawConnection(port: server.port)
            await connection.send(
                "GET /v1/events/tail HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(server.token)\r\nLast-Event-ID: -1\r\n\r\n"
            )
            #expect((await connection.receiveSome()).hasPrefix("HTTP/1.1 400"))
        }
    }
}
