package import Gateway
package import Ledger
package import Logging
import NIOCertificateReloading
import NIOCore
package import ServiceLifecycle
import Synchronization

/// One Muster server: a data directory, its logs, and the doors before them.
///
/// It is opened by its initialiser, listens while `run()` runs, and is closed when `run()` returns: requests in
/// progress are answered, then the projections stop, then every recorder has published what it took.
package final class Server: Service {
    package let configuration: Configuration
    package let data: DataDirectory
    package let logs: HostedLogs
    package let administration: Administration
    package let metrics: MetricsRegistry
    /// Whether this start made the data directory.
    package let isFirstStart: Bool
    let openLogs: OpenLogs
    let clock: LogClock
    let logger: Logger
    let certificates: CertificateFiles?
    package let gateways: Gateways
    /// Room for answers that go on for long, shared by all listeners.
    let tails = StreamRoom(limit: StreamRoom.mostTails)
    let exports = StreamRoom(limit: StreamRoom.mostExports)
    /// Who is signed in to the console.
    let sessions: ConsoleSessions
    /// What the console's forms are sealed with.
    let seal = FormSeal()
    private let onListening: @Sendable (Int) async -> Void

    /// Opens the data directory, recovers every log, and does what a first start does.
    ///
    /// - Parameters:
    ///   - configuration: as `Configuration.load` made it.
    ///   - logger: the server's own log.
    ///   - metrics: what `/metrics` shows.
    ///   - clock: what the logs go by.
    ///   - certificateInterval: how often the TLS files are read again.
    ///   - sessions: those of the console.
    ///   - onListening: called with the port once connections are taken.
    /// - Throws: ``ConfigurationError``, ``DataDirectoryError``, or what kept a log from being opened.
    package init(
        configuration: Configuration, logger: Logger, metrics: MetricsRegistry = MetricsRegistry(),
        clock: LogClock = .system, certificateInterval: Duration = .seconds(10),
        sessions: ConsoleSessions = ConsoleSessions(),
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) async throws {
        try configuration.check()
        self.configuration = configuration
        self.logger = logger
        self.metrics = metrics
        self.onListening = onListening
        self.sessions = sessions
        certificates = try Self.certificates(configuration, certificateInterval, logger, metrics)
        data = try Self.data(for: configuration)
        self.clock = clock
        var settings = configuration.ledgerSettings
        settings.now = { clock.now() }
        openLogs = try await OpenLogs(data: data, settings: settings, reading: configuration.reading) {
            log, done, total in
            logger.info("reading a log", metadata: ["log": "\(log)", "entries": "\(done)", "of": "\(total)"])
        }
        let (hosted, data) = (HostedLogs(), self.data)
        logs = hosted
        administration = Administration(logs: openLogs) { log in
            let log = try HostedLog(open: log, data: data, configuration: configuration, logger: logger)
            return Administration.Hosting(begin: { hosted.add(log) }, cancel: { log.close() })
        }
        do {
            isFirstStart = try await FirstStart.createMain(in: openLogs, origin: configuration.origin)
            let openLogs = openLogs
            let kept = openLogs.all.map(\.name).filter { GatewayLog.isKept(in: data.catalogFolder(log: $0)) }
            gateways = try Gateways(
                configured: configuration.gateways, file: self.data.gatewaysFile, logger: logger, logs: kept
            ) { name in
                try openLogs.log(named: name).map { log in
                    try GatewayLog(recorder: log.recorder, folder: data.catalogFolder(log: name))
                }
            }
            try await prepare()
        } catch {
            await openLogs.close()
            data.close()
            throw error
        }
    }

    /// Opens the data directory. Where it is to be made, the address is tried before, so that a server that cannot listen
    /// leaves nothing behind; where it stands, who holds it is the better answer, and the address comes second.
    private static func data(for configuration: Configuration) throws -> DataDirectory {
        if !DataDirectory.stands(at: configuration.data) {
            try configuration.listen.probe()
            return try DataDirectory(path: configuration.data)
        }
        let data = try DataDirectory(path: configuration.data)
        try configuration.listen.probe()
        return data
    }

    private func prepare() async throws {
        try checkPublicEntries()
        try await administration.reconcile()
        try await FirstStart.createToken(in: data, logs: openLogs, administration)
        try await administration.completeInterrupted()
        for log in openLogs.all { log.reportTokens(to: logger) }
        try await ConfigurationRecord.update(configuration, data: data, logs: openLogs)
        for log in openLogs.all {
            logs.add(try HostedLog(open: log, data: data, configuration: configuration, logger: logger))
        }
        metrics.collect(from: logs)
        metrics.collect(from: gateways)
    }

    /// Refuses names of logs that there are none of: what was to be public would silently be kept back.
    private func checkPublicEntries() throws(ConfigurationError) {
        let names = openLogs.all.map(\.name)
        guard let unknown = configuration.publicEntries.first(where: { !names.contains($0) }) else { return }
        throw ConfigurationError(
            place: "public-entries",
            reason: "there is no log \(unknown) in \(configuration.data); there are \(names.joined(separator: ", ")). "
                + "Create it first, with muster log create")
    }

    /// What runs beside the listeners: the projections of the logs, and the watch over the clock.
    package var companions: [any Service] {
        [logs, gateways, ClockWatch(clock: clock, logs: openLogs, logger: logger)]
    }

    package func run() async throws {
        var services = companions
        if let certificates { services.insert(certificates.reloader, at: 0) }
        if let control = controlApplication() { services.append(control) }
        let listening = onListening
        services.append(try application { channel in await listening(channel.localAddress?.port ?? 0) })
        var group = ServiceGroupConfiguration(services: services, logger: logger)
        group.maximumGracefulShutdownDuration = configuration.timeouts.drain
        let result: Result<Void, any Error>
        do {
            result = .success(try await ServiceGroup(configuration: group).run())
        } catch { result = .failure(Self.explain(error, listen: configuration.listen)) }
        await close()
        try result.get()
    }

    /// Closes everything; for a server that never ran.
    package func close() async {
        logs.close()
        await gateways.close()
        await openLogs.close()
        data.close()
    }

    private static func certificates(
        _ configuration: Configuration, _ interval: Duration, _ logger: Logger, _ metrics: MetricsRegistry
    ) throws(ConfigurationError) -> CertificateFiles? {
        guard let certificate = configuration.tls.certificate, let key = configuration.tls.key else { return nil }
        return try CertificateFiles(
            certificate: certificate, key: key, interval: interval, logger: logger, metrics: metrics)
    }
}
