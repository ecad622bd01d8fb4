package import DurableFiles

/// Why the log did not take a transaction, or cannot be opened.
///
/// The first four are about one transaction and the log goes on. The others stop the log: its idea of the
/// tree may be wrong, and only a restart, which reads everything anew, can tell.
package enum LedgerError: Error, Sendable, CustomStringConvertible {
    /// One transaction is larger than what a write-ahead record can hold.
    case transactionTooLarge(String)
    /// More is waiting than the queue takes; try again later.
    case busy
    /// The batch could not be written and nothing of it was kept; the log goes on. Typically a full disk.
    case batchFailed(FileError)
    /// The entry is durable, but no checkpoint covered it within the time that a submitter waits; with the reason of the
    /// last failed publication.
    case notPublished(UInt64, String?)
    /// The log has stopped: after a failed sync, an unknown outcome, or a contradiction in what was to be signed.
    case stopped(String)
    /// The log was closed in good order.
    case closed
    /// What is on the disk contradicts itself or what was signed: rollback or corruption.
    case refused(Refusal)
    /// The system refused a file operation while the log was opened or read.
    case file(FileError)

    package var description: String {
        switch self {
        case .transactionTooLarge(let reason): reason
        case .busy: "too many records are waiting to be written; try again shortly"
        case .batchFailed(let error): "nothing was recorded: \(error)"
        case .notPublished(let index, let reason):
            "entry \(index) is durable, but no checkpoint covers it yet\(reason.map { ": \($0)" } ?? ""); "
                + "ask for its receipt later"
        case .stopped(let reason): "the log has stopped and takes no records until it is restarted: \(reason)"
        case .closed: "the log is closed"
        case .refused(let refusal): refusal.description
        case .file(let error): error.description
        }
    }
}

extension LedgerError {
    /// Runs `body` and gives what it throws as a `LedgerError`.
    static func wrapping<T>(_ body: () throws(FileError) -> T) throws(LedgerError) -> T {
        do throws(FileError) { return try body() } catch { throw .file(error) }
    }
}

/// A report of why a log is not opened: what was found, what was expected, and the ways out.
package struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Finding: String, Sendable {
        case corruption, rollback, otherLog, missing
    }

    package let finding: Finding
    package let path: String
    package let reason: String

    package init(_ finding: Finding, _ path: String, _ reason: String) {
        self.finding = finding
        self.path = path
        self.reason = reason
    }

    package var description: String { "\(found) \(advice) \(waysOut)" }

    /// The report with the commands that lead out of it, for a log that `muster serve` hosts.
    package func description(log name: String) -> String {
        "\(found) \(advice) Ways out: muster log recover \(name) (says more, changes nothing); "
            + "muster log recover \(name) --from COPY (a copy made by muster backup, or a mirror of the log); "
            + "muster log recover \(name) --successor NAME --origin ORIGIN (a new log that names the last checkpoint)."
    }

    private var found: String {
        "refused to open the log (\(finding.rawValue)): \(path): \(reason). Nothing was changed."
    }

    private var advice: String {
        switch finding {
        case .rollback:
            "Some of it is of an older time. Put back the newest logs and wal, and never an older lock record, which "
                + "would let the log be forked."
        case .otherLog: "Put back this log's own lock, wal and keys: parts of two logs are mixed."
        case .missing: "Put the missing part back where it was."
        case .corruption: "What was damaged is evidence: keep it."
        }
    }

    private var waysOut: String {
        "Ways out: put back the newest complete copy of the directory, all parts of the same moment, or keep this one "
            + "as evidence and start a new log that names the last known checkpoint."
    }
}
