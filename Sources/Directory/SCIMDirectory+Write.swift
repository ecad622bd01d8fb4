import Differences
import JSON
import Recorder
import SCIM

extension SCIMDirectory {
    /// Answers a request that changes something. The work has a task of its own, since a client that goes away must not
    /// undo what it asked for half way.
    func write(_ route: Route, _ request: SCIMRequest) async throws -> SCIMResponse {
        let outcome = await Task { () async -> Result<SCIMResponse, any Error> in
            do {
                return .success(try await carryOut(route, request))
            } catch {
                if let error = error as? SCIMError { await recordRefusal(error, route, request) }
                return .failure(error)
            }
        }.value
        return try outcome.get()
    }

    private func carryOut(_ route: Route, _ request: SCIMRequest) async throws -> SCIMResponse {
        try Self.refuseRepeated(request)
        let write = try Self.writeRequest(route, request, settings.leniency)
        let conditions = try Preconditions(request, settings.leniency)
        let projection = try SearchRequest.projection(of: request.query)
            .answering(write.assigned)
        let id = request.newID ?? newID()
        var keys = write.likelyLocks
        while true {
            let (evaluation, isDone) = try await locks.holding(keys) {
                try await attempt(write, conditions, id, keys, request)
            }
            if isDone { return try answer(write, evaluation, projection, request) }
            keys.formUnion(evaluation.locks)
        }
    }

    /// Evaluates under the keys that are held, and appends. When the change turns out to need more keys nothing is
    /// appended, and it is evaluated again under all of them.
    private func attempt(
        _ write: WriteRequest, _ conditions: Preconditions, _ id: String, _ keys: Set<LockKey>, _ request: SCIMRequest
    ) async throws -> (Evaluation, isDone: Bool) {
        guard gate.isTrustworthy else {
            let reason = gate.failure.map { ", which stands still: \($0)" } ?? "."
            throw Unavailable(detail: "Nothing was changed: the directory does not keep up with the log\(reason)")
        }
        let evaluation = try store.look { reader in
            try Evaluator(
                reader, conditions: conditions, leniency: settings.leniency, baseURL: request.baseURL, newID: id
            ).evaluate(write)
        }
        guard evaluation.locks.isSubset(of: keys) else { return (evaluation, false) }
        if !evaluation.drafts.isEmpty { try await append(evaluation.drafts, of: write, request) }
        return (evaluation, true)
    }

    private func answer(
        _ write: WriteRequest, _ evaluation: Evaluation, _ projection: Projection, _ request: SCIMRequest
    ) throws -> SCIMResponse {
        if case .delete = write { return SCIMResponse(status: 204) }
        return try store.look { reader in
            // Made, and deleted by somebody else before this answer: there is nothing left to show.
            guard let resource = try reader.resource(evaluation.id) else { return SCIMResponse(status: 204) }
            let renderer = ResourceRenderer(reader: reader, baseURL: request.baseURL, projection: projection)
            if case .patch(.group, _, _) = write, !projection.namesAttributes {
                return SCIMResponse(status: 204, headers: [("ETag", resource.entityTag)])
            }
            guard case .create = write else { return try renderer.answer(resource) }
            var answer = try renderer.answer(resource, status: 201)
            answer.headers.insert(("Location", renderer.location(of: resource.kind, resource.id)), at: 1)
            return answer
        }
    }
}

extension SCIMDirectory {
    static func writeRequest(
        _ route: Route, _ request: SCIMRequest, _ leniency: Leniency
    ) throws -> WriteRequest {
        switch (route, request.method) {
        case (.collection(let kind), "POST"): return .create(kind, body: try json(request))
        case (.resource(let kind, let id), "PUT"): return .replace(kind, id: id, body: try json(request))
        case (.resource(let kind, let id), "PATCH"):
            return .patch(kind, id: id, try Patch(parsing: try json(request), leniency))
        case (.resource(let kind, let id), "DELETE"): return .delete(kind, id: id)
        default: throw SCIMError(status: 405, "\(request.method) cannot be used here.")
        }
    }
}
