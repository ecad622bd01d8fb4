import Dispatch
import DurableFiles
import HummingbirdCore
package import Ledger
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import TransparencyLog
import UnixSignals

/// A plain C2SP log over HTTP: bytes in at `/add`, `/checkpoint` and `/tile/…` out, for any tlog-tiles client.
///
/// The same engine as under Muster's records, without the records: an entry is whatever was sent, and the first one
/// has index 0.
package final class TlogServer: Service {
    /// The name of the one log of the directory.
    package static let logName = "log"

    package let configuration: TlogConfiguration
    package let ledger: Ledger
    /// The folder of the public files.
    package let logDirectory: String
    private let data: DataDirectory
    private let logger: Logger
    private let greets: Bool
    private let onListening: @Sendable (Int) async -> Void

    /// Opens the directory and recovers the log in it, or makes both.
    ///
    /// - Throws: ``ConfigurationError``, ``DataDirectoryError``, or `LedgerError` for a log that is refused.
    package init(
        configuration: TlogConfiguration, logger: Logger, greets: Bool = false,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) async throws {
        try configuration.check()
        self.configuration = configuration
        self.logger = logger
        self.greets = greets
        self.onListening = onListening
        data = try DataDirectory(path: configuration.directory, kind: .plain)
        do {
            ledger = try Self.open(configuration)
            logDirectory = Self.folders(configuration).log
            try await Self.waitForCheckpoint(ledger)
        } catch {
            data.close()
            throw error
        }
    }

    private static func folders(_ configuration: TlogConfiguration) -> LogFolders {
        LogFolders(data: configuration.directory, name: logName)
    }

    private static func open(_ configuration: TlogConfiguration) throws -> Ledger {
        let folders = folders(configuration)
        try folders.make()
        let key = try TlogKey.open(folders, origin: configuration.origin)
        var settings = Ledger.Settings()
        settings.isPlain = true
        settings.publicationInterval = .nanoseconds(Int(configuration.publicationInterval.nanoseconds))
        settings.queueBytes = configuration.queueBytes
        return try Ledger.open(folders: folders, origin: key.verifierKey.name, key: key, settings: settings)
    }

    /// A log that listens has a checkpoint to show, be it of nothing.
    private static func waitForCheckpoint(_ ledger: Ledger) async throws {
        let end = ContinuousClock.now + .seconds(10)
        while ledger.checkpoint.isEmpty {
            if let failure = ledger.failure { throw failure }
            guard ContinuousClock.now < end else {
                throw LedgerError.stopped(ledger.publicationFailure ?? "no checkpoint was made in 10 s")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    package func run() async throws {
        let listener = TlogChannel(door: TlogDoor(ledger: ledger)).server(
            configuration: ServerConfiguration(
                address: .hostname(configuration.listen.host, port: configuration.listen.port), backlog: 1024,
                availableConnectionsDelegate: .maximum(configuration.connections, logger: logger)),
            onServerRunning: { [self] channel in await isListening(on: channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        var group = ServiceGroupConfiguration(services: [listener], logger: logger)
        group.maximumGracefulShutdownDuration = configuration.drain
        let result: Result<Void, any Error>
        do { result = .success(try await ServiceGroup(configuration: group).run()) } catch {
            result = .failure(Server.explain(error, listen: configuration.listen))
        }
        await close()
        try result.get()
    }

    private func isListening(on port: Int) async {
        if greets { Greeting.say(greeting(port: port)) }
        await onListening(port)
    }

    /// Publishes what was taken and gives the directory back; for a server that never ran.
    package func close() async {
        await ledger.close()
        data.close()
    }

    /// Serves until SIGTERM or SIGINT; says on standard output where, and with which key.
    package static func serve(_ configuration: TlogConfiguration) async throws {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        let logger = Logger(label: "muster.tlog")
        let server = try await TlogServer(configuration: configuration, logger: logger, greets: true)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    private func greeting(port: Int) -> String {
        var address = configuration.listen
        address.port = port
        let url = "http://\(address)"
        return """
            Muster is serving the plain log \(ledger.origin) on \(url) (files in \(logDirectory))
            verifier key: \(ledger.verifierKey)
            Try:
              curl --data-binary 'any bytes' \(url)/add
              muster-verify \(logDirectory) --plain --vkey '\(ledger.verifierKey)'

            """
    }
}
