import Differences
import JSON
import Recorder
import Records
import Synchronization

/// The steps of a bulk request: attempts, states before, request, states after, outcomes, answer.
struct BulkSteps {
    let gateway: Gateway
    let request: GatewayRequest
    var steps: [BulkStep]

    private var acting: Acting { gateway.acting(request) }
    private var reader: StateReader { gateway.reader(request) }

    /// What was seen before the request was passed on.
    private struct Before {
        /// By the keys of the resources.
        var resources: [String: Observation] = [:]
        /// By the numbers of the operations that make something.
        var namesakes: [Int: Namesakes] = [:]
        var marks: [AttemptMark] = []
        /// When to look again for what is made and not there: the same moment for all.
        var again = ContinuousClock.now
    }

    func run() async -> GatewayAnswer {
        do { try await closeOpen() } catch { return gateway.notClosed(error) }
        let attempts: [UInt64]
        do { attempts = try await gateway.open(steps.map(attempt), acting) } catch { return gateway.unrecorded(error) }
        defer { gateway.done(attempts) }
        var before = Before()
        do {
            before = try await look()
            if gateway.leadsBack(isAsked: steps.contains { $0.target != nil || $0.natural != nil }) {
                return await finish(attempts, before, nil, .circle)
            }
            let marked = zip(steps, zip(attempts, before.marks)).map { step, rest in
                GatewayStore.Passing(attempt: rest.0, mark: rest.1, natural: step.natural)
            }
            try gateway.passing(marked)
        } catch {
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
        return await finish(attempts, before, whole, failure)
    }

    /// Sees what came of it, puts that on record, and only then answers.
    private func finish(
        _ attempts: [UInt64], _ before: Before, _ whole: StateReader.Whole?, _ failure: UpstreamFailure?
    ) async -> GatewayAnswer {
        if let failure, failure.mayHaveArrived, steps.contains(where: \.isCreation) {
            return gateway.leftOpenUnseen(failure)
        }
        var before = before
        before.again = .now + Gateway.secondLook
        do {
            let results = results(whole)
            guard let records = try await resolved(results).outcomes(attempts, before, results, whole, failure) else {
                return gateway.leftOpenUnseen(failure)
            }
            try await gateway.finishBulk(records, acting)
        } catch { return gateway.leftOpen(error) }
        if let whole { return gateway.answer(whole, request) }
        return failure.map(Gateway.refusal) ?? GatewayAnswer(502, "There is no answer.")
    }

    /// The same where what one operation asks for names what another was answered to have made.
    private func resolved(_ results: BulkResults) -> BulkSteps {
        var ids: [String: String] = [:]
        for step in steps where step.isCreation { ids[step.aim.bulkID ?? ""] = results.id(of: step.number) }
        var copy = self
        copy.steps = steps.map { $0.resolved(ids) }
        return copy
    }

    private func results(_ whole: StateReader.Whole?) -> BulkResults {
        BulkResults(whole?.json, whole?.status, steps.map(\.aim), gateway.settings.upstream)
    }

    private func closeOpen() async throws {
        for step in steps {
            if let (kind, id) = step.target {
                try await gateway.closeOpen(kind, id, reader)
                if let called = step.called { try await gateway.closeOpen(kind, called, reader) }
            } else if let kind = step.kind, let natural = step.natural {
                try await gateway.closeOpen(kind, named: natural, reader)
            }
        }
    }

    private func attempt(_ step: BulkStep) -> PlannedRecord {
        var mark = GatewayMark()
        mark.endpoint = step.kind?.endpoint ?? ""
        mark.describe(step.requested, step.method, isNamed: step.id != nil)
        mark.operation = step.number
        mark.called = step.called
        mark.target = step.other
        let known = step.target.flatMap { try? gateway.log.store.resource(gateway.settings.name, $0.kind, $0.id) }
        let subject =
            step.target.map { gateway.parties.party($0.kind, $0.id, known?.state) }
            ?? gateway.parties.request("\(request.caller.request):\(step.number)")
        let action = step.kind?.attempted(step.method) ?? Action(rawValue: "x.gateway.write") ?? .userUpdate
        return PlannedRecord(
            Draft(action, subject: subject, changes: step.id == nil ? step.requested.names : step.requested.changes),
            .attempted, mark)
    }

    /// The states before, each resource once however often it is named, and who has the names of those to be made.
    private func look() async throws -> Before {
        var seen = Before()
        for step in steps {
            if let (kind, id) = step.target {
                let key = Gateway.key(kind, id)
                guard seen.resources[key] == nil else { continue }
                seen.resources[key] = try await gateway.look(
                    kind, id, called: step.called, members: touched(key), reader, transaction: acting.transaction)
            } else if let kind = step.kind, step.isCreation {
                seen.namesakes[step.number] = try await gateway.namesakes(
                    kind, step.natural, reader, transaction: acting.transaction)
            }
        }
        let passed = gateway.log.recorder.committedSize()
        seen.marks = steps.map { step in
            let before = step.id == nil ? nil : step.key.flatMap { seen.resources[$0] }
            return AttemptMark(
                passed: passed, isSure: before.map { !$0.isUnknown } ?? seen.namesakes[step.number]?.isSure ?? false,
                found: before?.resource?.id)
        }
        return seen
    }

    /// The members of a group that any of the operations names.
    private func touched(_ key: String) -> RequestedChanges.TouchedMembers {
        var touched = RequestedChanges.TouchedMembers()
        for step in steps where step.id != nil && step.key == key {
            touched.ids += step.requested.members.ids
            // Before they are made nobody can be asked for one by one.
            let refers = step.requested.members.ids.contains { $0.hasPrefix(BulkAim.prefix) }
            if refers || step.requested.members.isWhole || step.method == "DELETE" {
                touched.isWhole = step.kind?.isGroup ?? false
            }
        }
        return touched
    }

    /// The records of all operations. Where several name one resource, what is seen stands under one of them.
    ///
    /// - Returns: nil when there is neither an answer nor the state of all resources: the attempts stay open, and each is closed
    ///   from the state when that can be seen.
    private func outcomes(
        _ attempts: [UInt64], _ before: Before, _ results: BulkResults, _ whole: StateReader.Whole?,
        _ failure: UpstreamFailure?
    ) async throws -> [PlannedRecord]? {
        let shared = BulkShared(steps, results)
        let unsaid =
            whole.flatMap { whole in whole.unread.map { "the upstream answered \(whole.status): \($0)" } }
            ?? "the upstream said nothing of it"
        var records: [PlannedRecord] = []
        for step in steps {
            let sight: Sight
            if let other = shared.teller(insteadOf: step), other != step.number {
                sight = Sight(
                    id: shared.ids[step.number], before: .unknown("seen with operation \(other)"), after: .absent,
                    isSettled: true)
            } else {
                sight = try await self.sight(step, before, results, failure)
                if failure?.mayHaveArrived ?? false, step.target != nil, sight.after.isUnknown {
                    return nil
                }
            }
            var plan = gateway.plan(
                step.kind, sight.id, attempts[step.number], step.method, step.requested,
                "\(request.caller.request):\(step.number)")
            plan.operation = step.number
            plan.target = step.other
            plan.status = results.status(of: step.number)
            plan.failure = failure?.description ?? (plan.status == nil ? unsaid : nil)
            plan.isPassed = failure?.mayHaveArrived ?? true
            plan.isCircle = failure?.kind == .circle
            plan.beside = shared.beside(step)
            plan.wasThere = sight.wasThere
            plan.awaits = sight.awaits
            records += plan.records(from: sight.before, to: sight.after, isSettled: sight.isSettled)
        }
        return records
    }

    private func sight(
        _ step: BulkStep, _ before: Before, _ results: BulkResults, _ failure: UpstreamFailure?
    ) async throws -> Sight {
        let isPassed = failure?.mayHaveArrived ?? true
        guard let kind = step.kind, step.id != nil || step.isCreation else {
            let after = isPassed ? Observation.unknown("which resource it was is not known") : .absent
            return Sight(before: .absent, after: after)
        }
        let mark = before.marks[step.number]
        guard let id = step.id else {
            guard isPassed else { return Sight(before: .absent, after: .absent) }
            let making = Making(
                kind: kind, natural: step.natural, named: results.id(of: step.number),
                status: results.status(of: step.number), namesakes: before.namesakes[step.number] ?? Namesakes(),
                mark: mark, again: before.again)
            return try await gateway.made(making, reader, transaction: acting.transaction)
        }
        let key = Gateway.key(kind, id)
        let start = before.resources[key] ?? .unknown("it was not looked at")
        let spelled = start.resource?.id ?? id
        guard isPassed else { return Sight(id: spelled, before: start, after: start) }
        let isBig =
            try kind.isGroup
            && gateway.log.store.hasMany(
                gateway.settings.name, spelled, more: Gateway.manyMembers)
        var members = touched(key)
        if case .all? = start.resource?.members { members.isWhole = true }
        let after = await reader.read(kind, spelled, members: members, isBig: isBig)
        guard start.isUnknown, !after.isUnknown else { return Sight(id: spelled, before: start, after: after) }
        try await gateway.record(
            drift: after, kind, spelled, at: mark.passed, transaction: acting.transaction, doubt: Gateway.thisOrEarlier)
        return Sight(id: spelled, before: start, after: after, isSettled: true)
    }
}

extension Gateway {
    /// Puts the outcomes of a bulk request on record, in the order of its operations.
    func finishBulk(_ records: [PlannedRecord], _ acting: Acting) async throws {
        if records.contains(where: { !$0.mark.differing.isEmpty }) { counts.add(\.differing) }
        if records.contains(where: { $0.outcome == .observed && !$0.mark.isUnasked }) { counts.add(\.doubtful) }
        counts.add(\.unasked, Set(records.filter(\.mark.isUnasked).map(\.mark.attempt)).count)
        let unknown = records.count { $0.mark.closes && $0.mark.observed == "unknown" }
        counts.add(\.unknown, unknown)
        _ = try await appendOrTellLess(records, acting)
    }
}
