import JSON
package import Recorder
import Records
import TransparencyLog

/// Acts on tokens and logs, each recorded as an `admin` entry: one account of them for every door, for the control
/// socket, and for the command line beside a stopped server.
package actor Administration {
    let logs: OpenLogs
    /// Called for a log that was just created, before the creator is answered.
    private let onCreate: @Sendable (OpenLog) async throws -> Void

    package init(logs: OpenLogs, onCreate: @escaping @Sendable (OpenLog) async throws -> Void = { _ in }) {
        self.logs = logs
        self.onCreate = onCreate
    }

    package func listLogs() throws -> [LogSummary] { try logs.all.map(Self.summary) }

    package func showLog(_ name: String) throws -> LogSummary { try Self.summary(log(name)) }

    /// Creates a log with its keys; the act is recorded in log `main`, and the new log begins with its genesis.
    package func createLog(_ name: String, origin: String, by caller: Caller) async throws -> LogSummary {
        guard LogName.isValid(name) else {
            throw AdministrationError.invalid(
                field: "name",
                reason: "a log's name has 1 to 63 lower-case letters, digits and dashes, the first no dash")
        }
        try Origin.check(origin)
        try checkFree(name, origin)
        if let main = logs.log(named: "main") {
            try await main.record(
                AdminRecord.logCreated(name: name, origin: origin), by: caller, key: nil)
        }
        let created = try await logs.create(name, origin: origin)
        try await onCreate(created)
        return try Self.summary(created)
    }

    private func checkFree(_ name: String, _ origin: String) throws {
        let taken = try logs.data.logNames()
        guard !taken.contains(where: { $0.hasSameBytes(as: name) }) else {
            throw AdministrationError.taken(what: "log", reason: "there is a log \(name) already")
        }
        guard !logs.all.contains(where: { $0.recorder.origin.hasSameBytes(as: origin) }) else {
            throw AdministrationError.taken(
                what: "origin", reason: "another log of this server has that origin; an origin names one log for ever")
        }
    }

    func log(_ name: String) throws -> OpenLog {
        guard let log = logs.log(named: name) else {
            throw AdministrationError.missing(what: "log", reason: "there is no log \(name) on this server")
        }
        return log
    }

    private static func summary(_ log: OpenLog) throws -> LogSummary {
        let recorder = log.recorder
        let published = recorder.publishedCheckpoint()
        let checkpoint = try PublishedCheckpoint(published.note, key: recorder.verifierKey, origin: recorder.origin)
        return LogSummary(
            name: recorder.name, origin: recorder.origin, vkey: recorder.verifierKey.description,
            directory: recorder.logDirectory, size: published.size, root: checkpoint.root)
    }
}
