import Catalog
import Directory
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Recorder

/// `/healthz`: the process answers. `/readyz`: every log can be written and asked.
struct ReadyDoor: Door {
    func add(to doors: Doors) {
        doors.open(.get, "/healthz") { _, _ in .json(["status": "up"]) }
        let logs = doors.logs
        doors.open(.get, "/readyz") { _, _ in
            let reasons = logs.all.flatMap(Readiness.reasons)
            let status: HTTPResponse.Status = reasons.isEmpty ? .ok : .serviceUnavailable
            return .json(
                [
                    "status": reasons.isEmpty ? "ready" : "not ready",
                    "reasons": .array(reasons.map { .string($0) }),
                ], status: status)
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
}
