import Differences
import JSON
import Logging
import Recorder
import Records
import Synchronization

extension Gateway {
    /// Attempts whose outcome is not on record, oldest first; those that are being carried out are left out.
    package func pending() throws -> [OpenAttempt] {
        let running = inProgress.withLock { $0 }
        return try log.store.attempts(settings.name).filter { !running.contains($0.index) }
    }

    /// How many attempts are open, those that are being carried out included.
    package func countOpen() -> Int { (try? log.store.countAttempts(settings.name)) ?? 0 }

    /// Closes the attempts that an earlier process, or an earlier moment, left open on a resource whose lock is held.
    func closeOpen(_ kind: ResourceKind, _ id: String, _ reader: StateReader) async {
        let open = (try? log.store.attempts(settings.name, kind, id)) ?? []
        let running = inProgress.withLock { $0 }
        for attempt in open where !running.contains(attempt.index) { await close(attempt, reader) }
    }

    /// Closes what can be closed, from the state of the upstream service.
    ///
    /// - Parameters:
    ///   - access: what to show to the upstream where the gateway has no credentials of its own.
    ///   - age: attempts must be so many milliseconds old: the service may still be at work on younger ones.
    ///   - now: milliseconds since 1970.
    /// - Returns: how many were closed.
    package func reconcile(
        access: [(name: String, value: String)] = [], olderThan age: Int64, now: Int64
    ) async -> Int {
        guard hasCredentials || !access.isEmpty else { return 0 }
        let reader = StateReader(upstream: upstream, settings: settings, access: access, memory: memory)
        var closed = 0
        for attempt in (try? pending()) ?? [] where attempt.time <= now - age {
            guard !Task.isCancelled else { break }
            var keys: Set<String> = []
            if let id = attempt.id, let kind = ResourceKind(endpoint: attempt.endpoint) {
                keys.insert(Self.key(kind, id))
            }
            closed += await locks.holding(keys) { await close(attempt, reader) } ? 1 : 0
        }
        return closed
    }

    /// Closes one attempt; false when the state cannot be seen now.
    @discardableResult
    private func close(_ attempt: OpenAttempt, _ reader: StateReader) async -> Bool {
        guard (try? log.store.attempts(settings.name).contains(attempt)) ?? false else { return false }
        let acting = Acting(
            actor: Party(type: "service", id: "gateway", namespace: "muster", name: "gateway \(settings.name)"),
            recordedBy: "muster", request: attempt.transaction, transaction: attempt.transaction)
        do {
            guard let records = try await records(closing: attempt, reader) else { return false }
            try await finish(records, acting)
        } catch {
            logger.error("an open attempt cannot be closed", metadata: ["reason": "\(error)"])
            return false
        }
        notPassedOn.withLock { _ = $0.removeValue(forKey: attempt.index) }
        counts.add(\.reconciled)
        return true
    }

    /// The outcome of an attempt, nil when it cannot be told yet.
    private func records(closing attempt: OpenAttempt, _ reader: StateReader) async throws -> [PlannedRecord]? {
        let why = notPassedOn.withLock { $0[attempt.index] }
        guard let kind = ResourceKind(endpoint: attempt.endpoint) else {
            return [unknown(attempt, nil, "interrupted; what it changed is unknown: no resource is named")]
        }
        if let id = attempt.id { return try await records(closing: attempt, kind, id, why, reader) }
        guard let natural = attempt.natural else {
            return [unknown(attempt, kind, why ?? "interrupted; by what the resource could be found is not known")]
        }
        guard let ids = await reader.find(kind, natural.attribute, natural.value) else { return nil }
        let new = try ids.filter { try log.store.resource(settings.name, kind, $0) == nil }
        guard new.count < 2 else {
            return [unknown(attempt, kind, "interrupted; several resources could be the one that was made")]
        }
        guard let id = new.first else {
            var plan = plan(kind, nil, attempt.index, attempt.method, RequestedChanges(), attempt.transaction ?? "-")
            plan.failure = why ?? "interrupted; no such resource was made"
            return plan.records(from: .absent, to: .absent)
        }
        return try await records(closing: attempt, kind, id, why, reader)
    }

    private func records(
        closing attempt: OpenAttempt, _ kind: ResourceKind, _ id: String, _ why: String?, _ reader: StateReader
    ) async throws -> [PlannedRecord]? {
        var touched = RequestedChanges.TouchedMembers()
        touched.isWhole = kind.isGroup
        let after = await reader.read(kind, id, members: touched)
        if after.isUnknown { return nil }
        let known = try log.store.resource(settings.name, kind, id)
        var before = Observation.absent
        if let known {
            var resource = ObservedResource(id: id, state: known.state)
            if kind.isGroup, known.hasAllMembers {
                resource.members = .all(try log.store.members(settings.name, of: id))
            }
            before = .there(resource)
        } else if attempt.id != nil, case .there = after {
            // Nothing was on record before, so nothing was passed on: only looked at, if that.
            before = .unknown("it was not on record")
        }
        var plan = plan(kind, id, attempt.index, attempt.method, RequestedChanges(), attempt.transaction ?? "-")
        plan.failure = why ?? "interrupted; the outcome was read from the service afterwards"
        return plan.records(from: before, to: after)
    }

    private func unknown(_ attempt: OpenAttempt, _ kind: ResourceKind?, _ reason: String) -> PlannedRecord {
        var mark = GatewayMark()
        mark.endpoint = kind?.endpoint ?? ""
        mark.attempt = attempt.index
        mark.closes = true
        mark.observed = "unknown"
        let action = kind?.attempted(attempt.method) ?? Action(rawValue: "x.gateway.write") ?? .userUpdate
        let subject =
            attempt.id.flatMap { id in kind.map { parties.party($0, id, nil) } }
            ?? parties.request(attempt.transaction ?? "-")
        return PlannedRecord(Draft(action, subject: subject, reason: reason), .failed, mark)
    }
}
