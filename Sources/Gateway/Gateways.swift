import DurableFiles
import Foundation
import JSON
package import Logging
import Recorder
import ServiceLifecycle
import Synchronization

/// The gateways of a server, by name: those of its configuration, and those that were added to it. As a service it keeps
/// their states up to date and closes what was left open.
package final class Gateways: Service {
    /// Where a gateway comes from.
    package enum Source: String, Sendable { case configuration, added }

    /// A gateway that cannot work as it is set up: it answers with 503 until that is mended.
    package struct Broken: Sendable {
        package let settings: GatewaySettings
        package let source: Source
        package let fault: SettingsFault
    }

    private struct State {
        var gateways: [String: (gateway: Gateway, source: Source)] = [:]
        var broken: [String: Broken] = [:]
        var logs: [String: GatewayLog] = [:]
    }

    private let state = Mutex(State())
    /// Adding and removing, one after the other.
    private let turns = LockTable<String>()
    private let file: String
    private let openLog: @Sendable (String) throws -> GatewayLog?
    private let logger: Logger
    private let pace: Duration

    /// - Parameters:
    ///   - configured: those of the configuration.
    ///   - file: where those are kept that are added (mode 0600: secrets may stand in it).
    ///   - logger: for what an operator should know.
    ///   - logs: names of logs that have a state of gateways: what these left open is told of, even where none is there.
    ///   - pace: how often open attempts are looked at.
    ///   - openLog: opens the gateways' side of a log; nil for one that is not there.
    /// - Throws: `SettingsFault` for gateways that do not go together. One that cannot work, for want of a file or a log, is
    ///   hosted as `Broken`, and tried again: it must not keep the server from starting.
    package init(
        configured: [GatewaySettings], file: String, logger: Logger, logs: [String] = [],
        pace: Duration = .seconds(5),
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
        for name in logs { _ = try log(named: name) }
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
        do {
            let gateway = try Gateway(settings, log: try log(settings), logger: logger)
            state.withLock { state in
                state.gateways[settings.name] = (gateway, source)
                state.broken[settings.name] = nil
            }
        } catch let fault as SettingsFault {
            logger.error(
                "a gateway cannot be used", metadata: ["gateway": "\(settings.name)", "reason": "\(fault)"])
            state.withLock { state in
                state.broken[settings.name] = Broken(settings: settings, source: source, fault: fault)
            }
        }
    }

    /// Tries those again that could not work.
    func mend() async {
        for broken in broken where (try? Gateway(broken.settings, log: log(broken.settings), logger: logger)) != nil {
            await turns.holding([""]) {
                guard fault(named: broken.settings.name) != nil else { return }
                try? host(broken.settings, broken.source)
            }
        }
    }

    private func log(_ settings: GatewaySettings) throws -> GatewayLog {
        guard let log = try log(named: settings.log) else {
            throw SettingsFault(
                place: "gateways.\(settings.name).log",
                reason: "names a log that is not there: create \(settings.log) first")
        }
        return log
    }

    private func log(named name: String) throws -> GatewayLog? {
        if let known = state.withLock({ $0.logs[name] }) { return known }
        guard let log = try openLog(name) else { return nil }
        state.withLock { $0.logs[name] = log }
        return log
    }

    /// Open attempts of a gateway that is not there, or not at work.
    package struct Left: Sendable {
        package let name: String
        package let log: String
        package let open: Int
    }

    /// What gateways left open that are not there, or not at work, by name.
    package var left: [Left] {
        let (working, logs) = state.withLock { state in
            (state.gateways.mapValues { $0.gateway.settings.log }, state.logs)
        }
        var left: [Left] = []
        for (log, kept) in logs {
            for (name, open) in (try? kept.store.openCounts()) ?? [:] where working[name] != log {
                left.append(Left(name: name, log: log, open: open))
            }
        }
        return left.sorted { ($0.name, $0.log) < ($1.name, $1.log) }
    }

    /// The attempts that a gateway left open which is not there, or not at work.
    package func pending(leftBy name: String) throws -> [OpenAttempt] {
        let logs = state.withLock(\.logs)
        return try left.filter { $0.name == name }.flatMap {
            try logs[$0.log]?.store.attempts(name) ?? []
        }
    }

    /// Closes as unknown what a gateway left open that is not there, or not at work: nobody asks its service any more.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - time: only attempts that are not younger, in milliseconds since 1970.
    /// - Returns: how many were closed.
    /// - Throws: what kept that from being recorded.
    package func giveUp(leftBy name: String, notAfter time: Int64 = .max) async throws -> Int {
        // A gateway of that name may be added at this moment.
        try await turns.holding([""]) {
            var closed = 0
            let logs = state.withLock(\.logs)
            for left in left where left.name == name {
                guard let log = logs[left.log] else { continue }
                try log.settle()
                let attempts = try log.store.attempts(name).filter { $0.time <= time }
                let records = attempts.map { Gateway.farewell($0, of: name, "the gateway is not there any more") }
                _ = try await log.append(
                    records.map { $0.record(.ofGateway(name), source: GatewaySettings.namespacePrefix + name) })
                closed += attempts.count
            }
            return closed
        }
    }

    /// All of them, by name.
    package var all: [(gateway: Gateway, source: Source)] {
        state.withLock { $0.gateways.values.sorted { $0.gateway.settings.name < $1.gateway.settings.name } }
    }

    package func gateway(named name: String) -> Gateway? { state.withLock { $0.gateways[name]?.gateway } }

    /// Those that cannot work, by name.
    package var broken: [Broken] {
        state.withLock { $0.broken.values.sorted { $0.settings.name < $1.settings.name } }
    }

    package func fault(named name: String) -> Broken? { state.withLock { $0.broken[name] } }

    /// The settings of all, those that cannot work included.
    var settings: [(settings: GatewaySettings, source: Source)] {
        all.map { ($0.gateway.settings, $0.source) } + broken.map { ($0.settings, $0.source) }
    }

    /// The name of the gateway that has a host name or a path of its own, with the path in front of the endpoints: by host
    /// first, then by the longest path.
    package func place(host: String?, path: String) -> (name: String, prefix: String)? {
        // Else who gives a gateway the host of the server could not take that back.
        let first = path.dropFirst().prefix { $0 != "/" }
        guard !SettingsReader.own.contains(first.lowercased()) else { return nil }
        let list = settings.map(\.settings)
        let host = host.map { $0.hasSuffix(".") ? $0.dropLast().lowercased() : $0.lowercased() }
        if let host, let found = list.first(where: { $0.host == host }) { return (found.name, "") }
        let found = list.filter { settings in
            settings.path.map { path == $0 || path.hasPrefix($0 + "/") } ?? false
        }.max { ($0.path ?? "").utf8.count < ($1.path ?? "").utf8.count }
        return found.map { ($0.name, $0.path ?? "") }
    }

    /// Why a gateway was not added or removed.
    package enum Refusal: Error { case taken(String), missing(String), configured(String), open(String) }

    /// Adds a gateway, for good.
    ///
    /// - Parameters:
    ///   - settings: what it is told; it is built before anything is kept.
    ///   - record: puts on record that it is added, before it is.
    /// - Throws: `SettingsFault`, `Refusal`, what `record` throws, or what kept the file from being written.
    package func add(_ settings: GatewaySettings, record: @Sendable () async throws -> Void = {}) async throws {
        try await turns.holding([""]) {
            let known = self.settings
            guard !known.contains(where: { $0.settings.name == settings.name }) else {
                throw Refusal.taken("there is a gateway \(settings.name) already")
            }
            try SettingsReader.check(known.map(\.settings) + [settings], place: "gateways")
            if let fault = settings.credentialFault {
                throw SettingsFault(
                    place: "gateways.\(settings.name).credentials", reason: "cannot be read: \(fault)")
            }
            let gateway = try Gateway(settings, log: try log(settings), logger: logger)
            do {
                try await record()
                try keep(known.filter { $0.source == .added }.map(\.settings) + [settings])
            } catch {
                await gateway.close()
                throw error
            }
            state.withLock { $0.gateways[settings.name] = (gateway, .added) }
        }
    }

    /// Removes a gateway that was added: it takes no more writes, those under way end, and then it is gone.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - force: whether it goes with attempts open; they stay so, and are told of when it is added again.
    ///   - record: puts on record that it is removed, before it is.
    /// - Returns: what it was told.
    /// - Throws: `Refusal`, what `record` throws, or what kept the file from being written: then it goes on working.
    package func remove(
        _ name: String, force: Bool = false, record: @Sendable (GatewaySettings) async throws -> Void = { _ in }
    ) async throws -> GatewaySettings {
        try await turns.holding([""]) {
            let known = self.settings
            guard let (settings, source) = known.first(where: { $0.settings.name == name }) else {
                throw Refusal.missing("there is no gateway \(name)")
            }
            guard source == .added else {
                throw Refusal.configured("the gateway \(name) stands in the configuration: remove it there")
            }
            let gateway = gateway(named: name)
            await gateway?.traffic.stop()
            do {
                if let open = gateway?.countOpen(), open > 0, !force {
                    throw Refusal.open(
                        "\(open) attempts of the gateway \(name) are open: close them with muster gateway pending \(name) "
                            + "--close, or remove it with --force")
                }
                try await record(settings)
                try keep(known.filter { $0.source == .added && $0.settings.name != name }.map(\.settings))
            } catch {
                gateway?.traffic.resume()
                throw error
            }
            state.withLock { state in
                state.gateways[name] = nil
                state.broken[name] = nil
            }
            await gateway?.close()
            return settings
        }
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
            await mend()
            let now = Int64(Date().timeIntervalSince1970 * 1_000)
            for left in left {
                // Tried again at the next round.
                _ = try? await giveUp(leftBy: left.name, notAfter: now - Gateway.patience)
            }
            for (gateway, _) in all where gateway.hasCredentials && gateway.log.isReady {
                // Nothing is closed from the state of another service than the one that was asked.
                do { try await gateway.bind() } catch { continue }
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
