import JSON
import Records

/// Who and what is named, as each source names it.
extension Organisation {
    static let domain = "nordwind.example"

    func mail(_ person: Int) -> String { people[person].login + "@" + Self.domain }

    /// A person as a source knows them.
    func party(_ person: Int, _ source: Source) -> Party {
        let staff = people[person]
        switch source {
        case .personnel:
            return Party(
                type: "user", id: ids.personnel(person), namespace: source.rawValue, name: staff.name.display)
        case .okta, .governance:
            return Party(
                type: "user", id: ids.okta("00u", person, version: staff.okta.number), namespace: Source.okta.rawValue,
                name: mail(person), externalId: ids.personnel(person))
        case .directory:
            return Party(
                type: "user", id: ids.object(1, person, version: staff.directory.number), namespace: source.rawValue,
                name: "NORDWIND\\" + staff.login)
        }
    }

    func party(group: Int) -> Party {
        let it = structure.groups[group]
        let id =
            it.source == .directory
            ? ids.object(2, group, version: it.version) : ids.okta("00g", group, version: it.version)
        return Party(type: "group", id: id, namespace: it.source.rawValue, name: it.name)
    }

    func party(container: Int) -> Party {
        Party(
            type: "group", id: ids.okta("00gc", container, version: 1), namespace: Source.okta.rawValue,
            name: structure.containers[container])
    }

    func party(role: Int) -> Party {
        Party(
            type: "role", id: "role-" + Identifiers.padded(role, 4), namespace: Source.governance.rawValue,
            name: structure.roles[role].name)
    }

    func party(app: Int) -> Party {
        Party(
            type: "app", id: "app-" + Identifiers.padded(app, 3), namespace: Source.governance.rawValue,
            name: structure.apps[app])
    }

    /// The service that acts for a source.
    func service(_ source: Source) -> Party {
        let (id, name) =
            switch source {
            case .personnel: ("hr-sync", "Personnel sync")
            case .okta: ("okta-lifecycle", "Okta lifecycle")
            case .directory: ("ad-connector", "Directory connector")
            case .governance: ("iga", "Access governance")
            }
        return Party(
            type: "service", id: id, namespace: source.rawValue, name: name, address: "10.1.0.\(10 + name.utf8.count)")
    }

    /// Somebody who works by hand, at a desk.
    func hand(_ person: Int, _ source: Source) -> Party {
        var party = party(person, source)
        party.address = "10.20.\(person / 250 % 250).\(person % 250 + 1)"
        party.session = "s-" + Identifiers.padded(transactions, 9)
        party.agent = source == .directory ? "Active Directory Users and Computers" : "Mozilla/5.0 (X11; Linux x86_64)"
        return party
    }

    /// A record of a source that happened now.
    func record(
        _ action: Action, _ source: Source, by actor: Party? = nil, on subject: Party, _ resources: [Party] = [],
        _ changes: [Change] = [], outcome: Outcome = .success, reason: String? = nil, late: Int64 = 0
    ) -> Record {
        Record(
            action: action, outcome: outcome, occurredAt: Timestamp(milliseconds: max(now - late, calendar.start)),
            source: source.rawValue, actor: actor ?? service(source), subject: subject, resources: resources,
            changes: changes, reason: reason, recordedBy: "feed-" + source.rawValue)
    }

    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    func managerValue(_ person: Int?) -> JSONValue? {
        person.map {
            .object(
                JSONObject([("value", .string(ids.personnel($0))), ("displayName", .string(people[$0].name.display))]))
        }
    }
}
