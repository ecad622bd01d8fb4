import DurableFiles
import Glibc
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore

extension Server {
    /// The doors, for callers that are told apart by `authenticator`.
    func router(_ authenticator: any Authenticator) -> Router<DoorContext> {
        let doors = everyDoor()
        let plain = Router(context: DoorContext.self)
        Doors(router: plain, authenticator: authenticator, logs: logs).hang(doors)
        let router = Router(context: DoorContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: RequestMiddleware())
        router.add(middleware: RequestMetricsMiddleware(metrics: metrics))
        router.add(middleware: ProblemMiddleware(routes: RouteTable(plain)))
        Doors(router: router, authenticator: authenticator, logs: logs).hang(doors)
        return router
    }

    /// What tells callers of the public listener apart.
    package var bearers: any Authenticator { BearerAuthenticator(logs: openLogs, metrics: metrics) }

    /// The public listener.
    func application(
        onRunning: @escaping @Sendable (any Channel) async -> Void
    ) throws -> Application<RouterResponder<DoorContext>> {
        var builder = channel()
        if let certificates { builder = try .tls(builder, tlsConfiguration: certificates.configuration) }
        return Application(
            responder: router(bearers).buildResponder(), server: builder,
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.listen.host, port: configuration.listen.port), backlog: 1024,
                availableConnectionsDelegate: .maximum(configuration.limits.connections, logger: logger)),
            onServerRunning: onRunning, logger: LibraryLog.logger(logger))
    }

    /// The operator's door on this machine; nil, and a line in the log, when its path is too long for a socket.
    func controlApplication() -> Application<RouterResponder<DoorContext>>? {
        let path = data.controlSocket
        guard path.utf8.count <= 107 else {
            logger.warning(
                "no control socket, its path has more than 107 bytes: administer through HTTP, or beside a stopped server",
                metadata: ["path": "\(path)"])
            return nil
        }
        let logger = logger
        return Application(
            responder: router(LocalAuthenticator()).buildResponder(), server: channel(),
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in
                if chmod(path, 0o600) != 0 { logger.error("the control socket's mode cannot be set to 0600") }
            }, logger: LibraryLog.logger(logger))
    }

    private func channel() -> HTTPServerBuilder {
        let limits = ConnectionGuard.Limits(
            grace: .nanoseconds(configuration.timeouts.body.nanoseconds), headers: configuration.limits.headers)
        return .http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionGuard(limits: limits)],
                idleTimeout: .nanoseconds(configuration.timeouts.idle.nanoseconds),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: configuration.limits.headers, maxHeaderListSize: configuration.limits.headers,
                    maxHeaderFieldCount: 100)))
    }
}

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
