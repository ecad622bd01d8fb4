package import HTTPTypes
package import Hummingbird
package import JSON
import NIOCore

extension Response {
    /// An answer of one JSON value.
    package static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = HTTPFields()
    ) -> Response {
        bytes(value.bytes, type: "application/json", status: status, headers: headers)
    }

    /// An answer of given bytes; not cached unless `headers` say so.
    package static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = HTTPFields()
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
