import JSON
import Recorder
import Records
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
        let write = try Self.writeRequest(route, request, settings.leniency)
        let conditions = try Preconditions(request, settings.leniency)
        let projection = try SearchRequest(query: request.query, settings.leniency).projection
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
        if !evaluation.drafts.isEmpty { try await append(evaluation.drafts, request) }
        return (evaluation, true)
    }

    /// Appends the records of one request as one transaction, and waits until they are part of the state.
    private func append(_ drafts: [Draft], _ request: SCIMRequest) async throws {
        let batch = request.limits.batch
        guard drafts.count - 1 <= batch else {
            throw SCIMError(
                status: 413,
                "The change would make more records at once than the limit of \(batch) (setting limits.batch): change "
                    + "fewer members at a time.")
        }
        let submissions = try drafts.map { Submission(record: try record($0, request)) }
        let last: UInt64?
        do throws(RecorderError) {
            last = try await log.record(submissions)
        } catch {
            try submissions.forEach { try Self.explain($0.record) }
            throw Self.refusal(error)
        }
        guard let last, await isVisible(last) else {
            throw Unavailable(detail: "The change is recorded, but not visible yet.")
        }
    }

    private func isVisible(_ index: UInt64) async -> Bool {
        // What fails here is met again, and told, by the follower.
        try? advance()
        return await gate.wait(for: index)
    }

    private func record(_ draft: Draft, _ request: SCIMRequest) throws -> Record {
        var record = Record(
            action: draft.action, source: request.caller.source, subject: draft.subject, resources: draft.resources,
            changes: draft.changes, reason: draft.reason, transaction: request.transaction,
            extra: draft.extra)
        try request.caller.stamp(&record)
        return record
    }

    private func answer(
        _ write: WriteRequest, _ evaluation: Evaluation, _ projection: Projection, _ request: SCIMRequest
    ) throws -> SCIMResponse {
        if case .delete = write { return SCIMResponse(status: 204) }
        return try store.look { reader in
            guard let resource = try reader.resource(evaluation.id) else {
                throw SCIMError(status: 404, "The resource has been deleted meanwhile.", attribute: "id")
            }
            let renderer = ResourceRenderer(reader: reader, baseURL: request.baseURL, projection: projection)
            var headers = [("ETag", resource.entityTag)]
            if case .patch(.group, _, _) = write, !projection.namesAttributes {
                return SCIMResponse(status: 204, headers: headers)
            }
            var status = 200
            if case .create = write {
                status = 201
                headers.insert(("Location", renderer.location(of: resource.kind, resource.id)), at: 0)
            }
            return SCIMResponse(status: status, headers: headers, json: .object(try renderer.render(resource)))
        }
    }
}

extension SCIMDirectory {
    private static func writeRequest(
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

    /// Throws what a client can do about a record that the log would never take.
    private static func explain(_ record: Record) throws(SCIMError) {
        do throws(RecordError) { try record.validate() } catch {
            let isSize = [.tooLong, .tooMany, .tooLarge].contains(error.code)
            throw SCIMError(
                status: isSize ? 413 : 400, isSize ? nil : .invalidValue,
                "The change cannot be recorded: \(error.field) \(error.reason).", attribute: error.field)
        }
    }

    // The client may try again, or must ask for less.
    private static func refusal(_ error: RecorderError) -> any Error {
        switch error {
        case .tooLarge(let reason): SCIMError(status: 413, "The change is too large to record: \(reason).")
        case .busy(let seconds):
            Unavailable(detail: "The log is busy: nothing was changed.", retryAfter: max(1, seconds))
        case .full(let reason): Unavailable(detail: "Nothing was changed: \(reason)", retryAfter: 10)
        // After a failed sync the records may stand all the same, which the next start finds out.
        default: Unavailable(detail: "The change is not taken: \(error)", retryAfter: 10)
        }
    }
}
