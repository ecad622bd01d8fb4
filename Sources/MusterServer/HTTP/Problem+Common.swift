import HTTPTypes
package import JSON

extension Problem {
    /// 400: the JSON text cannot be read; names the byte and, as a JSON pointer, the place.
    ///
    /// `nesting` is the limit as the sender counts it, without what stands around a record.
    package static func malformed(_ error: JSONError, nesting: Int? = nil) -> Problem {
        var reason = error.reason
        if error.code == .tooDeep, let nesting {
            reason = "it is nested deeper than the limit of \(nesting) levels (setting limits.nesting)"
        }
        var problem = Problem(
            error.code == .tooLarge ? .contentTooLarge : .badRequest,
            error.code == .tooDeep ? "too-deep" : error.code == .invalidUTF8 ? "invalid-utf8" : "malformed-json",
            "The JSON text cannot be read: \(reason), at byte \(error.offset).")
        problem.members = [("offset", .int(error.offset)), ("pointer", .string(error.pointer))]
        return problem
    }

    /// 413: names the limit that was passed, by its setting where there is one, and its size in bytes or items.
    package static func tooLarge(_ what: String, limit: String?, value: Int, unit: String = "bytes") -> Problem {
        let setting = limit.map { " (setting \($0))" } ?? ""
        var problem = Problem(
            .contentTooLarge, "too-large",
            "The \(what) is larger than the limit of \(value) \(unit)\(setting). Send less at a time.")
        var object = JSONObject([("value", .int(value))])
        object["name"] = limit.map { .string($0) }
        problem.members = [("limit", .object(object))]
        problem.closesConnection = true
        return problem
    }

    /// 415: bodies are taken as they are, not compressed.
    static var unsupportedEncoding: Problem {
        var problem = Problem(
            .unsupportedMediaType, "unsupported-encoding",
            "The body has a Content-Encoding, and none is taken here. Send it as it is, not compressed.")
        problem.headers[.acceptEncoding] = "identity"
        problem.closesConnection = true
        return problem
    }

    /// 415: names the types that are taken here.
    package static func unsupportedType(accepts types: [String]) -> Problem {
        var problem = Problem(
            .unsupportedMediaType, "unsupported-type",
            "The content type is missing or not taken here. Send one of: \(types.joined(separator: ", ")).")
        problem.headers[.accept] = types.joined(separator: ", ")
        problem.closesConnection = true
        return problem
    }

    /// 503: the server stops, and this request took longer than it could wait for.
    static var stopping: Problem {
        var problem = Problem(.serviceUnavailable, "stopping", "The server is stopping. Send it again when it is back.")
        problem.headers[.retryAfter] = "5"
        problem.closesConnection = true
        return problem
    }

    package static func notFound(_ detail: String) -> Problem { Problem(.notFound, "not-found", detail) }

    /// 422: what was sent can be read, but a field of it cannot be taken.
    package static func invalid(_ detail: String, field: String) -> Problem {
        Problem(.unprocessableContent, "invalid-field", detail, field: field)
    }

    /// 400: a query parameter is unknown or not of its form.
    package static func badParameter(_ name: String, _ detail: String) -> Problem {
        Problem(.badRequest, "bad-parameter", detail, field: name)
    }

    /// 401, with the challenge of RFC 6750 section 3.
    package static func unauthenticated(_ detail: String, error: String?) -> Problem {
        var problem = Problem(.unauthorized, "unauthenticated", detail)
        problem.headers[.wwwAuthenticate] = "Bearer realm=\"muster\"" + (error.map { ", error=\"\($0)\"" } ?? "")
        return problem
    }

    /// 403: names the scope that is missing, and the field that would need it.
    package static func missing(_ scope: Scope, for what: String, field: String? = nil) -> Problem {
        var problem = Problem(
            .forbidden, "missing-scope",
            "The token lacks the scope \(scope.rawValue), needed \(what). Use a token created with it.", field: field)
        problem.headers[.wwwAuthenticate] =
            "Bearer realm=\"muster\", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""
        problem.members = [("scope", .string(scope.rawValue))]
        return problem
    }
}
