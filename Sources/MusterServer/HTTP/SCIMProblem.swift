import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// The same problems in the form that RFC 7644 section 3.12 asks for.
enum SCIMProblem {
    /// Whether errors under this path are SCIM errors.
    static func covers(_ path: String) -> Bool {
        path.hasPrefix("/scim/") || path == "/scim" || path.hasPrefix("/gateway/")
    }

    static func json(_ problem: Problem) -> JSONObject {
        var object = JSONObject([
            ("schemas", ["urn:ietf:params:scim:api:messages:2.0:Error"]),
            ("status", .string(String(problem.status.code))),
            ("detail", .string(problem.detail)),
        ])
        object["scimType"] = scimType(problem).map { .string($0) }
        return object
    }

    static func response(_ problem: Problem) -> Response {
        var headers = problem.headers
        headers[.contentType] = "application/scim+json"
        headers[.cacheControl] = "no-store"
        if problem.closesConnection { headers[.connection] = "close" }
        let body = ByteBuffer(bytes: JSONValue.object(json(problem)).bytes)
        return Response(status: problem.status, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// Only 400 carries a `scimType` (RFC 7644 table 9).
    private static func scimType(_ problem: Problem) -> String? {
        problem.status == .badRequest ? "invalidSyntax" : nil
    }
}
