import JSON
import SCIM

extension Gateway {
    /// Most operations of one bulk request.
    static let bulkOperations = 1_000

    /// Passes a bulk request on as it is, and puts each of its operations on record by itself.
    func bulk(_ request: GatewayRequest) async -> GatewayAnswer {
        guard let body = json(request) else {
            return GatewayAnswer(400, "The body is no JSON, so its operations cannot be put on record.")
        }
        let operations: [BulkRequest.Operation]
        do throws(SCIMError) {
            operations = try BulkRequest(parsing: body, limit: Self.bulkOperations).operations
        } catch {
            return GatewayAnswer(
                error.status, "The bulk request cannot be put on record, so it is not passed on: \(error.detail)")
        }
        let items = body.objectValue?.members.first { $0.name.isSameName(as: "Operations") }?.value.arrayValue ?? []
        for (number, (operation, item)) in zip(operations, items).enumerated() {
            guard let reason = Self.astray(operation, item) else { continue }
            return GatewayAnswer(
                400, "Operation \(number + 1) \(reason), so the bulk request is not passed on. Nothing was changed.")
        }
        let steps = await spelled(
            operations.enumerated().map { BulkStep($0.element, number: $0.offset) }, reader(request))
        return await inTurn(Set(steps.flatMap(\.locks))) {
            await BulkSteps(gateway: self, request: request, steps: steps).run()
        }
    }

    /// Why an operation is none that a gateway can tell the resource of, by the rules that hold for single requests; nil
    /// for one that it can, and for one that names no path: a service can do nothing with that.
    private static func astray(_ operation: BulkRequest.Operation, _ item: JSONValue) -> String? {
        guard (try? item.objectValue?.refuseRepeatedNames()) != nil else { return "names one of its members twice" }
        if operation.path.isEmpty { return nil }
        guard ["POST", "PUT", "PATCH", "DELETE"].contains(operation.method) else {
            return "has another method than POST, PUT, PATCH and DELETE"
        }
        guard TargetForm.encoded(operation.path, isQuery: false) != nil else {
            return "has a percent sign in its path that begins no two hexadecimal digits"
        }
        guard !operation.path.utf8.contains(UInt8(ascii: "?")) else { return "has a query in its path" }
        switch GatewayRoute(method: operation.method, path: operation.path) {
        case .astray: return "has a path that services read in several ways"
        case .bulk: return "is a bulk request itself"
        case .read: return "only asks"
        case .create, .change, .other: return nil
        }
    }
}
