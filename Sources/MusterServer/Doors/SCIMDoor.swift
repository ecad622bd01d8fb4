import Directory
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import SCIM

/// `/scim/v2/…`: hands requests to the log's SCIM service provider.
struct SCIMDoor: Door {
    let address: PublicAddress
    let limits: Configuration.Limits

    func add(to doors: Doors) {
        for path in ["/scim/v2", "/scim/v2/**"] as [RouterPath] {
            for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
                doors.add(method, path, scope: .scim) { request, visit in try await answer(request, visit) }
            }
        }
    }

    private func answer(_ request: Request, _ visit: Visit) async throws -> Response {
        let prefix = "/scim/v2"
        let path =
            request.uri.path.hasPrefix(prefix)
            ? PercentEncoding.decode(request.uri.path.dropFirst(prefix.count)) : Optional.none
        var inner = SCIMRequest(
            method: request.method.rawValue, path: path ?? "", headers: Self.headers(request), caller: visit.caller,
            baseURL: address.base(of: request) + "/scim/v2",
            limits: SCIMLimits(body: limits.body, nesting: limits.nesting, batch: limits.batch))
        do {
            guard path != nil else { throw Problem.notFound("The path is not well percent-encoded UTF-8.") }
            inner.body = try await BodyReader.read(request, limit: limits.body)
            if !inner.body.isEmpty { try Self.checkType(request) }
            inner.query = try Query(request.uri.query).items.map { ($0.name, $0.value) }
        } catch let problem as Problem {
            let error = SCIMError(status: problem.status.code, problem.detail, attribute: problem.field)
            await visit.log.directory.recordRefusal(error, of: inner)
            throw problem
        }
        let answer = await visit.log.directory.respond(to: inner)
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        headers[.cacheControl] = "no-store"
        let content = ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        var response = Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: [204, 304].contains(answer.status) ? ResponseBody() : content)
        // The length of what is not sent again would be meant (RFC 9110 section 8.6).
        if answer.status == 304 { response.headers[.contentLength] = nil }
        return response
    }

    private static let types = ["application/scim+json", "application/json"]

    /// Bodies are `application/scim+json` (RFC 7644 section 3.1); `application/json` is what many clients send.
    private static func checkType(_ request: Request) throws(Problem) {
        guard [.post, .put, .patch].contains(request.method) else { return }
        guard let type = request.headers[.contentType].flatMap(MediaType.init), types.contains(type.name) else {
            throw .unsupportedType(accepts: types)
        }
    }

    private static func headers(_ request: Request) -> [String: String] {
        var headers: [String: String] = [:]
        for name in [HTTPField.Name.ifMatch, .ifNoneMatch, .contentType, .accept] {
            headers[name.canonicalName] = request.headers[name]
        }
        return headers
    }
}
