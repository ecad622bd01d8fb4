import Foundation
import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import ServiceLifecycle
import Testing

@Suite(.serialized) struct ConnectionTests {
    private static func head(_ live: LiveServer, length: Int? = nil, more: String = "") -> String {
        let framing = length.map { "Content-Length: \($0)" } ?? "Transfer-Encoding: chunked"
        return "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(live.token)\r\n"
            + "Content-Type: application/json\r\n\(framing)\r\n\(more)\r\n"
    }

    @Test func slowBodiesAreCutOffWithAnAnswer() async throws {
        let folder = try TemporaryFolder()
        try await LiveServer.with(folder, configure: { $0.timeouts.body = .seconds(1) }) { live in
            let connection = try RawConnection(port: live.port)
            await connection.send(Self.head(live, length: 1000) + "{")
            let start = ContinuousClock.now
            let answer = await connection.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 408"), "\(answer)")
            #expect(answer.contains("slow-client"))
            #expect(ContinuousClock.now - start < .seconds(15))
        }
    }

    /// A stall is a stall, however much came before it, in a line of a stream that was too long already too.
    @Test(arguments: ["a stream's line that is too long", "a body within its limit"])
    func aStallAfterMuchIsCutOff(_ kind: String) async throws {
        let folder = try TemporaryFolder()
        try await LiveServer.with(folder, configure: { $0.timeouts.body = .seconds(1) }) { live in
            let connection = try RawConnection(port: live.port)
            let isStream = kind.hasPrefix("a stream")
            var head = Self.head(live, length: 8 << 20)
            if isStream { head = head.replacing("application/json", with: "application/x-ndjson") }
            await connection.send(head)
            await connection.send([UInt8](repeating: UInt8(ascii: "x"), count: 3 << 20))
            let start = ContinuousClock.now
            let answer = await connection.receiveAll()
            #expect(answer.hasPrefix(isStream ? "HTTP/1.1 200" : "HTTP/1.1 408"), "\(answer)")
            #expect(answer.contains("slow-client"), "\(answer)")
            #expect(!isStream || answer.hasSuffix("0\r\n\r\n"), "\(answer)")
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    /// RFC 9112 section 9.3: it knows nothing of persistent connections, whatever else it says.
    @Test(arguments: ["", "Connection: keep-alive\r\n"])
    func aClientOfHTTP10SeesWhereItsAnswerEnds(_ field: String) async throws {
        let folder = try TemporaryFolder()
        try await LiveServer.with(folder) { live in
            let connection = try RawConnection(port: live.port)
            let start = ContinuousClock.now
            await connection.send("GET /healthz HTTP/1.0\r\n\(field)\r\n")
            let answer = await connection.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    @Test func slowHeadersAreCutOff() async throws {
        let folder = try TemporaryFolder()
        try await LiveServer.with(folder, configure: { $0.timeouts.idle = .seconds(1) }) { live in
            let connection = try RawConnection(port: live.port)
            await connection.send("GET /healthz HTTP/1.1\r\nHost")
            let start = ContinuousClock.now
            #expect(await connection.receiveAll().isEmpty)
            #expect(ContinuousClock.now - start < .seconds(15))
            let other = try RawConnection(port: live.port)
            await other.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(await other.receiveAll().hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func aGigabyteIsRefusedUnread() async throws {
        let folder = try TemporaryFolder()
        try await LiveServer.with(folder) { live in
            let connection = try RawConnection(port: live.port)
            await connection.send(Self.head(live, length: 1 << 30) + "[")
            let answer = await connection.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 413") && answer.contains("limits.body"), "\(answer)")
        }
    }

    @Test func aStreamedGigabyteIsRefusedAtTheLimit() async throws {
        let folder = try TemporaryFolder()
        try await LiveServer.with(folder, configure: { $0.limits.body = 1 << 20 }) { live in
            let connection = try RawConnection(port: live.port)
            await connection.send(Self.head(live))
            let chunk = "10000\r\n" + String(repeating: " ", count: 0x10000) + "\r\n"
            var sent = 0
            async let answer = connection.receiveAll()
            while sent < 16_384, await connection.send(chunk) { sent += 1 }
            #expect(await answer.hasPrefix("HTTP/1.1 413"))
            #expect(sent < 16_384)
        }
    }

    @Test func expectContinueIsAnswered() async throws {
        let folder = try TemporaryFolder()
        try await LiveServer.with(folder) { live in
            let connection = try RawConnection(port: live.port)
            let body = goodRecord("c-1").text
            await connection.send(
                Self.head(live, length: body.utf8.count, more: "Expect: 100-continue\r\nConnection: close\r\n"))
            #expect(await connection.receiveSome().hasPrefix("HTTP/1.1 100"))
            await connection.send(body)
            #expect(await connection.receiveAll().hasPrefix("HTTP/1.1 201"))
        }
    }

    @Test(arguments: [
        "GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST /v1/events HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ])
    func garbageIsRefused(_ text: String) async throws {
        let folder = try TemporaryFolder()
        try await LiveServer.with(folder) { live in
            let connection = try RawConnection(port: live.port)
            await connection.send(text)
            let answer = await connection.receiveAll()
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400") || answer.hasPrefix("HTTP/1.0 400"), "\(answer)")
        }
    }

    @Test func stoppingAnswersWhatIsInProgress() async throws {
        let folder = try TemporaryFolder()
        let index = try await LiveServer.with(folder) { live in
            let connection = try RawConnection(port: live.port)
            let body = goodRecord("d-1").text
            await connection.send(Self.head(live, length: body.utf8.count) + body.prefix(10))
            try await Task.sleep(for: .milliseconds(200))
            await live.group.triggerGracefulShutdown()
            try await Task.sleep(for: .milliseconds(200))
            await connection.send(String(body.dropFirst(10)))
            let answer = await connection.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 201"), "\(answer)")
            return answer.contains("recorded")
        }
        #expect(index)
        try await TestServer.with(folder) { muster in
            let again = try await muster.post(goodRecord("d-1"))
            #expect(again.status == 200)
        }
    }

    @Test func theControlSocketIsTheOperators() async throws {
        let folder = try TemporaryFolder()
        try await LiveServer.with(folder) { live in
            let path = live.server.data.controlSocket
            for _ in 0..<100 where (try? folder.mode(of: "data/control.sock") & 0o777) != 0o600 {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try folder.mode(of: "data/control.sock") & 0o777 == 0o600)
            let connection = try RawConnection(socket: path)
            let body = #"{"name":"by-operator","scopes":["read"]}"#
            await connection.send(
                "POST /v1/tokens?log=main HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
            let answer = await connection.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 201"), "\(answer)")
            let recorder = try #require(live.server.logs.log(named: "main")).recorder
            let last = try recorder.committed(from: recorder.committedSize() - 1, limit: 1).first?.record
            #expect(last?.recordedBy == "local-operator")
        }
    }

    @Test func aPortInUseIsNamed() async throws {
        let (first, second) = (try TemporaryFolder(), try TemporaryFolder())
        try await LiveServer.with(first) { live in
            let error = await #expect(throws: ConfigurationError.self) {
                try await LiveServer.with(second, configure: { $0.listen.port = live.port }) { _ in }
            }
            #expect(error?.description.contains("in use") == true)
        }
    }
}
