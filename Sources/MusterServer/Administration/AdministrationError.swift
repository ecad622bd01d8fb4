import HTTPTypes

/// Why an act of administration was not done.
package enum AdministrationError: Error, Equatable, CustomStringConvertible {
    case invalid(field: String, reason: String)
    case taken(what: String, reason: String)
    case missing(what: String, reason: String)
    case notAllowed(reason: String)

    package var description: String {
        switch self {
        case .invalid(let field, let reason): "\(field): \(reason)"
        case .taken(_, let reason), .missing(_, let reason), .notAllowed(let reason): reason
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
        }
    }
}
