import JSON
import MusterServer
import Recorder
import Testing

/// What becomes of questions whose client goes, takes nothing, or asks for everything.
@Suite(.serialized) struct AskLeavingTests {
    private static let far = "wait=1000000"

    /// Each of these waits ten seconds and is then answered with 504, unless the client goes.
    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            "/v1/events?\(far)", "/v1/events/count?\(far)", "/v1/events/histogram?\(far)",
            "/v1/access?subject=x&\(far)", "/v1/impact?actor=x&\(far)", "/v1/subjects/x?\(far)",
            "/v1/reports/dormant?\(far)", "/v1/export?\(far)", "/v1/events/tail?\(far)",
        ])
    func aQuestionEndsWhenItsClientGoes(_ path: String) async throws {
        try await LiveServer.with(try TemporaryFolder()) { live in
            let questions = try #require(live.server.logs.log(named: "main")).questions
            var connection: RawConnection? = try await live.ask(path)
            for _ in 0..<200 where questions.count == 0 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(questions.count == 1)
            withExtendedLifetime(connection) {}
            connection = nil
            while questions.count > 0 { try await Task.sleep(for: .milliseconds(10)) }
            let metrics = await (try live.ask("/metrics", more: "Connection: close\r\n")).receiveAll()
            for status in [500, 503, 504] { #expect(!metrics.contains("status=\"\(status)\""), "\(metrics)") }
        }
    }

    /// A connection is used for many questions, one after the other.
    @Test(.timeLimit(.minutes(5))) func aConnectionLivesOn() async throws {
        try await LiveServer.with(try TemporaryFolder()) { live in
            let connection = try RawConnection(port: live.port)
            for _ in 0..<3 {
                await connection.send(
                    "GET /v1/events/count HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(live.token)\r\n\r\n")
                #expect((await connection.receiveSome()).hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test(.timeLimit(.minutes(5))) func questionsAtWorkAreBounded() async throws {
        try await LiveServer.with(try TemporaryFolder()) { live in
            let questions = try #require(live.server.logs.log(named: "main")).questions
            var open: [RawConnection] = []
            for _ in 0..<questions.share { open.append(try await live.ask("/v1/events?\(Self.far)")) }
            for _ in 0..<500 where questions.count < questions.share { try await Task.sleep(for: .milliseconds(10)) }
            #expect((await (try live.ask("/v1/events")).receiveSome()).hasPrefix("HTTP/1.1 429"))
            let other = try await live.makeToken("other", [.read])
            #expect((await (try live.ask("/v1/events", token: other)).receiveSome()).hasPrefix("HTTP/1.1 200"))
            open.removeAll()
        }
    }

    /// Two of the eight exports are one token's; who takes nothing of theirs is cut off, and its place is free again.
    @Test(.timeLimit(.minutes(5))) func anExportThatNobodyTakesIsCutOff() async throws {
        try await LiveServer.with(
            try TemporaryFolder(), configure: { $0.timeouts.reading = .seconds(2) }
        ) { live in
            let big = String(repeating: "x", count: 40_000)
            let records = (0..<300).map { number in
                #"{"id":"b-\#(number)","action":"user.update","source":"big","subject":{"type":"user","id":"u"},"#
                    + #""extra":{"text":"\#(big)"}}"#
            }
            let body = "[\(records.joined(separator: ","))]"
            let connection = try RawConnection(port: live.port)
            await connection.send(
                "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(live.token)\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            let posted = await connection.receiveAll()
            #expect(posted.hasPrefix("HTTP/1.1 20"), "\(posted.prefix(500))")
            let last = try #require(live.server.logs.log(named: "main")).recorder.committedSize() - 1
            #expect((await (try live.ask("/v1/events/count?wait=\(last)")).receiveSome()).hasPrefix("HTTP/1.1 200"))
            var open: [RawConnection] = []
            for _ in 0..<2 {
                let connection = try await live.ask("/v1/export?source=big")
                #expect((await connection.receiveSome()).hasPrefix("HTTP/1.1 200"))
                open.append(connection)
            }
            #expect((await (try live.ask("/v1/export?source=big")).receiveSome()).hasPrefix("HTTP/1.1 429"))
            let other = try await live.makeToken("other", [.read])
            #expect(
                (await (try live.ask("/v1/export?source=none", token: other)).receiveSome()).hasPrefix("HTTP/1.1 200"))
            var answer = ""
            let start = ContinuousClock.now
            while !answer.hasPrefix("HTTP/1.1 200"), ContinuousClock.now - start < .seconds(20) {
                try await Task.sleep(for: .milliseconds(200))
                answer = await (try live.ask("/v1/export?source=none")).receiveSome()
            }
            #expect(answer.hasPrefix("HTTP/1.1 200"), "the places were not given back")
            withExtendedLifetime(open) {}
        }
    }
}
