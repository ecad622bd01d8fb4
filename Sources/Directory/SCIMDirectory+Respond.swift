import JSON
import Logging
import SCIM

extension SCIMDirectory {
    /// Answers a request; every failure is an answer too.
    package func respond(to request: SCIMRequest) async -> SCIMResponse {
        let route = Route(request.path, types)
        do {
            try await beReady()
            return try await answer(route, request)
        } catch let error as SCIMError {
            return SCIMResponse(error, headers: error.status == 405 ? [("Allow", allowed(route))] : [])
        } catch let error as Unavailable {
            return SCIMResponse(
                SCIMError(status: 503, error.detail), headers: [("Retry-After", "\(error.retryAfter)")])
        } catch {
            logger.error("A SCIM request failed", metadata: ["error": "\(type(of: error))"])
            return SCIMResponse(
                SCIMError(status: 503, "The directory cannot be read just now."), headers: [("Retry-After", "5")])
        }
    }

    /// Why a request must be tried again later: nothing was changed by it, or what was is not visible yet.
    struct Unavailable: Error {
        var detail: String
        var retryAfter = 2
    }

    // What was in the log at the start must be part of the state before anything is answered from it.
    private func beReady() async throws {
        if gate.position >= floor { return }
        guard gate.failure == nil, await gate.wait(for: floor - 1) else {
            throw Unavailable(detail: "The directory is being built from the log.")
        }
    }

    private func allowed(_ route: Route) -> String { route.methods.joined(separator: ", ") }

    private func answer(_ route: Route, _ request: SCIMRequest) async throws -> SCIMResponse {
        switch route {
        case .unknown: throw SCIMError(status: 404, "There is no such endpoint.")
        case .me: throw SCIMError(status: 501, "/Me is not supported: use /Users and the id.")
        case .bulk: throw SCIMError(status: 501, "Bulk requests are not supported: see ServiceProviderConfig.")
        default: break
        }
        guard route.methods.contains(request.method) else {
            throw SCIMError(status: 405, "\(request.method) cannot be used here.")
        }
        if let answer = try Discovery.answer(route, request, types) { return answer }
        switch (route, request.method) {
        case (.resource(let kind, let id), "GET"): return try read(kind, id, request)
        case (.collection(let kind), "GET"):
            return try search(try SearchRequest(query: request.query), [kind], request)
        case (.root, _): return try search(try SearchRequest(query: request.query), types.kinds, request)
        case (.search(let kind), _):
            let body = try SearchRequest(body: try Self.json(request))
            return try search(body, kind.map { [$0] } ?? types.kinds, request)
        default: return try await write(route, request)
        }
    }

    private func read(_ kind: StoredResource.Kind, _ id: String, _ request: SCIMRequest) throws -> SCIMResponse {
        let projection = try SearchRequest(query: request.query).projection
        return try store.look { reader in
            guard let resource = try reader.resource(id), resource.kind == kind else {
                throw SCIMError(status: 404, "There is no \(kind.type.name) with this id.", attribute: "id")
            }
            let headers = [("ETag", resource.entityTag)]
            if let tags = request.headers["if-none-match"].flatMap(EntityTags.init), tags.contains(resource.entityTag) {
                return SCIMResponse(status: 304, headers: headers)
            }
            let renderer = ResourceRenderer(reader: reader, baseURL: request.baseURL, projection: projection)
            return SCIMResponse(status: 200, headers: headers, json: .object(try renderer.render(resource)))
        }
    }

    private func search(
        _ search: SearchRequest, _ kinds: [StoredResource.Kind], _ request: SCIMRequest
    ) throws -> SCIMResponse {
        if let list = try lookUp(search, kinds, request) { return SCIMResponse(status: 200, json: list.json) }
        let list = try store.read { reader in
            try Searcher(reader: reader, baseURL: request.baseURL).search(search, in: kinds)
        }
        return SCIMResponse(status: 200, json: list.json)
    }

    /// The body as JSON.
    ///
    /// - Throws: `invalidSyntax` with the place where reading stopped, 413 when it is too large.
    static func json(_ request: SCIMRequest) throws(SCIMError) -> JSONValue {
        let limits = request.limits
        guard request.body.count <= limits.body else {
            throw SCIMError(
                status: 413, "The body is larger than the limit of \(limits.body) bytes (setting limits.body).")
        }
        do throws(JSONError) {
            return try JSONValue(
                parsing: request.body, limits: JSONLimits(bytes: limits.body, depth: limits.nesting))
        } catch {
            guard error.code != .tooDeep else {
                throw SCIMError(
                    status: 400, .invalidSyntax,
                    "The body is nested deeper than the limit of \(limits.nesting) levels (setting limits.nesting), "
                        + "at byte \(error.offset).")
            }
            throw SCIMError(
                status: 400, .invalidSyntax, "The body is no valid JSON: \(error.reason) (byte \(error.offset)).")
        }
    }
}
