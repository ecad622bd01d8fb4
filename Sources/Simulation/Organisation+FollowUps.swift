import JSON
import Records

/// What was planned comes due, unless somebody has left or come back meanwhile.
extension Organisation {
    mutating func carryOut(_ followUp: FollowUp) {
        let person = followUp.person
        guard people[person].life == followUp.life else { return }
        switch followUp.kind {
        case .provision: provision(person)
        case .reprovision: reprovision(person)
        case .move(let department, let forgotten): follow(person, from: department, forgotten: forgotten)
        case .disable(let source):
            let account = people[person].account(source)
            guard account.exists, account.isEnabled else { return }
            happen([enable(person, source, false)])
        case .remove(let membership):
            let byHand = structure.groups[membership.group].source == .directory
            let actor = byHand ? hand(pickAdmin(), .directory) : nil
            happen([remove(person, from: membership, by: actor)].compactMap(\.self))
        case .revoke(let role): happen([revoke(role, from: person)].compactMap(\.self))
        case .unassign(let app): happen([assign(app: app, to: person, false)].compactMap(\.self))
        case .delete: delete(person)
        case .endContract: leave(person)
        case .comeBack: comeBack(person)
        case .approve(let role, let approver): approve(role, for: person, by: approver)
        case .expire(let role): expire(role, of: person)
        }
    }

    private mutating func reprovision(_ person: Int) {
        guard people[person].okta.exists else { return provision(person) }
        var made: [Record] = []
        if !people[person].okta.isEnabled { made.append(enable(person, .okta, true)) }
        if let added = add(person, to: people[person].department) { made.append(added) }
        happen(made)
        if people[person].directory.exists, !people[person].directory.isEnabled {
            happen([enable(person, .directory, true, by: hand(pickAdmin(), .directory))])
        }
    }

    /// The identity provider's account ends: memberships and roles first, its last state at the end.
    private mutating func delete(_ person: Int) {
        guard people[person].okta.exists else { return }
        var ended: [Record] = []
        for membership in people[person].groups where structure.groups[membership.group].source == .okta {
            if let removed = remove(person, from: membership) { ended.append(removed) }
        }
        for role in people[person].roles { if let revoked = revoke(role, from: person) { ended.append(revoked) } }
        for app in people[person].apps { if let lost = assign(app: app, to: person, false) { ended.append(lost) } }
        ended.append(
            record(
                .userDelete, .okta, on: party(person, .okta), [],
                [
                    Change(path: "externalId", before: .string(ids.personnel(person))),
                    Change(path: "userName", before: .string(mail(person))),
                    Change(path: "displayName", before: .string(people[person].name.display)),
                    Change(path: "active", before: .bool(people[person].okta.isEnabled)),
                ]))
        people[person].okta.exists = false
        people[person].okta.isEnabled = false
        happen(ended)
    }

    /// Somebody with the right to says yes, mostly; a privileged role is given for a while.
    private mutating func approve(_ role: Int, for person: Int, by approver: Int) {
        guard people[person].okta.exists else { return }
        let isDenied = random.happens(120)
        let decision = record(
            Self.action(isDenied ? "access.deny" : "access.approve"), .governance, by: hand(approver, .governance),
            on: party(person, .governance), [party(role: role)],
            reason: isDenied ? "not needed for the work" : "approved by the line")
        guard !isDenied, let given = assign(role, to: person, reason: "access request") else {
            return happen([decision])
        }
        happen([decision, given])
        if structure.roles[role].isPrivileged {
            plan(.expire(role), of: person, in: 480...14 * 1_440)
        }
    }

    private mutating func expire(_ role: Int, of person: Int) {
        guard let revoked = revoke(role, from: person, reason: "time is over") else { return }
        happen([
            record(
                Self.action("access.expire"), .governance, on: party(person, .governance), [party(role: role)]),
            revoked,
        ])
    }
}
