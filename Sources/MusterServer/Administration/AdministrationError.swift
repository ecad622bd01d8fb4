import DurableFiles
import HTTPTypes

/// Why an act of administration was not done.
package enum AdministrationError: Error, Equatable, CustomStringConvertible {
    case invalid(field: String, reason: String)
    case taken(what: String, reason: String)
    case missing(what: String, reason: String)
    case notAllowed(reason: String)
    /// The system would not keep it; `then` says what holds now and what to do once it can.
    case notKept(DataDirectoryError, then: String)
    /// It cannot be done now, for a reason of the server's own.
    case notNow(reason: String)

    package var description: String {
        switch self {
        case .invalid(let field, let reason): "\(field): \(reason)"
        case .taken(_, let reason), .missing(_, let reason), .notAllowed(let reason), .notNow(let reason): reason
        case .notKept(let error, let then): "\(error). \(then)"
        }
    }
}

extension Problem {
    static func administration(_ error: AdministrationError) -> Problem {
        switch error {
        case .invalid(let field, let reason): .invalid(reason, field: field)
        case .taken(let what, let reason): Problem(.conflict, "\(what)-exists", reason)
        case .missing(_, let reason): .notFound(reason)
        case .notAllowed(let reason): Problem(.forbidden, "not-allowed", reason)
        case .notKept(let cause, let then): dataDirectory(cause, then: then)
        case .notNow(let reason): Problem(.serviceUnavailable, "not-now", "\(reason).")
        }
    }

    /// 507 where there is no room, 503 where the system refuses for another reason.
    static func dataDirectory(_ error: DataDirectoryError, then: String? = nil) -> Problem {
        let detail = "\(error). \(then ?? "Nothing was changed: try again once that is mended")."
        if case .file(let cause) = error, cause.isOutOfSpace {
            return Problem(HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), "disk-full", detail)
        }
        return Problem(.serviceUnavailable, "storage", detail)
    }
}
