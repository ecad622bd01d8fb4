import Differences
import JSON
import Logging
import Recorder
import Records
import Synchronization

extension Gateway {
    /// Makes sure that what is known is of the service that the gateway stands before. Where that has another address than
    /// before, this goes on record, open attempts are closed as unknown, and nothing is known any more: what the other
    /// service has not would be taken for deleted.
    ///
    /// - Throws: what kept that from being recorded.
    func bind() async throws {
        if isBound.withLock({ $0 }) { return }
        try await locks.holding(["upstream"]) {
            guard !isBound.withLock({ $0 }) else { return }
            let address = settings.upstream.text
            let known = try log.store.upstream(settings.name)
            if known == nil { try log.store.bind(settings.name, to: address) }
            if let known, known != address {
                logger.notice("the gateway stands before another service than before: nothing is known of it")
                let acting = Acting(
                    actor: Party(type: "service", id: "gateway", namespace: "muster", name: "gateway \(settings.name)"),
                    recordedBy: "muster")
                _ = try await log.append(
                    (try farewells() + [moved(from: known, to: address)]).map {
                        $0.record(acting, source: settings.namespace)
                    })
            }
            isBound.withLock { $0 = true }
        }
    }

    private func moved(from old: String, to new: String) -> PlannedRecord {
        var mark = GatewayMark()
        mark.upstream = new
        return PlannedRecord(
            Draft(
                Action(rawValue: "x.gateway.upstream") ?? .userUpdate,
                subject: Party(type: "app", id: settings.name, namespace: "muster", name: settings.name),
                changes: [Change(path: "upstream", before: .string(old), after: .string(new))]), .success, mark)
    }

    /// Nobody can tell any more what became of what was open at the service before.
    private func farewells() throws -> [PlannedRecord] {
        try log.store.attempts(settings.name).map { attempt in
            var mark = GatewayMark()
            mark.endpoint = attempt.endpoint
            mark.attempt = attempt.index
            mark.closes = true
            mark.observed = "unknown"
            let kind = ResourceKind(endpoint: attempt.endpoint)
            let subject =
                attempt.id.flatMap { id in kind.map { parties.party($0, id, nil) } }
                ?? parties.request(attempt.transaction ?? "-")
            let action = kind?.attempted(attempt.method) ?? Action(rawValue: "x.gateway.write") ?? .userUpdate
            return PlannedRecord(
                Draft(action, subject: subject, reason: "the gateway stands before another service now"), .failed, mark)
        }
    }
}
