import Differences
import Foundation
import JSON
import Recorder
import Records
import SCIM
import Synchronization

extension Gateway {
    /// Most operations of one bulk request.
    static let bulkOperations = 1_000

    /// Passes a bulk request on as it is, and puts each of its operations on record by itself.
    func bulk(_ request: GatewayRequest) async -> GatewayAnswer {
        guard let body = Self.json(request) else {
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
        let steps = operations.enumerated().map { BulkStep($0.element, number: $0.offset) }
        let keys = Set(steps.compactMap { $0.key })
        return await inTurn(keys) { await BulkSteps(gateway: self, request: request, steps: steps).run() }
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

/// One operation of a bulk request, as it is put on record.
struct BulkStep: Sendable {
    let number: Int
    let method: String
    let bulkID: String?
    let kind: ResourceKind?
    /// Nil for a resource that is being made, in this very request perhaps.
    let id: String?
    let requested: RequestedChanges
    /// The path of one of another form.
    let other: String?

    var target: (kind: ResourceKind, id: String)? {
        guard let kind, let id else { return nil }
        return (kind, id)
    }

    /// Whether a resource is made.
    var isCreation: Bool { kind != nil && id == nil && method == "POST" }

    /// By what a resource that is made can be found.
    var natural: NaturalKey? { isCreation ? requested.natural : nil }

    /// Under which it is locked.
    var key: String? {
        guard let kind else { return nil }
        return id.map { Gateway.key(kind, $0) } ?? natural.map { Gateway.key(kind, $0) }
    }

    init(_ operation: BulkRequest.Operation, number: Int) {
        self.number = number
        method = operation.method
        bulkID = operation.bulkID
        var (kind, id): (ResourceKind?, String?) = (nil, nil)
        switch GatewayRoute(method: operation.method, path: operation.path) {
        case .create(let found): kind = found
        case .change(let found, let name): (kind, id) = (found, name.hasPrefix("bulkId:") ? nil : name)
        default: break
        }
        self.kind = kind
        self.id = id
        other = kind == nil ? Gateway.target(operation.path, nil) : nil
        requested = RequestedChanges(operation.method, kind, operation.data)
    }
}

/// What the upstream says about the operations of a bulk request (RFC 7644 section 3.7.3).
struct BulkResults {
    private let items: [JSONValue]
    private let steps: [BulkStep]
    /// The answer as a whole, where it is none about operations.
    private let refusal: Int?

    init(_ whole: StateReader.Whole?, _ steps: [BulkStep]) {
        self.steps = steps
        items = whole?.json?["Operations"]?.arrayValue ?? []
        refusal = whole.flatMap { (200..<300).contains($0.status) ? nil : $0.status }
    }

    private func item(_ step: BulkStep) -> JSONValue? {
        if let id = step.bulkID, let item = items.first(where: { $0["bulkId"]?.stringValue == id }) { return item }
        guard items.indices.contains(step.number) else { return nil }
        let item = items[step.number]
        guard item["method"]?.stringValue?.uppercased() ?? step.method == step.method else { return nil }
        return item
    }

    func status(of step: BulkStep) -> Int? {
        if let refusal { return refusal }
        guard let status = item(step)?["status"] else { return nil }
        return status.intValue ?? status.stringValue.flatMap { Int($0) }
            ?? status["code"]?.stringValue.flatMap { Int($0) }
    }

    /// The id of what an operation made or changed, from its location.
    func id(of step: BulkStep) -> String? {
        guard status(of: step).map({ (200..<300).contains($0) }) ?? false,
            let location = item(step)?["location"]?.stringValue, let last = location.split(separator: "/").last,
            let id = last.removingPercentEncoding, GatewayRoute.isID(id)
        else { return nil }
        return id
    }
}
