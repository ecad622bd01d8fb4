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
                _ = try await log.append(
                    (try farewells() + [moved(from: known, to: address)]).map {
                        $0.record(.ofGateway(settings.name), source: settings.namespace)
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
        try log.store.attempts(settings.name).map {
            Self.farewell($0, of: settings.name, "the gateway stands before another service now")
        }
    }

    /// The outcome of an attempt of which nobody can tell any more what became of it.
    static func farewell(_ attempt: OpenAttempt, of gateway: String, _ reason: String) -> PlannedRecord {
        var mark = GatewayMark()
        mark.endpoint = attempt.endpoint
        mark.attempt = attempt.index
        mark.closes = true
        mark.observed = "unknown"
        let parties = Parties(namespace: GatewaySettings.namespacePrefix + gateway)
        let kind = ResourceKind(endpoint: attempt.endpoint)
        let subject =
            attempt.id.flatMap { id in kind.map { parties.party($0, id, nil) } }
            ?? parties.request(attempt.transaction ?? "-")
        let action = kind?.attempted(attempt.method) ?? Action(rawValue: "x.gateway.write") ?? .userUpdate
        return PlannedRecord(Draft(action, subject: subject, reason: reason), .failed, mark)
    }
}

extension Acting {
    /// Muster itself, for a gateway.
    static func ofGateway(_ name: String) -> Acting {
        Acting(
            actor: Party(type: "service", id: "gateway", namespace: "muster", name: "gateway \(name)"),
            recordedBy: "muster")
    }
}
