import Foundation
import Ledger
import Logging
import MusterServer
import ServiceLifecycle
import Testing
import TransparencyLog

/// A plain log's server, spoken to over plain sockets.
@Suite(.serialized) struct TlogTests {
    /// Runs `body` beside a server of its own, then has it drain and stop.
    private func with<Value: Sendable>(
        _ folder: TemporaryFolder, configure: (inout TlogConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (TlogServer, Int) async throws -> Value
    ) async throws -> Value {
        var configuration = TlogConfiguration(directory: folder.path + "/plain", origin: "log.example/plain")
        configuration.listen.port = 0
        configuration.publicationInterval = .milliseconds(5)
        configure(&configuration)
        var logger = Logger(label: "tlog")
        logger.logLevel = .critical
        let (ports, found) = AsyncStream<Int>.makeStream()
        let server = try await TlogServer(configuration: configuration, logger: logger) { found.yield($0) }
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { found.finish() }
                try await group.run()
            }
            guard let port = await ports.first(where: { _ in true }) else { throw CancellationError() }
            let result: Result<Value, any Error>
            do { result = .success(try await body(server, port)) } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try result.get()
        }
    }

    /// Sends text over one connection, closes the sending side's interest with `Connection: close`, and gives all answers.
    private func ask(_ port: Int, _ text: String) async throws -> String {
        let connection = try RawConnection(port: port)
        await connection.send(text)
        return await connection.receiveAll()
    }

    private func add(_ body: String, _ more: String = "") -> String {
        "POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\(more)\r\n\(body)"
    }

    @Test func requestsInOnePacketAreAnsweredInTheirOrder() async throws {
        let folder = try TemporaryFolder()
        try await with(folder) { server, port in
            let many = (0..<50).map { self.add("entry \($0)") }.joined()
            let answers = try await self.ask(port, many + self.add("last", "Connection: close\r\n"))
            let indices = answers.components(separatedBy: "\r\n\r\n").dropFirst().map { $0.prefix { $0.isNumber } }
            #expect(indices == (0...50).map { Substring("\($0)") })
            #expect(server.ledger.committedSize == 51)
            #expect(
                try server.ledger.read(from: 49, limit: 2).map(\.entry) == [Array("entry 49".utf8), Array("last".utf8)])
        }
    }

    @Test func aRequestInPiecesIsOneEntry() async throws {
        let folder = try TemporaryFolder()
        try await with(folder) { server, port in
            let connection = try RawConnection(port: port)
            for piece in Array(self.add("abcdef", "Connection: close\r\n")) {
                await connection.send(String(piece))
            }
            let answer = await connection.receiveAll()
            #expect(answer.hasSuffix("\r\n\r\n0"), "\(answer)")
            #expect(try server.ledger.read(from: 0, limit: 9).map(\.entry) == [Array("abcdef".utf8)])
        }
    }

    @Test func whoWaitsForPermissionToSendGetsIt() async throws {
        let folder = try TemporaryFolder()
        try await with(folder) { _, port in
            let connection = try RawConnection(port: port)
            await connection.send(
                "POST /add HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"
            )
            #expect(await connection.receiveSome().hasPrefix("HTTP/1.1 100"))
            await connection.send("abc")
            let answer = await connection.receiveAll()
            #expect(answer.hasSuffix("\r\n\r\n0"), "\(answer)")
        }
    }

    @Test(arguments: [
        ("POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n\r\n", "413"),
        ("POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", "400"),
        ("POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "400"), ("nonsense\r\n\r\n", "400"),
        ("POST /add?x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\na", "405"),
        ("GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1\r\n\r\n", "431"),
    ]) func badRequestsAreRefused(_ text: String, _ status: String) async throws {
        let folder = try TemporaryFolder()
        try await with(folder) { server, port in
            let answer = try await self.ask(port, text)
            #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(answer.prefix(200))")
            #expect(server.ledger.committedSize == 0)
        }
    }

    /// The refused body that follows a 413 does not become another request.
    @Test func whatFollowsARefusalIsDropped() async throws {
        let folder = try TemporaryFolder()
        try await with(folder) { server, port in
            let body = String(repeating: self.add("inside"), count: 1500)
            let answer = try await self.ask(
                port, "POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)
            #expect(answer.hasPrefix("HTTP/1.1 413") && answer.components(separatedBy: "HTTP/1.1").count == 2)
            #expect(server.ledger.committedSize == 0)
        }
    }

    @Test func aFullQueueSaysWhenToComeBack() async throws {
        let folder = try TemporaryFolder()
        try await with(folder, configure: { $0.queueBytes = 16 }) { server, port in
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await self.ask(port, self.add("more than sixteen bytes", "Connection: close\r\n"))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let busy = answers.filter { $0.hasPrefix("HTTP/1.1 503") }
            #expect(busy.allSatisfy { $0.contains("Retry-After: 1\r\n") })
            #expect(answers.count - busy.count == Int(server.ledger.committedSize))
        }
    }

    @Test func aSecondServerIsRefusedAndTheFirstGoesOn() async throws {
        let folder = try TemporaryFolder()
        try await with(folder) { server, port in
            let error = await #expect(throws: DataDirectoryError.self) {
                try await TlogServer(
                    configuration: TlogConfiguration(directory: folder.path + "/plain", origin: nil),
                    logger: Logger(label: "second"))
            }
            #expect(error?.description.contains("\(ProcessInfo.processInfo.processIdentifier)") == true)
            let answer = try await self.ask(port, self.add("x", "Connection: close\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n0"))
        }
        try await with(folder) { server, _ in #expect(server.ledger.committedSize == 1) }
    }
}
