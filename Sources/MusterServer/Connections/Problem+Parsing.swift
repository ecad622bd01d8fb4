import HTTPTypes
import NIOHTTP1

extension Problem {
    /// 431 for a head that is too long, 400 for what is no HTTP; the connection is closed, since nobody can say where
    /// the next request begins.
    static func malformedRequest(_ error: HTTPParserError, headers limit: Int = 0) -> Problem {
        var problem =
            switch error {
            case .headerOverflow:
                Problem(
                    .requestHeaderFieldsTooLarge, "header-too-large",
                    "The request line and header fields have more than \(limit) bytes (setting limits.headers) or more "
                        + "than 100 fields. Send less in them: what is long belongs into the body.")
            default:
                Problem(
                    .badRequest, "malformed-request",
                    "The request is not well-formed HTTP/1.1 (RFC 9112), or its body is not framed as announced.")
            }
        problem.closesConnection = true
        return problem
    }
}
