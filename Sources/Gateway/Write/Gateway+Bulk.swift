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
        let steps = operations.enumerated().map { BulkStep($0.element, number: $0.offset) }
        let keys = Set(steps.compactMap { step in step.target.map { Self.key($0.kind, $0.id) } })
        return await locks.holding(keys) { await BulkSteps(gateway: self, request: request, steps: steps).run() }
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

    var target: (kind: ResourceKind, id: String)? {
        guard let kind, let id else { return nil }
        return (kind, id)
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
        requested = RequestedChanges(operation.method, kind, operation.data)
    }
}

/// The steps of a bulk request: attempts, states before, request, states after, outcomes, answer.
struct BulkSteps {
    let gateway: Gateway
    let request: GatewayRequest
    let steps: [BulkStep]

    private var acting: Acting { gateway.acting(request) }
    private var reader: StateReader { gateway.reader(request) }

    func run() async -> GatewayAnswer {
        for (kind, id) in steps.compactMap(\.target) { await gateway.closeOpen(kind, id, reader) }
        let attempts: [UInt64]
        do { attempts = try await gateway.open(steps.map(attempt), acting) } catch { return gateway.unrecorded(error) }
        defer { gateway.done(attempts) }
        var before: [String: Observation] = [:]
        do { before = try await look() } catch {
            gateway.notPassedOn.withLock { open in
                for attempt in attempts {
                    open[attempt] = "nothing was passed on: a state before could not be recorded"
                }
            }
            return gateway.unrecorded(error)
        }
        var (whole, failure): (StateReader.Whole?, UpstreamFailure?) = (nil, nil)
        do throws(UpstreamFailure) { whole = try await gateway.pass(gateway.forwarded(request)) } catch {
            gateway.counts.add(\.failures)
            failure = error
        }
        if let failure, failure.mayHaveArrived, steps.contains(where: { $0.id == nil }) {
            return gateway.leftOpenUnseen(failure)
        }
        let results = BulkResults(whole, steps)
        do {
            let records = await outcomes(attempts, before, results, failure)
            try await gateway.finishBulk(records, acting)
        } catch { return gateway.leftOpen(error) }
        if let whole { return gateway.answer(whole, request) }
        return failure.map(Gateway.refusal) ?? GatewayAnswer(502, "There is no answer.")
    }

    private func attempt(_ step: BulkStep) -> PlannedRecord {
        var mark = GatewayMark()
        mark.endpoint = step.kind?.endpoint ?? ""
        mark.method = step.method
        mark.operation = step.number
        let known = step.target.flatMap { try? gateway.log.store.resource(gateway.settings.name, $0.kind, $0.id) }
        let subject =
            step.target.map { gateway.parties.party($0.kind, $0.id, known?.state) }
            ?? gateway.parties.request("\(request.caller.request):\(step.number)")
        let action = step.kind?.attempted(step.method) ?? Action(rawValue: "x.gateway.write") ?? .userUpdate
        return PlannedRecord(
            Draft(action, subject: subject, changes: step.id == nil ? step.requested.names : step.requested.changes),
            .attempted, mark)
    }

    /// The members that the operations on a group name; all where one may touch others, and of a group that is being made.
    private func touched(_ kind: ResourceKind, _ id: String) -> RequestedChanges.TouchedMembers {
        guard kind.isGroup else { return .init() }
        var touched = RequestedChanges.TouchedMembers()
        let own = steps.filter { $0.id == id && $0.kind == kind }
        touched.isWhole = own.isEmpty || own.contains { $0.method == "DELETE" || $0.requested.members.isWhole }
        touched.ids = own.flatMap(\.requested.members.ids)
        return touched
    }

    /// The states before, each resource once however often it is named.
    private func look() async throws -> [String: Observation] {
        var seen: [String: Observation] = [:]
        for step in steps {
            guard let (kind, id) = step.target else { continue }
            let key = Gateway.key(kind, id)
            guard seen[key] == nil else { continue }
            seen[key] = try await gateway.look(
                kind, id, members: touched(kind, id), reader, transaction: acting.transaction)
        }
        return seen
    }

    /// The records of all operations. Where several name one resource, what is seen stands under the last of them.
    private func outcomes(
        _ attempts: [UInt64], _ before: [String: Observation], _ results: BulkResults, _ failure: UpstreamFailure?
    ) async -> [PlannedRecord] {
        var last: [String: Int] = [:]
        for step in steps {
            guard let kind = step.kind, let id = step.id ?? results.id(of: step) else { continue }
            last[Gateway.key(kind, id)] = step.number
        }
        var records: [PlannedRecord] = []
        for step in steps {
            let id = step.id ?? results.id(of: step)
            let kind = step.kind ?? .users
            var plan = gateway.plan(
                kind, step.kind == nil ? nil : id, attempts[step.number], step.method, step.requested,
                "\(request.caller.request):\(step.number)")
            plan.operation = step.number
            plan.status = results.status(of: step)
            plan.failure = failure?.description ?? (plan.status == nil ? "the upstream said nothing of it" : nil)
            guard step.kind != nil, let id else {
                let isDone = plan.status.map { (200..<300).contains($0) } ?? false
                let after = isDone ? Observation.unknown("which resource it was is not said") : .absent
                records += plan.records(from: .absent, to: after)
                continue
            }
            let key = Gateway.key(kind, id)
            let start = before[key] ?? .absent
            guard last[key] == step.number else {
                records += plan.records(from: .unknown("seen with operation \(last[key] ?? 0)"), to: .absent)
                continue
            }
            let after =
                failure.map { !$0.mayHaveArrived } ?? false
                ? start
                : await reader.read(
                    kind, id, members: touched(kind, id),
                    isBig: (try? gateway.log.store.hasMany(gateway.settings.name, id, more: Gateway.manyMembers))
                        ?? false)
            records += plan.records(from: start, to: after)
        }
        return records
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
        guard let location = item(step)?["location"]?.stringValue, let last = location.split(separator: "/").last,
            let id = last.removingPercentEncoding, GatewayRoute.isID(id)
        else { return nil }
        return id
    }
}

extension Gateway {
    /// Puts the outcomes of a bulk request on record, in the order of its operations.
    func finishBulk(_ records: [PlannedRecord], _ acting: Acting) async throws {
        if records.contains(where: { !$0.mark.differing.isEmpty }) { counts.add(\.differing) }
        _ = try await appendOrTellLess(records, acting)
    }
}
