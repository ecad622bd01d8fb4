import Catalog
import Directory
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Recorder

/// `/healthz`: the process answers. `/readyz`: every log can be written and asked.
///
/// Damage in what was published before, and a clock that is not believed, are told in `degraded` and leave the status at
/// 200: taking the one writer out of service would stop the capture of what happens now and mend nothing.
struct ReadyDoor: Door {
    let clock: LogClock

    func add(to doors: Doors) {
        doors.open(.get, "/healthz") { _, _ in .json(["status": "up"]) }
        let (logs, clock) = (doors.logs, clock)
        doors.open(.get, "/readyz") { _, _ in
            let reasons = logs.all.flatMap(Readiness.reasons)
            let damage = logs.all.flatMap(Readiness.damage) + Readiness.doubts(clock)
            let status = reasons.isEmpty ? (damage.isEmpty ? "ready" : "degraded") : "not ready"
            return .json(
                [
                    "status": .string(status), "reasons": .array(reasons.map { .string($0) }),
                    "degraded": .array(damage.map { .string($0) }),
                ], status: reasons.isEmpty ? .ok : .serviceUnavailable)
        }
    }
}

/// What keeps a log from being ready.
enum Readiness {
    static func reasons(_ log: HostedLog) -> [String] {
        var reasons: [String] = []
        if let failure = log.recorder.ledger.failure { reasons.append("log \(log.name) takes no records: \(failure)") }
        if let failure = log.recorder.ledger.publicationFailure {
            reasons.append("log \(log.name) cannot publish: \(failure)")
        }
        if !log.catalog.isReady { reasons.append("the catalog of log \(log.name) is being built") }
        if let failure = log.catalog.failure {
            reasons.append("the catalog of log \(log.name) stands still: \(failure)")
        }
        if let failure = log.directory.failure {
            reasons.append("the directory of log \(log.name) stands still: \(failure)")
        }
        return reasons
    }

    /// A wall clock that was stepped forward and is not believed.
    static func doubts(_ clock: LogClock) -> [String] {
        guard let step = clock.heldStep else { return [] }
        return ["\(step): set the clock right, or restart if it is right; a day at most is believed after an hour"]
    }

    /// What the scrubber found damaged on the disk: file and reason, at most ten of a log.
    static func damage(_ log: HostedLog) -> [String] {
        let faults = log.scrubber.report.faults
        let shown = faults.prefix(10).map { "log \(log.name), published before: \($0); run muster verify" }
        return faults.count > 10 ? shown + ["log \(log.name): \(faults.count - 10) more"] : shown
    }
}
