import CoreMetrics
import Logging
import ServiceLifecycle
import UnixSignals

/// The server as a program runs it.
package enum MusterServer {
    /// Serves until SIGTERM or SIGINT, then drains and returns.
    ///
    /// Once connections are taken, a line that begins with `Muster is listening on` and what to try next goes to
    /// standard output; the server's log goes to standard error.
    ///
    /// - Throws: ``ConfigurationError``, ``DataDirectoryError``, or what kept a log from being opened; all of them
    ///   say what is wrong and what to do.
    package static func serve(_ configuration: Configuration) async throws {
        let level = Logger.Level(rawValue: configuration.logLevel.rawValue) ?? .info
        LoggingSystem.bootstrap { label in
            var handler = ServerLogHandler(label: label)
            handler.logLevel = level
            return handler
        }
        let metrics = MetricsRegistry()
        MetricsSystem.bootstrap(PrometheusFactory(registry: metrics))
        let logger = Logger(label: "muster")
        let greeting = Greeting(configuration: configuration)
        let server = try await Server(configuration: configuration, logger: logger, metrics: metrics) { port in
            greeting.print(port: port)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    /// Serves with a configuration put together from flags (texts by the dotted names of settings), environment and
    /// the YAML file of `--config`.
    package static func serve(
        flags: [String: String], environment: [String: String], configurationFile: String?
    ) async throws {
        try await serve(Configuration.load(flags: flags, environment: environment, file: configurationFile))
    }
}
