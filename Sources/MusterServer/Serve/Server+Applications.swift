import DurableFiles
import Glibc
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
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
        router.add(middleware: ConsoleHeadersMiddleware())
        router.add(
            middleware: ProblemMiddleware(routes: RouteTable(plain), sessions: authenticator as? SessionAuthenticator))
        let hung = Doors(router: router, authenticator: authenticator, logs: logs)
        router.add(middleware: GatewayMiddleware(door: gatewayDoor, gate: hung.gate))
        hung.hang(doors)
        return router
    }

    /// What tells callers of the public listener apart.
    package var callers: any Authenticator {
        let address = configuration.publicURL ?? baseURL
        return SessionAuthenticator(
            bearers: BearerAuthenticator(logs: openLogs, metrics: metrics), sessions: sessions,
            cookies: ConsoleCookies(isSecure: address.hasPrefix("https:")), seal: seal)
    }

    /// The public listener.
    func application(
        onRunning: @escaping @Sendable (any Channel) async -> Void
    ) throws -> Application<RouterResponder<DoorContext>> {
        var builder = HTTPServerBuilder.http1(configuration: channel)
        if let certificates {
            builder = try .http2Upgrade(
                tlsConfiguration: certificates.configuration,
                configuration: HTTP2ChannelConfiguration(
                    idleTimeout: configuration.timeouts.idle, streamConfiguration: channel))
        }
        return Application(
            responder: router(callers).buildResponder(), server: builder,
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
            responder: router(LocalAuthenticator()).buildResponder(), server: .http1(configuration: channel),
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in
                if chmod(path, 0o600) != 0 { logger.error("the control socket's mode cannot be set to 0600") }
            }, logger: LibraryLog.logger(logger))
    }

    /// How a connection of HTTP/1.1 is dealt with, and a stream of HTTP/2.
    private var channel: HTTP1Channel.Configuration {
        let limits = ConnectionGuard.Limits(
            grace: .nanoseconds(configuration.timeouts.body.nanoseconds),
            stall: .nanoseconds(configuration.timeouts.reading.nanoseconds), headers: configuration.limits.headers)
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(limits: limits)],
            idleTimeout: .nanoseconds(configuration.timeouts.idle.nanoseconds),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: configuration.limits.headers, maxHeaderListSize: configuration.limits.headers,
                maxHeaderFieldCount: 100))
    }
}

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
