import JSON
import SCIM

extension SCIMDirectory {
    /// Carries out a bulk request (RFC 7644 section 3.7). Each operation is a transaction of its own, named by the
    /// request's id, a colon and the number of the operation; one that fails leaves the others alone.
    func bulk(_ request: SCIMRequest) async throws -> SCIMResponse {
        let bulk: BulkRequest
        do throws(SCIMError) {
            bulk = try BulkRequest(parsing: try Self.json(request), limit: settings.bulkOperations, settings.leniency)
        } catch {
            await recordRefusal(error, .bulk, request)
            throw error
        }
        // A client that goes away must not leave half of it undone.
        let results = await Task { await run(bulk, request) }.value
        let message = JSONObject([
            ("schemas", [.string(SchemaURN.bulkResponse)]), ("Operations", .array(results)),
        ])
        return SCIMResponse(status: 200, json: .object(message))
    }

    private func run(_ bulk: BulkRequest, _ request: SCIMRequest) async -> [JSONValue] {
        var plan = BulkPlan(bulk, groupEndpoint: types.group.endpoint, newID: newID)
        var results = [JSONValue?](repeating: nil, count: bulk.operations.count)
        var errors = 0
        func finish(_ number: Int, _ path: String, _ answer: SCIMResponse) {
            let isSuccess = answer.status < 300
            if !isSuccess { errors += 1 }
            plan.finish(number, isSuccess: isSuccess)
            results[number] = result(bulk.operations[number], path, answer, request)
        }
        while errors < bulk.failOnErrors ?? .max, let step = plan.next() {
            switch step {
            case .refuse(let number, let error):
                let path = bulk.operations[number].path
                await recordRefusal(error, Route(path, types), operation(number, bulk.operations[number], nil, request))
                finish(number, path, SCIMResponse(error))
            case .run(let number, let operation):
                finish(number, operation.path, await carryOut(number, operation, plan.newID(number), request))
            case .foresee(let circle):
                for (number, operation) in circle {
                    let single = self.operation(number, operation, plan.newID(number), request)
                    guard let error = foresee(single) else { continue }
                    await recordRefusal(error, Route(operation.path, types), single)
                    finish(number, operation.path, SCIMResponse(error))
                    if errors >= bulk.failOnErrors ?? .max { break }
                }
            }
        }
        return results.compactMap { $0 }
    }

    /// Why a write would be refused now; nil when it would not be. Of those that refer to one another in a circle none may be
    /// made that names one which cannot be.
    private func foresee(_ request: SCIMRequest) -> SCIMError? {
        do {
            let write = try Self.writeRequest(Route(request.path, types), request, settings.leniency)
            _ = try store.look { reader in
                try Evaluator(
                    reader, leniency: settings.leniency, baseURL: request.baseURL, newID: request.newID ?? newID()
                ).evaluate(write)
            }
            return nil
        } catch { return error as? SCIMError }
    }

    private func carryOut(
        _ number: Int, _ operation: BulkRequest.Operation, _ id: String?, _ request: SCIMRequest
    ) async -> SCIMResponse {
        let single = self.operation(number, operation, id, request)
        switch Route(operation.path, types) {
        case .collection, .resource: return await respond(to: single)
        case let route:
            let error = SCIMError.invalidPath("path must name a resource, or the type of a new one.", attribute: "path")
            await recordRefusal(error, route, single)
            return SCIMResponse(error)
        }
    }

    /// The operation as a request of its own.
    private func operation(
        _ number: Int, _ operation: BulkRequest.Operation, _ id: String?, _ request: SCIMRequest
    ) -> SCIMRequest {
        var single = request
        single.method = operation.method
        single.path = operation.path
        single.query = []
        single.headers = operation.version.map { ["if-match": $0] } ?? [:]
        single.body = []
        single.content = operation.data
        single.newID = id
        single.transaction = "\(request.transaction):\(number)"
        return single
    }

    /// Whether an operation was about a resource that has an address: what was not made has none, nor has what only a
    /// reference to such stands for (RFC 7644 section 3.7.3).
    private static func hasLocation(_ operation: BulkRequest.Operation, _ id: String) -> Bool {
        ["PUT", "PATCH", "DELETE"].contains(operation.method) && !id.utf8.starts(with: "bulkId:".utf8)
    }

    private func result(
        _ operation: BulkRequest.Operation, _ path: String, _ answer: SCIMResponse, _ request: SCIMRequest
    ) -> JSONValue {
        var result = JSONObject()
        // Of an operation without a method there is none to repeat.
        if !operation.method.isEmpty { result["method"] = .string(operation.method) }
        result["bulkId"] = operation.bulkID.map(JSONValue.string)
        result["version"] = answer.header("ETag").map(JSONValue.string)
        if let location = answer.header("Location") {
            result["location"] = .string(location)
        } else if case .resource(let kind, let id) = Route(path, types), Self.hasLocation(operation, id) {
            result["location"] = .string("\(request.baseURL)\(kind.type.endpoint)/\(id)")
        }
        result["status"] = .string("\(answer.status)")
        if answer.status >= 300 { result["response"] = try? JSONValue(parsing: answer.body) }
        return .object(result)
    }
}
