import Differences
import Foundation
import JSON
import Recorder
import Records
import Synchronization

/// One write of one resource, step by step: attempt, state before, request, state after, outcome, answer.
///
/// Runs under the lock of the resource.
struct WriteSteps {
    let gateway: Gateway
    let kind: ResourceKind
    let request: GatewayRequest
    let requested: RequestedChanges
    var id: String?

    private var reader: StateReader { gateway.reader(request) }
    private var acting: Acting { gateway.acting(request) }

    func run() async -> GatewayAnswer {
        if let id { await gateway.closeOpen(kind, id, reader) }
        let attempt: UInt64
        do {
            attempt = try await gateway.open([attemptRecord()], acting)[0]
            if id == nil, let natural = requested.natural { try gateway.log.store.remember(natural, of: attempt) }
        } catch { return gateway.unrecorded(error) }
        defer { gateway.done([attempt]) }
        var before = Observation.absent
        do {
            before = try await look()
        } catch { return notPassedOn(attempt, error) }
        return await pass(attempt, before)
    }

    private func attemptRecord() -> PlannedRecord {
        var mark = GatewayMark()
        mark.endpoint = kind.endpoint
        mark.method = request.method
        let known = id.flatMap { try? gateway.log.store.resource(gateway.settings.name, kind, $0) }
        let subject =
            id.map { gateway.parties.party(kind, $0, known?.state) } ?? gateway.parties.request(request.caller.request)
        let members = kind.isGroup ? requested.members.ids.prefix(90).filter(GatewayRoute.isID) : []
        let resources = members.map { gateway.person($0) ?? gateway.parties.member($0, nil) }
        return PlannedRecord(
            Draft(
                kind.attempted(request.method), subject: subject, resources: Self.distinct(resources),
                changes: id == nil ? requested.names : requested.changes), .attempted, mark)
    }

    private static func distinct(_ parties: [Party]) -> [Party] {
        var seen: Set<String> = []
        return parties.filter { seen.insert("\($0.type)/\($0.id)").inserted }
    }

    /// Looks at the resource, and puts on record first what is not as it is known to be: so the state before is always
    /// on record when a write is passed on.
    private func look() async throws -> Observation {
        guard let id else {
            try await lookForNamesakes()
            return .absent
        }
        return try await gateway.look(
            kind, id, members: request.method == "DELETE" && kind.isGroup ? .init(isWhole: true) : requested.members,
            reader, transaction: acting.transaction)
    }

    /// Who has the name already that a new resource is to get: on record before the write, so that none of them is ever
    /// taken for the new one.
    private func lookForNamesakes() async throws {
        guard let natural = requested.natural,
            let ids = await reader.find(kind, natural.attribute, natural.value)
        else { return }
        for id in ids.prefix(10) where try gateway.log.store.resource(gateway.settings.name, kind, id) == nil {
            _ = try await gateway.look(kind, id, members: .init(), reader, transaction: acting.transaction)
        }
    }

    private func notPassedOn(_ attempt: UInt64, _ error: any Error) -> GatewayAnswer {
        gateway.notPassedOn.withLock { $0[attempt] = "nothing was passed on: the state before could not be recorded" }
        return gateway.unrecorded(error)
    }

    /// Sends the write on, and again where the resource changed between looking and writing.
    private func pass(_ attempt: UInt64, _ before: Observation) async -> GatewayAnswer {
        var (before, isGuarded) = (before, true)
        for _ in 0..<4 {
            let condition = isGuarded ? await condition(before) : []
            do throws(UpstreamFailure) {
                let whole = try await gateway.pass(gateway.forwarded(request, extra: condition))
                guard whole.status == 412, !condition.isEmpty else {
                    return await outcome(attempt, before, whole, nil)
                }
            } catch {
                gateway.counts.add(\.failures)
                return await outcome(attempt, before, nil, error)
            }
            let refused = before
            do { before = try await look() } catch { return notPassedOn(attempt, error) }
            // Nothing has changed and the tag is the one that was refused: the service does not compare it with this one.
            if let seen = before.resource, seen == refused.resource { isGuarded = false }
        }
        let whole = StateReader.Whole(status: 412, headers: [], body: [])
        let answer = await outcome(attempt, before, whole, nil)
        guard answer.status == 412 else { return answer }
        return GatewayAnswer(503, "The resource is being changed by others: nothing was changed.", retryAfter: 2)
    }

    /// `If-Match` for the state that was seen, where the upstream offers it and the client did not say for itself.
    private func condition(_ before: Observation) async -> [(name: String, value: String)] {
        guard let tag = before.resource?.entityTag, request.header("if-match") == nil,
            request.header("if-none-match") == nil, await gateway.offersEntityTags(reader)
        else { return [] }
        return [("If-Match", tag)]
    }

    /// Sees what came of it, puts that on record, and only then answers.
    private func outcome(
        _ attempt: UInt64, _ before: Observation, _ whole: StateReader.Whole?, _ failure: UpstreamFailure?
    ) async -> GatewayAnswer {
        let id = self.id ?? whole.flatMap(Self.newID)
        let (after, found) = await after(before, id, whole, failure)
        if whole == nil, after.isUnknown || found == nil && self.id == nil && failure?.mayHaveArrived ?? false {
            if failure?.mayHaveArrived ?? true {
                return gateway.leftOpenUnseen(failure)
            }
        }
        var plan = gateway.plan(kind, found, attempt, request.method, requested, request.caller.request)
        plan.status = whole?.status
        plan.failure = failure?.description
        do {
            let (start, uncertain) = try await basis(before, after, found)
            try await gateway.finish(plan.records(from: start, to: uncertain), acting)
        } catch { return gateway.leftOpen(error) }
        if let whole { return gateway.answer(whole, request) }
        return failure.map(Gateway.refusal) ?? GatewayAnswer(502, "There is no answer.")
    }

    /// The state after, and the id of the resource as far as it is known.
    private func after(
        _ before: Observation, _ id: String?, _ whole: StateReader.Whole?, _ failure: UpstreamFailure?
    ) async -> (Observation, id: String?) {
        if let failure, !failure.mayHaveArrived { return (before, id) }
        if let status = whole?.status, Self.changesNothing.contains(status) { return (before, id) }
        guard let id else {
            guard whole == nil, let natural = requested.natural,
                let found = await gateway.newcomer(kind, natural, reader)
            else {
                let isDone = whole.map { (200..<300).contains($0.status) } ?? true
                return (isDone ? .unknown("the upstream did not say which resource it made") : .absent, nil)
            }
            return (await read(found, before), found)
        }
        return (await read(id, before), id)
    }

    /// Answers by which a service says that it did not even look at the resource.
    private static let changesNothing: Set<Int> = [401, 403, 404, 405, 409, 412, 413, 415, 429, 501]

    private func read(_ id: String, _ before: Observation) async -> Observation {
        var touched = requested.members
        if request.method == "POST" && kind.isGroup { touched.isWhole = true }
        // What was asked for one by one is asked for so again, what was read as a whole as a whole.
        if case .all? = before.resource?.members { touched.isWhole = true }
        let isBig = (try? gateway.log.store.hasMany(gateway.settings.name, id, more: Gateway.manyMembers)) ?? false
        return await reader.read(kind, id, members: touched, isBig: isBig)
    }

    /// From where the difference is counted. A resource that was made and is known already was not made; and where the
    /// state before is unknown, what differs from what is known may be this write's work or another's.
    private func basis(
        _ before: Observation, _ after: Observation, _ id: String?
    ) async throws -> (Observation, Observation) {
        guard let id, case .there = after else { return (before, after) }
        if self.id == nil, let known = try gateway.log.store.resource(gateway.settings.name, kind, id) {
            return (.there(ObservedResource(id: id, state: known.state)), after)
        }
        if before.isUnknown {
            try await gateway.record(
                drift: after, kind, id, transaction: acting.transaction,
                doubt: "changed by this write or before it: the state before could not be seen")
        }
        return (before, after)
    }

    /// The id in an answer to a creation: of the body, else of `Location`.
    private static func newID(_ whole: StateReader.Whole) -> String? {
        guard (200..<300).contains(whole.status) else { return nil }
        if let id = whole.json?["id"]?.stringValue, GatewayRoute.isID(id) { return id }
        guard let location = whole.header("location"), let last = location.split(separator: "/").last,
            let id = String(last.prefix { $0 != "?" }).removingPercentEncoding, GatewayRoute.isID(id)
        else { return nil }
        return id
    }
}
