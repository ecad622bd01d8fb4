import Differences
import JSON
import Recorder
import Records

extension Gateway {
    /// Members from which on a group is asked about single ones, rather than read whole.
    static let manyMembers = 200

    /// Looks at a resource, and puts on record what is not as it is known to be; `called` is what the client calls it.
    ///
    /// - Throws: what kept that from being recorded.
    func look(
        _ kind: ResourceKind, _ id: String, called: String? = nil, members: RequestedChanges.TouchedMembers,
        _ reader: StateReader, transaction: String?
    ) async throws -> Observation {
        let isBig = try kind.isGroup && log.store.hasMany(settings.name, id, more: Self.manyMembers)
        let position = log.recorder.committedSize()
        let found = await reader.read(kind, id, members: members, isBig: isBig, called: called)
        // The name is gone; the resource need not be.
        if called != nil, case .absent = found { return .unknown("the upstream showed this resource under another id") }
        try await record(drift: found, kind, id, at: position, transaction: transaction)
        return found
    }

    /// Puts on record in what a resource that was found differs from what is known of it.
    ///
    /// Where a write passed whose outcome nobody saw, a difference is told as observed, and no drift.
    ///
    /// - Parameters:
    ///   - found: what was seen; nothing is recorded of what was not.
    ///   - kind: of the resource.
    ///   - id: as it was asked for; the service's own spelling counts.
    ///   - position: entries in the log before it was asked for.
    ///   - transaction: of the write that looked.
    ///   - doubt: why the difference may be no drift, where the caller knows.
    /// - Throws: what kept that from being recorded.
    func record(
        drift found: Observation, _ kind: ResourceKind, _ id: String, at position: UInt64, transaction: String?,
        doubt: String? = nil
    ) async throws {
        guard !found.isUnknown else { return }
        let id = found.resource?.id ?? id
        var known = DriftPlan.Known(resource: try log.store.resource(settings.name, kind, id))
        if known.resource == nil { known.isEnded = try log.store.hasEnded(settings.name, kind, id) }
        if kind.isGroup {
            switch found.resource?.members {
            case .all?: known.members = try log.store.members(settings.name, of: id)
            case .some(let some)?:
                known.members = try log.store.members(settings.name, of: id, among: Array(some.keys))
            default: break
            }
        }
        if var resource = known.resource {
            resource.state = settings.shown(resource.state)
            known.resource = resource
        }
        let standing = try log.store.doubt(settings.name, kind, id)
        let late = known.resource == nil ? try found.resource.flatMap { try lateCreation(kind, $0) } : nil
        let doubt = try late ?? doubt.map { DriftDoubt(reason: $0) } ?? standing.map(reason)
        let plan = DriftPlan(kind: kind, id: id, parties: parties, person: person)
        let records = plan.records(known, found, doubt: doubt)
        if !records.isEmpty {
            let isDrift = records.contains(where: \.mark.isDrift)
            if isDrift { counts.add(\.drifts) }
            if let doubt, !isDrift || records.contains(where: { $0.draft.reason == doubt.reason }) {
                counts.add(\.doubtful)
            }
            // What may be the late effect of an attempt belongs to its transaction.
            let earlier = try doubt?.attempt.flatMap { try log.record(of: $0) }?.transaction
            func acting(_ planned: PlannedRecord) -> Acting {
                let transaction = planned.mark.attempt == nil ? transaction : earlier
                return Acting(
                    actor: Acting.unknown(settings.namespace), recordedBy: "muster", request: transaction,
                    transaction: transaction)
            }
            _ = try await log.append(records.map { $0.record(acting($0), source: settings.namespace) })
            try log.settle()
        }
        // What is known of some members only does not settle what became of the others.
        if standing != nil, !Self.hasUnseenMembers(kind, found) {
            try log.store.looked(settings.name, kind, id, at: max(1, position) - 1)
        }
    }

    /// Of a write whose effect was not seen only that may come which it asked for.
    private func reason(_ standing: GatewayStore.Doubt) throws -> DriftDoubt {
        guard case .ofAttempt(let attempt, let closing) = standing else { return DriftDoubt(reason: Self.unseenWrite) }
        let closed = try log.record(of: closing)
        let late = try log.record(of: attempt).flatMap { LateEffects(attempt: $0, closing: closed) }
        return DriftDoubt(reason: Self.unseenWrite, late: late, attempt: attempt)
    }

    /// Of an attempt to make somebody of that name whom nobody saw, this may be the effect.
    private func lateCreation(_ kind: ResourceKind, _ found: ObservedResource) throws -> DriftDoubt? {
        let labels = log.names.labels(settings.name, kind.endpoint, id: found.id, found.state)
        guard let attempt = try log.store.awaited(settings.name, kind.endpoint, labels) else { return nil }
        return DriftDoubt(
            reason: "made by an earlier write whose effect was not seen (attempt \(attempt)), or by somebody else",
            attempt: attempt, isCreation: true)
    }

    private static let unseenWrite = "changed by an earlier write whose outcome could not be seen, or by somebody else"

    private static func hasUnseenMembers(_ kind: ResourceKind, _ found: Observation) -> Bool {
        guard kind.isGroup, let resource = found.resource else { return false }
        if case .all = resource.members { return false }
        return true
    }

    /// Someone or some group as they are on record, for records that name them as members.
    @Sendable func person(_ id: String) -> Party? {
        guard GatewayRoute.isID(id) else { return nil }
        if let user = try? log.store.resource(settings.name, .users, id) {
            return parties.party(.users, id, user.state)
        }
        let group = try? log.store.resource(settings.name, .groups, id)
        return group.map { parties.party(.groups, id, $0.state) }
    }

    /// Whether the upstream announces entity tags; what cannot be read is not relied on.
    func offersEntityTags(_ reader: StateReader) async -> Bool {
        if let known = memory.hasEntityTags { return known }
        guard let answer = try? await reader.get("/ServiceProviderConfig"), answer.status == 200 else {
            memory.set(hasEntityTags: false)
            return false
        }
        let offers = answer.json?["etag"]?["supported"]?.boolValue ?? false
        memory.set(hasEntityTags: offers)
        return offers
    }
}
