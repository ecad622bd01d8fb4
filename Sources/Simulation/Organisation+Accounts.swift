import JSON
import Records

/// Accounts come, change and end; groups and roles are given and taken.
extension Organisation {
    /// An account that comes to be: one change for each attribute.
    mutating func create(_ person: Int, _ source: Source, by actor: Party? = nil) -> Record {
        switch source {
        case .okta: people[person].okta.create()
        case .directory: people[person].directory.create()
        default: break
        }
        let staff = people[person]
        var changes = [
            ("userName", JSONValue.string(source == .directory ? staff.login : mail(person))),
            (
                "name",
                .object(
                    JSONObject([("givenName", .string(staff.name.given)), ("familyName", .string(staff.name.family))]))
            ),
            ("displayName", .string(staff.name.display)), ("title", .string(staff.title)),
            (
                "emails",
                .array([.object(JSONObject([("value", .string(mail(person))), ("type", "work"), ("primary", true)]))])
            ),
            ("active", true),
        ]
        if source != .directory {
            changes.insert(("externalId", .string(ids.personnel(person))), at: 0)
            changes.append((Self.enterprise + ":employeeNumber", .string(ids.personnel(person))))
            changes.append((Self.enterprise + ":department", .string(structure.departments[staff.department])))
            if let manager = managerValue(staff.manager) { changes.append((Self.enterprise + ":manager", manager)) }
            changes.append(("userType", staff.isContractor ? "Contractor" : "Employee"))
        }
        return record(
            .userCreate, source, by: actor, on: party(person, source), [], changes.map { Change(path: $0, after: $1) })
    }

    /// Disables or enables an account that is otherwise.
    mutating func enable(_ person: Int, _ source: Source, _ isEnabled: Bool, by actor: Party? = nil) -> Record {
        switch source {
        case .okta: people[person].okta.isEnabled = isEnabled
        case .directory: people[person].directory.isEnabled = isEnabled
        default: break
        }
        return record(
            isEnabled ? .userEnable : .userDisable, source, by: actor, on: party(person, source), [],
            [Change(path: "active", before: .bool(!isEnabled), after: .bool(isEnabled))])
    }

    /// Puts somebody into a group who is not in it and has an account there; nil otherwise.
    mutating func add(_ person: Int, to group: Int, by actor: Party? = nil) -> Record? {
        let membership = structure.membership(group)
        let source = structure.groups[group].source
        guard people[person].account(source).exists, !people[person].isMember(of: membership) else { return nil }
        people[person].groups.append(membership)
        joined[group].append(person)
        let member = member(person, source)
        return record(
            .groupMemberAdd, source, by: actor, on: party(person, source), [party(group: group)],
            [Change(path: member.path, after: member.value)])
    }

    /// Takes somebody out of a group; nil when they are not in it.
    mutating func remove(_ person: Int, from membership: Person.Membership, by actor: Party? = nil) -> Record? {
        guard membership == structure.membership(membership.group),
            let place = people[person].groups.firstIndex(of: membership)
        else { return nil }
        people[person].groups.remove(at: place)
        let source = structure.groups[membership.group].source
        let member = member(person, source)
        return record(
            .groupMemberRemove, source, by: actor, on: party(person, source), [party(group: membership.group)],
            [Change(path: member.path, before: member.value)])
    }

    private func member(_ person: Int, _ source: Source) -> (path: String, value: JSONValue) {
        let id = party(person, source).id
        return (
            "members[value eq \"\(id)\"]",
            .object(JSONObject([("value", .string(id)), ("display", .string(people[person].name.display))]))
        )
    }

    /// Gives a role that is not held, to an account that exists; nil otherwise.
    mutating func assign(_ role: Int, to person: Int, by actor: Party? = nil, reason: String? = nil) -> Record? {
        guard people[person].okta.exists, !people[person].holds(role) else { return nil }
        people[person].roles.append(role)
        return record(
            .roleAssign, .governance, by: actor, on: party(person, .governance), [party(role: role)],
            [Change(path: rolePath(role), after: roleValue(role))], reason: reason)
    }

    /// Takes a role; nil when it is not held.
    mutating func revoke(_ role: Int, from person: Int, by actor: Party? = nil, reason: String? = nil) -> Record? {
        guard let place = people[person].roles.firstIndex(of: role) else { return nil }
        people[person].roles.remove(at: place)
        return record(
            .roleRevoke, .governance, by: actor, on: party(person, .governance), [party(role: role)],
            [Change(path: rolePath(role), before: roleValue(role))], reason: reason)
    }

    private func rolePath(_ role: Int) -> String { "roles[value eq \"role-\(Identifiers.padded(role, 4))\"]" }
    private func roleValue(_ role: Int) -> JSONValue {
        .object(
            JSONObject([
                ("value", .string("role-" + Identifiers.padded(role, 4))),
                ("display", .string(structure.roles[role].name)),
            ]))
    }

    /// Gives or takes an application; nil when that is so already.
    mutating func assign(app: Int, to person: Int, _ isAssigned: Bool) -> Record? {
        let place = people[person].apps.firstIndex(of: app)
        guard people[person].okta.exists, (place == nil) == isAssigned else { return nil }
        if let place { people[person].apps.remove(at: place) } else { people[person].apps.append(app) }
        return record(
            isAssigned ? Self.appAssign : Self.appUnassign, .governance, on: party(person, .governance),
            [party(app: app)])
    }

    // Of the canonical list, which has no constants for these.
    static let appAssign = Self.action("app.assign")
    static let appUnassign = Self.action("app.unassign")

    /// An action of the list, or of one's own; a slip of the pen shows at the first test.
    static func action(_ name: String) -> Action {
        guard let action = Action(rawValue: name) else { preconditionFailure("\(name) is no action") }
        return action
    }
}
