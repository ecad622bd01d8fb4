import Differences
import JSON
import Records

extension Gateway {
    /// Members from which on a group is asked about single ones, rather than read whole.
    static let manyMembers = 200

    /// Looks at a resource, and puts on record what is not as it is known to be.
    ///
    /// - Throws: what kept that from being recorded.
    func look(
        _ kind: ResourceKind, _ id: String, members: RequestedChanges.TouchedMembers, _ reader: StateReader,
        transaction: String?
    ) async throws -> Observation {
        let isBig = try kind.isGroup && log.store.hasMany(settings.name, id, more: Self.manyMembers)
        let found = await reader.read(kind, id, members: members, isBig: isBig)
        try await record(drift: found, kind, id, transaction: transaction)
        return found
    }

    /// Puts on record in what a resource that was found differs from what is known of it.
    func record(
        drift found: Observation, _ kind: ResourceKind, _ id: String, transaction: String?, doubt: String? = nil
    ) async throws {
        var known = DriftPlan.Known(resource: try log.store.resource(settings.name, kind, id))
        if kind.isGroup {
            switch found.resource?.members {
            case .all?: known.members = try log.store.members(settings.name, of: id)
            case .some(let some)?:
                known.members = try log.store.members(settings.name, of: id, among: Array(some.keys))
            default: break
            }
        }
        let plan = DriftPlan(kind: kind, id: id, parties: parties, person: person)
        let records = plan.records(known, found, doubt: doubt)
        guard !records.isEmpty else { return }
        if records.contains(where: \.mark.isDrift) { counts.add(\.drifts) }
        let acting = Acting(
            actor: Acting.unknown(settings.namespace), recordedBy: "muster", request: transaction,
            transaction: transaction)
        _ = try await log.append(records.map { $0.record(acting, source: settings.namespace) })
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

    /// The one resource that has such a name and is not on record: the one that was just made, if any was.
    func newcomer(
        _ kind: ResourceKind, _ natural: (attribute: String, value: String), _ reader: StateReader
    ) async -> String? {
        guard let ids = await reader.find(kind, natural.attribute, natural.value) else { return nil }
        let new = ids.filter { id in (try? log.store.resource(settings.name, kind, id)) == nil }
        return new.count == 1 ? new[0] : nil
    }
}
