import Differences
import JSON
import Recorder
import Records
import Synchronization

/// Makes out how attempts ended that were left open, from what is kept of them and what the service shows now. They are all
/// those on one resource, or to make one of the same name.
///
/// What is told as an attempt's doing was seen to change between a look before it and this one, while no other was open.
/// Everything else that differs is put on record as observed, and the attempts end as unknown.
struct Closing {
    let gateway: Gateway
    let kind: ResourceKind?
    let attempts: [OpenAttempt]
    let reader: StateReader
    /// Whether what cannot be seen is called unknown for good.
    let givesUp: Bool

    typealias Outcome = (OpenAttempt, [PlannedRecord])

    /// The records of each attempt; the last of each closes it.
    ///
    /// - Throws: `Gateway.StillOpen` when the state cannot be seen now, else what kept a difference from being recorded.
    func records() async throws -> [Outcome] {
        var (ended, open): ([Outcome], [OpenAttempt]) = ([], [])
        for attempt in attempts {
            if let why = gateway.notPassedOn.withLock({ $0[attempt.index] }) {
                ended.append((attempt, [nothing(attempt, why)]))
            } else {
                open.append(attempt)
            }
        }
        guard let first = open.first else { return ended }
        guard let kind else {
            return ended
                + open.map { ($0, [unknown($0, "interrupted; what it changed is unknown: no resource is named")]) }
        }
        do {
            return ended + (first.id == nil ? try await made(open, kind) : try await changed(open, first, kind))
        } catch let error as Gateway.StillOpen {
            guard givesUp else { throw error }
            return ended + open.map { ($0, [givenUp($0, kind, isAlone: open.count == 1, error.description)]) }
        }
    }

    /// Why a difference is not told as an attempt's doing; nil when it is.
    private func doubt(_ open: [OpenAttempt]) throws -> String? {
        guard let only = open.first, open.count == 1 else { return "several writes to it were interrupted" }
        guard let mark = only.mark else { return "it was not passed on, as far as is known" }
        guard mark.isSure else { return "the state before was not seen" }
        return try gateway.log.store.isMuddled(gateway.settings.name, since: mark.passed)
            ? "a write of another form passed meanwhile" : nil
    }

    // Writes to a resource that was there.

    private func changed(_ open: [OpenAttempt], _ first: OpenAttempt, _ kind: ResourceKind) async throws -> [Outcome] {
        let id = open.compactMap(\.mark?.found).first ?? first.id ?? ""
        let position = gateway.log.recorder.committedSize()
        let after = await reader.read(kind, id, members: .init(isWhole: kind.isGroup))
        if case .unknown(let reason) = after { throw Gateway.StillOpen(description: reason) }
        let spelled = after.resource?.id ?? id
        let known = try gateway.log.store.resource(gateway.settings.name, kind, spelled)
        if let doubt = try doubt(open) ?? Self.unseenMembers(kind, known, after) {
            try await gateway.record(
                drift: after, kind, spelled, at: position, transaction: first.transaction,
                doubt: "changed by a write that was interrupted, or by somebody else: \(doubt)")
            return open.map { ($0, [unknown($0, "interrupted: \(doubt)", spelled, isSettled: true)]) }
        }
        var before = Observation.absent
        if let known {
            var resource = ObservedResource(id: spelled, state: gateway.settings.shown(known.state))
            if kind.isGroup, known.hasAllMembers {
                resource.members = .all(try gateway.log.store.members(gateway.settings.name, of: spelled))
            }
            before = .there(resource)
        }
        return [(first, try plan(first, spelled).records(from: before, to: after))]
    }

    /// Of a group whose members are not all known, before or now, nobody can say which came or went.
    private static func unseenMembers(_ kind: ResourceKind, _ known: KnownResource?, _ after: Observation) -> String? {
        guard kind.isGroup, let known, let members = after.resource?.members else { return nil }
        if case .all = members, known.hasAllMembers { return nil }
        return "not all of its members were seen"
    }

    // Creations.

    private func made(_ open: [OpenAttempt], _ kind: ResourceKind) async throws -> [Outcome] {
        guard let first = open.first, let natural = first.natural else {
            let why = "by what the resource could be found is not known"
            return open.map {
                ($0, [unknown($0, "interrupted; \($0.mark == nil ? "not passed on, as far as is known" : why)")])
            }
        }
        if let doubt = try doubt(open) {
            // Whoever has come is put on record, so that nobody is taken for somebody else's work later.
            let seen = try await gateway.namesakes(kind, natural, reader, transaction: first.transaction)
            guard seen.isSure || givesUp || first.mark?.isSure == false else {
                throw Gateway.StillOpen(description: "who has that name cannot be asked")
            }
            return open.map { ($0, [unknown($0, "interrupted: \(doubt)")]) }
        }
        guard let mark = first.mark else { return [] }
        switch try await gateway.newcomers(kind, natural, mark, reader) {
        case .notNow(let reason): throw Gateway.StillOpen(description: reason)
        case .unsure(let reason): return [(first, [unknown(first, "interrupted; \(reason)")])]
        case .none:
            var plan = try plan(first, nil)
            plan.failure = "interrupted"
            plan.awaits = gateway.awaited(kind, natural)
            return [(first, plan.records(from: .absent, to: .absent))]
        case .one(let id):
            let after = await reader.read(kind, id, members: .init(isWhole: kind.isGroup))
            if case .unknown(let reason) = after { throw Gateway.StillOpen(description: reason) }
            return [(first, try await records(first, mark, natural, kind, after, id))]
        }
    }

    /// Of somebody new, who may have come of an earlier attempt too.
    private func records(
        _ first: OpenAttempt, _ mark: AttemptMark, _ natural: NaturalKey, _ kind: ResourceKind, _ after: Observation,
        _ id: String
    ) async throws -> [PlannedRecord] {
        guard let resource = after.resource else {
            var plan = try plan(first, id)
            plan.awaits = gateway.awaited(kind, natural)
            return plan.records(from: .absent, to: after)
        }
        guard let earlier = try gateway.earlierAttempt(kind, natural) else {
            return try plan(first, resource.id).records(from: .absent, to: after)
        }
        try await gateway.record(drift: after, kind, resource.id, at: mark.passed, transaction: first.transaction)
        let why = "interrupted: it may have come of an earlier attempt, \(earlier)"
        return [unknown(first, why, resource.id, isSettled: true)]
    }

    /// What it asked for is taken from the record of the attempt; those to make somebody hold no values, and need none.
    private func plan(_ attempt: OpenAttempt, _ id: String?) throws -> OutcomePlan {
        let asked = attempt.id == nil ? nil : try gateway.log.requested(of: attempt.index)
        var plan = gateway.plan(
            kind, id, attempt.index, attempt.method, asked ?? RequestedChanges(), attempt.transaction ?? "-")
        plan.failure = "interrupted; the outcome was read from the service afterwards"
        return plan
    }

    private func nothing(_ attempt: OpenAttempt, _ reason: String) -> PlannedRecord {
        var record = unknown(attempt, reason)
        record.mark.observed = "nothing"
        return record
    }

    /// Somebody who was to be made, and could not be asked for, may still come.
    private func givenUp(_ attempt: OpenAttempt, _ kind: ResourceKind, isAlone: Bool, _ why: String) -> PlannedRecord {
        var record = unknown(attempt, "interrupted, and given up: whether anything came of it is not known; \(why)")
        guard isAlone, attempt.id == nil, attempt.mark?.isSure ?? false, let natural = attempt.natural else {
            return record
        }
        record.mark.awaits = gateway.awaited(kind, natural)
        record.mark.mayCome = true
        return record
    }

    /// What nobody knows the end of is `failed`, since nothing says that it was done, and `unknown`: only with `nothing` does
    /// `failed` say that nothing came of it.
    private func unknown(
        _ attempt: OpenAttempt, _ reason: String, _ id: String? = nil, isSettled: Bool = false
    ) -> PlannedRecord {
        var mark = GatewayMark()
        mark.endpoint = kind?.endpoint ?? ""
        mark.attempt = attempt.index
        mark.closes = true
        mark.observed = "unknown"
        mark.isSettled = isSettled
        let action = kind?.attempted(attempt.method) ?? Action(rawValue: "x.gateway.write") ?? .userUpdate
        let subject =
            (id ?? attempt.id).flatMap { id in kind.map { gateway.parties.party($0, id, nil) } }
            ?? gateway.parties.request(attempt.transaction ?? "-")
        return PlannedRecord(Draft(action, subject: subject, reason: reason), .failed, mark)
    }
}
