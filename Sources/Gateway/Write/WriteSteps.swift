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
    /// As the service shows it.
    var id: String?
    /// What the client calls the resource, where that is not its id.
    var called: String?
    /// Of a creation, who had the name before.
    private var namesakes = Namesakes()
    /// What is kept of the write while it is passed on.
    private var mark = AttemptMark(passed: 0, isSure: false)

    init(
        gateway: Gateway, kind: ResourceKind, request: GatewayRequest, requested: RequestedChanges, id: String?,
        called: String? = nil
    ) {
        self.gateway = gateway
        self.kind = kind
        self.request = request
        self.requested = requested
        self.id = id
        self.called = called
    }

    private var reader: StateReader { gateway.reader(request) }
    private var acting: Acting { gateway.acting(request) }

    func run() async -> GatewayAnswer {
        do { try await closeOpen() } catch { return gateway.notClosed(error) }
        let attempt: UInt64
        do { attempt = try await gateway.open([attemptRecord()], acting)[0] } catch { return gateway.unrecorded(error) }
        defer { gateway.done([attempt]) }
        var steps = self
        var before = Observation.absent
        do {
            if id == nil {
                steps.namesakes = try await gateway.namesakes(
                    kind, requested.natural, reader, transaction: acting.transaction)
            } else {
                before = try await look()
            }
            if gateway.leadsBack(isAsked: id != nil || requested.natural != nil) {
                return await steps.outcome(attempt, before, nil, .circle)
            }
            steps.mark = AttemptMark(
                passed: gateway.log.recorder.committedSize(),
                isSure: id == nil ? steps.namesakes.isSure : !before.isUnknown, found: before.resource?.id)
            try gateway.passing([
                .init(attempt: attempt, mark: steps.mark, natural: id == nil ? requested.natural : nil)
            ])
        } catch { return notPassedOn(attempt, error) }
        return await steps.pass(attempt, before)
    }

    private func closeOpen() async throws {
        if let id {
            try await gateway.closeOpen(kind, id, reader)
            if let called { try await gateway.closeOpen(kind, called, reader) }
        } else if let natural = requested.natural {
            try await gateway.closeOpen(kind, named: natural, reader)
        }
    }

    private func attemptRecord() -> PlannedRecord {
        var mark = GatewayMark()
        mark.endpoint = kind.endpoint
        mark.describe(requested, request.method, isNamed: id != nil)
        mark.called = called
        let known = id.flatMap { try? gateway.log.store.resource(gateway.settings.name, kind, $0) }
        let subject =
            id.map { gateway.parties.party(kind, $0, known?.state) } ?? gateway.parties.request(request.caller.request)
        let members =
            kind.isGroup ? requested.members.ids.prefix(RequestedChanges.mostNamed).filter(GatewayRoute.isID) : []
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
        guard let id else { return .absent }
        return try await gateway.look(
            kind, id, called: called,
            members: request.method == "DELETE" && kind.isGroup ? .init(isWhole: true) : requested.members,
            reader, transaction: acting.transaction)
    }

    /// What could not be recorded before the write was passed on keeps it from being so. After that, which is when it was
    /// to be passed on again, the attempt is left to be closed from the state.
    private func notPassedOn(_ attempt: UInt64, _ error: any Error) -> GatewayAnswer {
        guard mark.passed == 0 else { return gateway.leftOpen(error) }
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
        do {
            let sight = try await sight(before, whole, failure)
            if whole == nil, sight.isOpen { return gateway.leftOpenUnseen(failure) }
            var plan = gateway.plan(kind, sight.id, attempt, request.method, requested, request.caller.request)
            plan.status = whole?.status
            plan.failure = failure?.description
            plan.unread = whole?.unread
            plan.isPassed = failure?.mayHaveArrived ?? true
            plan.isCircle = failure?.kind == .circle
            plan.wasThere = sight.wasThere
            plan.awaits = sight.awaits
            try await gateway.finish(
                plan.records(from: sight.before, to: sight.after, isSettled: sight.isSettled), acting)
        } catch { return gateway.leftOpen(error) }
        if let whole { return gateway.answer(whole, request) }
        return failure.map(Gateway.refusal) ?? GatewayAnswer(502, "There is no answer.")
    }

    /// Looks whatever was answered: a service that says that it refused or failed may have done it all the same.
    private func sight(
        _ before: Observation, _ whole: StateReader.Whole?, _ failure: UpstreamFailure?
    ) async throws -> Sight {
        guard let id else {
            guard failure?.mayHaveArrived ?? true else { return Sight(before: .absent, after: .absent) }
            let making = Making(
                kind: kind, natural: requested.natural, named: whole.flatMap(Self.newID), status: whole?.status,
                namesakes: namesakes, mark: mark, again: .now + Gateway.secondLook)
            return try await gateway.made(making, reader, transaction: acting.transaction)
        }
        let spelled = before.resource?.id ?? id
        guard failure?.mayHaveArrived ?? true else { return Sight(id: spelled, before: before, after: before) }
        let after = await read(spelled, before)
        var sight = Sight(id: after.resource?.id ?? spelled, before: before, after: after, isOpen: after.isUnknown)
        if before.isUnknown, !after.isUnknown {
            try await gateway.record(
                drift: after, kind, spelled, at: mark.passed, transaction: acting.transaction,
                doubt: Gateway.thisOrEarlier)
            sight.isSettled = true
        }
        return sight
    }

    private func read(_ id: String, _ before: Observation) async -> Observation {
        var touched = requested.members
        // What was asked for one by one is asked for so again, what was read as a whole as a whole.
        if case .all? = before.resource?.members { touched.isWhole = true }
        let isBig = (try? gateway.log.store.hasMany(gateway.settings.name, id, more: Gateway.manyMembers)) ?? false
        return await reader.read(kind, id, members: touched, isBig: isBig)
    }

    /// The id in an answer to a creation: of the body, else of `Location`.
    private static func newID(_ whole: StateReader.Whole) -> String? {
        guard (200..<300).contains(whole.status) else { return nil }
        if let id = whole.json?.objectValue.flatMap(StateReader.id(of:)), GatewayRoute.isID(id) { return id }
        guard let location = whole.header("location"), let last = location.split(separator: "/").last,
            let id = String(last.prefix { $0 != "?" }).removingPercentEncoding, GatewayRoute.isID(id)
        else { return nil }
        return id
    }
}
