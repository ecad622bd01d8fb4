import Foundation
import JSON
import Logging
import SCIM

extension SCIMDirectory {
    /// Answers a request; every failure is an answer too.
    ///
    /// HEAD is answered as GET is: whoever sends the answer leaves its body out.
    package func respond(to request: SCIMRequest) async -> SCIMResponse {
        var request = request
        if request.method == "HEAD" { request.method = "GET" }
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

    /// Refuses what no request to that address could be, whatever it held.
    private static func check(_ route: Route, _ request: SCIMRequest) throws(SCIMError) {
        switch route {
        case .unknown: throw SCIMError(status: 404, "There is no such endpoint.")
        // A token stands for a service, which is no User here: there is nobody whom /Me could name.
        case .me: throw SCIMError(status: 501, "/Me is not supported, since a token is no User: use /Users and the id.")
        default: break
        }
        guard route.methods.contains(request.method) else {
            throw SCIMError(status: 405, "\(request.method) cannot be used here.")
        }
    }

    private func answer(_ route: Route, _ request: SCIMRequest) async throws -> SCIMResponse {
        do throws(SCIMError) {
            try Self.check(route, request)
        } catch {
            // To change something where nothing is, is an attempt as well.
            if request.isWrite { await recordRefusal(error, route, request) }
            throw error
        }
        if let answer = try Discovery.answer(route, request, settings) { return answer }
        switch (route, request.method) {
        case (.bulk, _): return try await bulk(request)
        case (.resource, "GET"), (.collection, "GET"), (.root, _), (.search, _):
            do {
                return try question(route, request)
            } catch let error as SCIMError {
                if error.status == 400 { await recordRefusal(error, route, request) }
                throw error
            }
        default: return try await write(route, request)
        }
    }

    /// Answers what changes nothing.
    private func question(_ route: Route, _ request: SCIMRequest) throws -> SCIMResponse {
        try Self.refuseRepeated(request)
        let leniency = settings.leniency
        switch route {
        case .resource(let kind, let id): return try read(kind, id, request)
        case .collection(let kind):
            return try search(try SearchRequest(query: request.query, leniency), [kind], request)
        case .search(let kind):
            let body = try SearchRequest(body: try Self.json(request), leniency)
            return try search(body, kind.map { [$0] } ?? types.kinds, request)
        default: return try search(try SearchRequest(query: request.query, leniency), types.kinds, request)
        }
    }

    private func read(_ kind: StoredResource.Kind, _ id: String, _ request: SCIMRequest) throws -> SCIMResponse {
        if let at = Self.instant(request) { return try past(kind, id, at, request) }
        let projection = try SearchRequest.projection(of: request.query)
        return try store.look { reader in
            guard let resource = try reader.resource(id), resource.kind == kind else {
                throw SCIMError(status: 404, "There is no \(kind.type.name) with this id.", attribute: "id")
            }
            let renderer = ResourceRenderer(reader: reader, baseURL: request.baseURL, projection: projection)
            let memberships = try renderer.memberships(of: resource)
            let headers = [("ETag", memberships.entityTag(of: resource))]
            if try Preconditions(request, settings.leniency).isUnchanged(headers[0].1) {
                return SCIMResponse(status: 304, headers: headers)
            }
            return SCIMResponse(
                status: 200, headers: headers, json: .object(try renderer.render(resource, memberships)))
        }
    }

    /// Refuses a parameter of ours that stands more than once: whichever value were taken, the other was meant.
    static func refuseRepeated(_ request: SCIMRequest) throws(SCIMError) {
        for name in parameters where request.query.count(where: { $0.0.isSameName(as: name) }) > 1 {
            throw SCIMError(
                status: 400, name == "filter" ? .invalidFilter : .invalidValue,
                "The parameter \(name) stands more than once.", attribute: name)
        }
    }

    private static let parameters = [
        "filter", "attributes", "excludedAttributes", "sortBy", "sortOrder", "startIndex", "count", "cursor", "at",
    ]

    /// The parameter for a question about the past.
    private static func instant(_ request: SCIMRequest) -> String? {
        request.query.first { $0.0.isSameName(as: "at") }?.1
    }

    private func search(
        _ search: SearchRequest, _ kinds: [StoredResource.Kind], _ request: SCIMRequest
    ) throws -> SCIMResponse {
        guard Self.instant(request) == nil else {
            throw SCIMError.invalidValue("at", "can be asked of one resource only, under its id")
        }
        if let list = try lookUp(search, kinds, request) { return SCIMResponse(status: 200, json: list.json) }
        let (position, now) = (gate.position, Int64(Date().timeIntervalSince1970 * 1_000))
        let list = try store.read { reader in
            try Searcher(
                reader: reader, baseURL: request.baseURL, settings: settings, seal: seal, position: position, now: now
            ).search(search, in: kinds)
        }
        return SCIMResponse(status: 200, json: list.json)
    }

    /// The body as JSON.
    ///
    /// - Throws: `invalidSyntax` with the place where reading stopped, 413 when it is too large.
    static func json(_ request: SCIMRequest) throws(SCIMError) -> JSONValue {
        if let content = request.content { return content }
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
