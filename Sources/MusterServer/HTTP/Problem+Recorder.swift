import HTTPTypes
package import Recorder
package import Records

extension Problem {
    /// What the recorder would not do: 413, 503 or 507, with when to come back.
    package static func recorder(_ error: RecorderError) -> Problem {
        switch error {
        case .invalid(let error): return record(error)
        case .tooLarge(let reason): return Problem(.contentTooLarge, "too-large", "\(reason).")
        case .busy(let retryAfter):
            var problem = Problem(.serviceUnavailable, "busy", "Too much is waiting to be written. Try again soon.")
            problem.headers[.retryAfter] = String(max(1, retryAfter))
            return problem
        case .notPublished(let reason):
            var problem = Problem(.serviceUnavailable, "not-published", "\(reason).")
            problem.headers[.retryAfter] = "5"
            return problem
        case .stopped(let reason):
            return Problem(
                .serviceUnavailable, "stopped",
                "\(reason). Nothing that was acknowledged is lost.")
        case .full(let reason):
            return Problem(
                HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), "disk-full",
                "\(reason). Send it again once there is room.")
        case .unusable(let reason): return Problem(.serviceUnavailable, "unusable", "\(reason).")
        }
    }

    /// 403 for a source that is not the token's own, 422 for a name that Muster keeps for itself; names the field.
    static func notAdmitted(_ error: Caller.NotAdmitted, source: String) -> Problem {
        switch error.reason {
        case .reserved:
            let names = Caller.reservedNamespaces.sorted().joined(separator: " and ")
            return .invalid(
                "The names \(names) are kept for Muster's own entries. Take another, or leave it out.",
                field: error.field)
        case .otherSource:
            return .missing(
                .attest, for: "to name another source than the token's own, which is \(source)", field: error.field)
        }
    }

    /// 422 for something that cannot be a record; names the field.
    package static func record(_ error: RecordError) -> Problem {
        .invalid("The record cannot be taken: \(error).", field: error.field)
    }
}
