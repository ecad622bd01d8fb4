import JSON
import Records

/// What goes on from day to day between hires and departures.
extension Organisation {
    mutating func spendTheDay() {
        let person = random.pick(here)
        switch random.below(1000) {
        case ..<430: changeProject(person)
        case ..<590: updateContact(person)
        case ..<660: move(person)
        case ..<800: changeRole(person)
        case ..<840: changeApp(person)
        case ..<875: handleCredentials(person)
        case ..<905: request(person)
        case ..<930: refuse(person)
        case ..<945: fail(person)
        case ..<960: signIn(person)
        case ..<967: usePrivilege(person)
        case ..<973: grantByHand(person)
        case ..<982: workBulk()
        case ..<990: reorganise()
        default: serveSystems()
        }
    }

    /// Into a project group, or out of one: nobody is in very many.
    private mutating func changeProject(_ person: Int) {
        let projects = people[person].groups.filter { $0.group >= structure.departments.count }
        if !projects.isEmpty, random.below(10) < projects.count {
            let membership = random.pick(projects)
            let byHand = structure.groups[membership.group].source == .directory
            let actor = byHand ? hand(pickAdmin(), .directory) : nil
            return happen([remove(person, from: membership, by: actor)].compactMap(\.self))
        }
        let group = structure.project(&random)
        let byHand = structure.groups[group].source == .directory
        let actor = byHand ? hand(pickAdmin(), .directory) : nil
        happen([add(person, to: group, by: actor)].compactMap(\.self))
    }

    private mutating func changeRole(_ person: Int) {
        let roles = people[person].roles.filter { !structure.roles[$0].isPrivileged && $0 != structure.commonRole }
        if roles.count > 1, random.below(6) < roles.count {
            happen([revoke(random.pick(roles), from: person)].compactMap(\.self))
        } else if random.happens(8), !people[person].holds(structure.commonRole) {
            happen([assign(structure.commonRole, to: person)].compactMap(\.self))
        } else {
            happen([assign(structure.ordinaryRole(&random), to: person)].compactMap(\.self))
        }
    }

    private mutating func changeApp(_ person: Int) {
        let app = random.below(structure.apps.count)
        happen([assign(app: app, to: person, !people[person].apps.contains(app))].compactMap(\.self))
    }

    /// Site and telephone, as the personnel department has them.
    mutating func updateContact(_ person: Int) {
        let old = people[person]
        var changes: [Change] = []
        if random.happens(300) {
            people[person].site = random.below(Structure.sites.count)
            if old.site != people[person].site {
                changes.append(
                    Change(
                        path: "addresses[type eq \"work\"].locality", before: .string(Structure.sites[old.site]),
                        after: .string(Structure.sites[people[person].site])))
            }
        }
        people[person].phone = (old.phone + 1 + random.below(9_999)) % 10_000
        let number = { (phone: Int) in JSONValue.string("+45 70 10 " + Identifiers.padded(phone, 4)) }
        changes.append(
            Change(
                path: "phoneNumbers[type eq \"work\"].value", before: number(old.phone),
                after: number(people[person].phone)))
        let late = random.happens(20) ? Int64(random.within(1...72)) * Calendar.hour : 0
        happen([record(.userUpdate, .personnel, on: party(person, .personnel), [], changes, late: late)])
    }

    private mutating func handleCredentials(_ person: Int) {
        let source: Source = people[person].directory.exists ? .directory : .okta
        guard people[person].account(source).exists else { return }
        let names = ["user.password.reset", "user.unlock", "user.mfa.enable", "user.lock"]
        let admin = pickAdmin()
        happen([
            record(
                Self.action(random.pick(names)), source, by: hand(admin, source), on: party(person, source),
                reason: "ticket \(random.within(10_000...99_999))")
        ])
    }

    /// Asks for a role; a manager decides within days.
    private mutating func request(_ person: Int) {
        let role =
            random.happens(150) ? random.below(Structure.privileged.count) : structure.ordinaryRole(&random)
        guard people[person].okta.exists, !people[person].holds(role) else { return }
        let approver = people[person].manager ?? random.pick(here)
        happen([
            record(
                Self.action("access.request"), .governance, by: hand(person, .governance),
                on: party(person, .governance), [party(role: role)],
                reason: "needed for \(structure.groups[structure.project(&random)].name)")
        ])
        guard people[approver].okta.exists else { return }
        plan(.approve(role, by: approver), of: person, in: 30...4_320)
    }

    /// Applications, credentials of services, policies.
    private mutating func serveSystems() {
        let app = random.below(structure.apps.count)
        let admin = pickAdmin()
        switch random.below(3) {
        case 0:
            happen([
                record(
                    Self.action("credential.rotate"), .governance,
                    on: Party(
                        type: "credential", id: "key-\(app)", namespace: Source.governance.rawValue,
                        name: "\(structure.apps[app]) connector"))
            ])
        case 1:
            happen([
                record(
                    Self.action("policy.change"), .okta, by: hand(admin, .okta),
                    on: Party(
                        type: "policy", id: "pol-\(app)", namespace: Source.okta.rawValue, name: "Sign-on policy \(app)"
                    ),
                    [party(app: app)],
                    [Change(path: "sessionMinutes", before: .int(60 + app), after: .int(61 + app))])
            ])
        default:
            happen([
                record(
                    Self.action("service_account.update"), .directory, by: hand(admin, .directory),
                    on: Party(
                        type: "service", id: "svc-\(app)", namespace: Source.directory.rawValue,
                        name: "svc-\(structure.apps[app].lowercased())"), [],
                    [Change(path: "description", after: .string("owner \(people[admin].name.display)"))])
            ])
        }
    }
}
