package import HTTPTypes
package import Hummingbird
package import JSON
import NIOCore

/// An error answer in the form of RFC 9457 (`application/problem+json`).
///
/// `detail` says what was wrong, where, and what to do about it. It never contains a secret or the value that was
/// refused, which may be personal data.
package struct Problem: HTTPResponseError, Sendable {
    package let status: HTTPResponse.Status
    /// The kind of problem; the last part of the `type` URN, stable for programs.
    package let code: String
    package let detail: String
    /// Path of the offending field in what was sent, such as `subject.id` or `[3].changes[0].path`.
    package var field: String?
    /// Members beyond those of RFC 9457.
    package var members: [(String, JSONValue)] = []
    package var headers = HTTPFields()
    /// Whether what is left of the request is not worth reading: the connection is closed after the answer.
    package var closesConnection = false

    package init(_ status: HTTPResponse.Status, _ code: String, _ detail: String, field: String? = nil) {
        self.status = status
        self.code = code
        self.detail = detail
        self.field = field
    }

    /// The problem as a JSON object.
    package var json: JSONObject {
        var object = JSONObject([
            ("type", .string("urn:muster:problem:\(code)")),
            ("title", .string(status.reasonPhrase)),
            ("status", .int(status.code)),
            ("detail", .string(detail)),
        ])
        object["field"] = field.map { .string($0) }
        for (name, value) in members { object[name] = value }
        return object
    }

    package func response(from request: Request, context: some RequestContext) -> Response { response }

    package var response: Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        if closesConnection { headers[.connection] = "close" }
        let bytes = JSONValue.object(json).bytes
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
