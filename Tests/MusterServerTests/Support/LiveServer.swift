import Foundation
import Logging
import MusterServer
import Recorder
import ServiceLifecycle
import Synchronization

/// A server in this process that listens on a free port of the loopback.
struct LiveServer: Sendable {
    let port: Int
    let server: Server
    let token: String
    let group: ServiceGroup

    /// Creates a token and gives its value.
    func makeToken(_ name: String, _ scopes: Set<Scope>) async throws -> String {
        let caller = Caller(token: "test", canAttest: false, address: nil, agent: nil, request: name)
        return try await server.administration.createToken(name, scopes: scopes, log: "main", by: caller).value
    }

    /// A connection on which a question was asked.
    func ask(_ path: String, token: String? = nil, more: String = "") async throws -> RawConnection {
        let connection = try RawConnection(port: port)
        await connection.send(
            "GET \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token ?? self.token)\r\n\(more)\r\n")
        return connection
    }

    /// Runs `body` beside the server, then has the server drain and stop.
    static func with<Value: Sendable>(
        _ folder: TemporaryFolder, configure: (inout Configuration) -> Void = { _ in },
        _ body: @escaping @Sendable (LiveServer) async throws -> Value
    ) async throws -> Value {
        var configuration = Configuration()
        configuration.data = folder.path + "/data"
        configuration.listen.port = 0
        configuration.publicationInterval = .milliseconds(20)
        configuration.reading.record = false
        configure(&configuration)
        var logger = Logger(label: "live")
        logger.logLevel = .critical
        let (ports, found) = AsyncStream<Int>.makeStream()
        let server = try await Server(
            configuration: configuration, logger: logger, certificateInterval: .milliseconds(100)
        ) { found.yield($0) }
        let token = try String(contentsOfFile: server.data.bootstrapTokenFile, encoding: .utf8)
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { found.finish() }
                try await group.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                try await tasks.waitForAll()
                throw CancellationError()
            }
            let live = LiveServer(
                port: port, server: server, token: token.trimmingCharacters(in: .whitespacesAndNewlines), group: group)
            do {
                try await server.waitUntilAsked()
                let value = try await body(live)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return value
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
    }
}
