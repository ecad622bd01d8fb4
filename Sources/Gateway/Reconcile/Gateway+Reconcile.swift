import JSON
import Logging
import Recorder
import Records
import Synchronization

extension Gateway {
    /// Attempts whose outcome is not on record, oldest first; those that are being carried out are left out.
    package func pending() throws -> [OpenAttempt] {
        try log.store.attempts(settings.name).filter { !running.isHeld($0) }
    }

    /// How many attempts are open, those that are being carried out included.
    package func countOpen() -> Int { (try? log.store.countAttempts(settings.name)) ?? 0 }

    /// For how long a service whose state cannot be seen is asked for the outcome of an attempt, in milliseconds.
    package static let patience: Int64 = 24 * 3_600_000

    /// For how long one round of closing goes on; the next goes on from there.
    private static let round = Duration.seconds(60)

    /// Closes what can be closed, from the state of the upstream service.
    ///
    /// - Parameters:
    ///   - access: what to show to the upstream where the gateway has no credentials of its own.
    ///   - age: attempts must be so many milliseconds old: the service may still be at work on younger ones.
    ///   - now: milliseconds since 1970.
    ///   - patience: attempts of which nothing can be seen are closed as unknown when they are so old.
    /// - Returns: how many were closed.
    package func reconcile(
        access: [(name: String, value: String)] = [], olderThan age: Int64, now: Int64, patience: Int64 = patience
    ) async -> Int {
        guard hasCredentials || !access.isEmpty else { return 0 }
        let reader = reader(showing: access)
        let (start, end) = (reconciledUpTo.withLock { $0 }, ContinuousClock.now.advanced(by: Self.round))
        var (next, closed, isAgain) = (start, 0, start > 0)
        while !Task.isCancelled, ContinuousClock.now < end {
            guard let attempt = try? log.store.attempts(settings.name, from: next, limit: 1).first else {
                next = 0
                guard isAgain else { break }
                isAgain = false
                continue
            }
            if !isAgain, start > 0, attempt.index >= start { break }
            next = attempt.index + 1
            guard attempt.time <= now - age else { continue }
            closed += await close(attempt, reader, givesUp: attempt.time <= now - patience)
        }
        reconciledUpTo.withLock { $0 = next }
        return closed
    }

    /// Closes one attempt, and those that are mixed up with it, under their lock; answers how many.
    private func close(_ attempt: OpenAttempt, _ reader: StateReader, givesUp: Bool) async -> Int {
        let kind = ResourceKind(endpoint: attempt.endpoint)
        var keys: Set<String> = []
        if let kind, let id = attempt.id { keys.insert(Self.key(kind, id)) }
        if let kind, let natural = attempt.natural { keys.insert(Self.key(kind, natural)) }
        return await locks.holding(keys) {
            do {
                try log.settle()
                guard let attempt = try log.store.attempt(attempt.index) else { return 0 }
                let mixed = try kind.map { try self.mixed(attempt, $0) } ?? [attempt]
                return try await close(mixed, kind, reader, givesUp: givesUp)
            } catch is StillOpen { return 0 } catch {
                logger.error("an open attempt cannot be closed", metadata: ["reason": "\(error)"])
                return 0
            }
        }
    }

    /// An attempt with those on the same resource, or to make one of the same name.
    private func mixed(_ attempt: OpenAttempt, _ kind: ResourceKind) throws -> [OpenAttempt] {
        if let id = attempt.id { return try log.store.attempts(settings.name, kind, id) }
        guard let natural = attempt.natural else { return [attempt] }
        return try log.store.attempts(settings.name, kind, named: natural)
    }

    /// Closes the attempts that an earlier process, or an earlier moment, left open on a resource whose lock is held.
    ///
    /// - Throws: when one of them cannot be closed now.
    func closeOpen(_ kind: ResourceKind, _ id: String, _ reader: StateReader) async throws {
        try log.settle()
        try await closeOthers(reader)
        let open = try log.store.attempts(settings.name, kind, id)
        if !open.isEmpty { _ = try await close(open, kind, reader, givesUp: false) }
    }

    /// The same for attempts to make somebody of a name that is locked.
    func closeOpen(_ kind: ResourceKind, named natural: NaturalKey, _ reader: StateReader) async throws {
        try log.settle()
        try await closeOthers(reader)
        let open = try log.store.attempts(settings.name, kind, named: natural)
        if !open.isEmpty { _ = try await close(open, kind, reader, givesUp: false) }
    }

    /// Writes of another form that were interrupted are closed without a look: nobody knows where.
    private func closeOthers(_ reader: StateReader) async throws {
        for attempt in try log.store.otherAttempts(settings.name) where !running.isHeld(attempt) {
            do { _ = try await close([attempt], nil, reader, givesUp: false) } catch is StillOpen {}
        }
    }

    /// Why attempts stay open.
    struct StillOpen: Error, CustomStringConvertible { let description: String }

    /// Closes attempts that belong together, all at once. Their lock is held, and the state is that of the log.
    ///
    /// - Returns: how many.
    /// - Throws: `StillOpen` when the service's state cannot be seen, or somebody else is at work on one of them.
    private func close(
        _ attempts: [OpenAttempt], _ kind: ResourceKind?, _ reader: StateReader, givesUp: Bool
    ) async throws -> Int {
        guard running.take(attempts) else { throw StillOpen(description: "one is being carried out") }
        defer { running.release(attempts.map(\.index)) }
        // Whoever was at work on them until now may have closed them.
        try log.settle()
        let open = try attempts.compactMap { try log.store.attempt($0.index) }
        guard !open.isEmpty else { return 0 }
        let closing = Closing(gateway: self, kind: kind, attempts: open, reader: reader, givesUp: givesUp)
        let outcomes = try await closing.records()
        try await record(outcomes)
        notPassedOn.withLock { why in for attempt in open { why[attempt.index] = nil } }
        counts.add(\.reconciled, open.count)
        return open.count
    }

    /// Puts outcomes on record, those that belong together as one: half of them would make the rest look clearer than it is.
    ///
    /// Whoever made the attempt is the actor of its outcome too; `recordedBy` says that it was not they who came for it. The
    /// gateway stands in where the attempt cannot be read any more.
    private func record(_ outcomes: [Closing.Outcome]) async throws {
        let own = Party(type: "service", id: "gateway", namespace: "muster", name: "gateway \(settings.name)")
        var actors: [UInt64: Party] = [:]
        for (attempt, _) in outcomes { actors[attempt.index] = try log.record(of: attempt.index)?.actor }
        func records(_ isShort: Bool) -> [Record] {
            outcomes.flatMap { attempt, planned in
                let acting = Acting(
                    actor: actors[attempt.index] ?? own, recordedBy: "muster", request: attempt.transaction,
                    transaction: attempt.transaction)
                let told = isShort ? planned.filter(\.mark.closes).map(\.short) : planned
                return told.map { $0.record(acting, source: settings.namespace) }
            }
        }
        counts.add(\.doubtful, outcomes.count { $0.1.contains { $0.outcome == .observed } })
        counts.add(\.unknown, outcomes.count { $0.1.last?.mark.observed == "unknown" })
        do { _ = try await log.append(records(false)) } catch let error as RecorderError where error.isAboutTheRecord {
            logger.warning("outcomes are told in short", metadata: ["reason": "\(error)"])
            _ = try await log.append(records(true))
        }
    }
}
