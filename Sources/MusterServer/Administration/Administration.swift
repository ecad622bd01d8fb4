import JSON
package import Recorder
import Records
import TransparencyLog

/// Acts on tokens and logs, each recorded as an `admin` entry: one account of them for every door, for the control
/// socket, and for the command line beside a stopped server.
package actor Administration {
    let logs: OpenLogs
    /// Prepares the doors for a log that was just made.
    private let host: @Sendable (OpenLog) throws -> Hosting

    /// How a new log comes before the doors: prepared first, so that what can fail has not to be taken back.
    package struct Hosting: Sendable {
        let begin: @Sendable () -> Void
        let cancel: @Sendable () -> Void

        package static let none = Hosting(begin: {}, cancel: {})
    }

    package init(logs: OpenLogs, host: @escaping @Sendable (OpenLog) throws -> Hosting = { _ in .none }) {
        self.logs = logs
        self.host = host
    }

    package func listLogs() throws -> [LogSummary] { try logs.all.map(Self.summary) }

    package func showLog(_ name: String) throws -> LogSummary { try Self.summary(log(name)) }

    /// Has everything published that is committed in a log when it is asked, and says where the log stands then.
    package func publishLog(_ name: String) async throws -> LogSummary {
        let log = try log(name)
        let size = log.recorder.committedSize()
        if size > 0 {
            do { try await log.recorder.waitPublished(index: size - 1) } catch {
                throw AdministrationError.notNow(reason: "log \(name) cannot be published now: \(error)")
            }
        }
        return try Self.summary(log)
    }

    /// Creates a log with its keys, which begins with its genesis; once it stands, that is recorded in log `main`, and
    /// where it cannot be, nothing is left of the log.
    package func createLog(_ name: String, origin: String, by caller: Caller) async throws -> LogSummary {
        guard LogName.isValid(name) else {
            throw AdministrationError.invalid(
                field: "name",
                reason: "a log's name has 1 to 63 lower-case letters, digits and dashes, the first no dash")
        }
        try Origin.check(origin)
        try checkFree(name, origin)
        let created = try await logs.create(name, origin: origin)
        let hosting: Hosting
        do { hosting = try host(created) } catch {
            try await logs.discard(name)
            throw AdministrationError.notNow(reason: "the new log cannot be followed, so it was not made: \(error)")
        }
        do { try await recordCreation(of: created, by: caller) } catch {
            hosting.cancel()
            // Where the entry may stand, the next start finds out and completes the log.
            if !OpenLog.mayStand(error) { try await logs.discard(name) }
            throw error
        }
        try logs.keep(name)
        hosting.begin()
        return try Self.summary(created)
    }

    /// Records in log `main` that a log was made; once, however often it is tried.
    func recordCreation(of log: OpenLog, by caller: Caller) async throws {
        guard log.name != "main", let main = logs.log(named: "main") else { return }
        let origin = log.recorder.origin
        try await main.record(
            AdminRecord.logCreated(name: log.name, origin: origin), by: caller, key: "log.create:\(log.name):\(origin)")
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
            directory: AbsolutePath.of(recorder.logDirectory), size: published.size, root: checkpoint.root)
    }
}
