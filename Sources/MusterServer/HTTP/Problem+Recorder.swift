import HTTPTypes
package import Recorder
package import Records

extension Problem {
    /// What the recorder would not do: 413, 503 or 507, with when to come back.
    package static func recorder(_ error: RecorderError) -> Problem {
        switch error {
        case .tooLarge(let limit): return .tooLarge("transaction", limit: "limits.batch", value: limit, unit: "records")
        case .busy(let retryAfter):
            var problem = Problem(.serviceUnavailable, "busy", "Too much is waiting to be written. Try again soon.")
            problem.headers[.retryAfter] = String(max(1, retryAfter.components.seconds))
            return problem
        case .stopped(let reason):
            return Problem(
                .serviceUnavailable, "stopped",
                "This log takes no more records: \(reason). Nothing that was acknowledged is lost. Restart the server.")
        case .full(let reason):
            return Problem(
                HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), "disk-full",
                "The record could not be made durable: \(reason). Free some space, then send it again.")
        }
    }

    /// 422 for something that cannot be a record; names the field.
    package static func record(_ error: RecordError) -> Problem {
        .invalid("The record cannot be taken: \(error).", field: error.field)
    }
}
