import DurableFiles
import Foundation
import JSON
package import Logging
import ServiceLifecycle
import Synchronization

/// The gateways of a server, by name: those of its configuration, and those that were added to it. As a service it keeps
/// their states up to date and closes what was left open.
package final class Gateways: Service {
    /// Where a gateway comes from.
    package enum Source: String, Sendable { case configuration, added }

    private struct State {
        var gateways: [String: (gateway: Gateway, source: Source)] = [:]
        var logs: [String: GatewayLog] = [:]
    }

    private let state = Mutex(State())
    private let file: String
    private let openLog: @Sendable (String) throws -> GatewayLog?
    private let logger: Logger
    private let pace: Duration

    /// - Parameters:
    ///   - configured: those of the configuration.
    ///   - file: where those are kept that are added (mode 0600: secrets may stand in it).
    ///   - logger: for what an operator should know.
    ///   - pace: how often open attempts are looked at.
    ///   - openLog: opens the gateways' side of a log; nil for one that is not there.
    /// - Throws: `SettingsFault` for gateways that do not go together or name no log.
    package init(
        configured: [GatewaySettings], file: String, logger: Logger, pace: Duration = .seconds(5),
        openLog: @escaping @Sendable (String) throws -> GatewayLog?
    ) throws {
        self.file = file
        self.logger = logger
        self.pace = pace
        self.openLog = openLog
        let kept = try Self.read(file)
        try SettingsReader.check(configured + kept)
        for settings in configured { try host(settings, .configuration) }
        for settings in kept { try host(settings, .added) }
    }

    private static func read(_ file: String) throws -> [GatewaySettings] {
        guard let bytes = try DurableFile.read(file, limit: 1 << 20) else { return [] }
        guard let value = try? JSONValue(parsing: bytes) else {
            throw SettingsFault(
                place: file, reason: "is no JSON: put a copy back, or move it away and add the gateways")
        }
        return try SettingsReader.list(value, place: file)
    }

    private func host(_ settings: GatewaySettings, _ source: Source) throws {
        let log = try log(settings)
        let gateway = try Gateway(settings, log: log, logger: logger)
        state.withLock { $0.gateways[settings.name] = (gateway, source) }
    }

    private func log(_ settings: GatewaySettings) throws -> GatewayLog {
        if let known = state.withLock({ $0.logs[settings.log] }) { return known }
        guard let log = try openLog(settings.log) else {
            throw SettingsFault(
                place: "gateways.\(settings.name).log", reason: "there is no log \(settings.log): create it first")
        }
        state.withLock { $0.logs[settings.log] = log }
        return log
    }

    /// All of them, by name.
    package var all: [(gateway: Gateway, source: Source)] {
        state.withLock { $0.gateways.values.sorted { $0.gateway.settings.name < $1.gateway.settings.name } }
    }

    package func gateway(named name: String) -> Gateway? { state.withLock { $0.gateways[name]?.gateway } }

    /// The gateway that has a host name or a path of its own, with the path in front of the endpoints.
    package func gateway(host: String?, path: String) -> (gateway: Gateway, prefix: String)? {
        state.withLock { state in
            for (gateway, _) in state.gateways.values {
                if let own = gateway.settings.host, let host, host.lowercased() == own { return (gateway, "") }
                if let own = gateway.settings.path, path == own || path.hasPrefix(own + "/") { return (gateway, own) }
            }
            return nil
        }
    }

    /// Why a gateway was not added or removed.
    package enum Refusal: Error { case taken(String), missing(String), configured(String) }

    /// Adds a gateway, for good.
    package func add(_ settings: GatewaySettings) throws {
        let known = all
        guard gateway(named: settings.name) == nil else {
            throw Refusal.taken("there is a gateway \(settings.name) already")
        }
        try SettingsReader.check(known.map(\.gateway.settings) + [settings], place: "gateways")
        _ = try log(settings)
        try keep(known.filter { $0.source == .added }.map(\.gateway.settings) + [settings])
        try host(settings, .added)
    }

    /// Removes a gateway that was added. Its attempts that are open stay so, and are told of when it is added again.
    package func remove(_ name: String) async throws -> GatewaySettings {
        guard let (gateway, source) = state.withLock({ $0.gateways[name] }) else {
            throw Refusal.missing("there is no gateway \(name)")
        }
        guard source == .added else {
            throw Refusal.configured("the gateway \(name) stands in the configuration: remove it there")
        }
        try keep(all.filter { $0.source == .added && $0.gateway !== gateway }.map(\.gateway.settings))
        _ = state.withLock { $0.gateways.removeValue(forKey: name) }
        await gateway.close()
        return gateway.settings
    }

    private func keep(_ list: [GatewaySettings]) throws {
        let value = JSONValue.array(list.map { .object($0.json(secrets: true)) })
        try DurableFile.write(value.bytes, to: file, mode: 0o600)
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            await withDiscardingTaskGroup { group in
                group.addTask { await self.follow() }
                group.addTask { await self.reconcile() }
            }
        }
    }

    /// Keeps the states near the ends of their logs, so that no write has much to catch up with.
    private func follow() async {
        while !Task.isCancelled {
            for log in state.withLock({ Array($0.logs.values) }) {
                do { try await log.catchUp() } catch {
                    logger.error("the state of the gateways does not move", metadata: ["reason": "\(error)"])
                }
            }
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    private func reconcile() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: pace)
            for (gateway, _) in all where gateway.hasCredentials && gateway.log.isReady {
                let age = gateway.settings.timeouts.answer.components.seconds * 1_000
                _ = await gateway.reconcile(
                    olderThan: age, now: Int64(Date().timeIntervalSince1970 * 1_000))
            }
        }
    }

    package func close() async {
        for (gateway, _) in all { await gateway.close() }
        for log in state.withLock({ Array($0.logs.values) }) { log.close() }
    }
}
