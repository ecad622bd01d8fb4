import JSON
import Records

/// What an auditor looks for: refusals, failures, privileges, access that somebody gave themselves, bulk work.
extension Organisation {
    /// An attempt that was refused: a role that one may not give, an account that one may not touch.
    mutating func refuse(_ person: Int) {
        let actor = random.pick(here)
        guard people[person].okta.exists, people[actor].okta.exists else { return }
        let role = random.below(Structure.privileged.count)
        let isGrant = random.happens(600)
        happen([
            record(
                isGrant ? .roleAssign : .userPasswordReset, isGrant ? .governance : .okta,
                by: hand(actor, isGrant ? .governance : .okta), on: party(person, isGrant ? .governance : .okta),
                isGrant ? [party(role: role)] : [], outcome: .refused, reason: "the actor may not do this")
        ])
    }

    /// An attempt that failed half-way: the target did not answer.
    mutating func fail(_ person: Int) {
        let group = structure.project(&random)
        let source = structure.groups[group].source
        guard people[person].account(source).exists else { return }
        happen([
            record(
                .groupMemberAdd, source, on: party(person, source), [party(group: group)], outcome: .failed,
                reason: "the directory did not answer within 30 s")
        ])
    }

    /// Signs of sign-ins: a source's own actions.
    mutating func signIn(_ person: Int) {
        guard people[person].okta.exists else { return }
        let isRisk = random.happens(200)
        var made = record(
            Self.action(isRisk ? "x.okta.signin-risk" : "x.okta.signin"), .okta, by: hand(person, .okta),
            on: party(person, .okta), outcome: isRisk && random.happens(500) ? .refused : .success)
        made.extra = JSONObject([
            ("country", .string(random.pick(["DK", "DE", "CH", "JP", "BR", "IL", "PL", "GR"]))),
            ("risk", .string(isRisk ? "high" : "low")),
        ])
        happen([made])
    }

    /// An administrator works with a privilege for a while.
    mutating func usePrivilege(_ person: Int) {
        let admin = pickAdmin()
        guard people[admin].okta.exists else { return }
        let role = random.below(Structure.privileged.count)
        if people[admin].holds(role) {
            return happen([
                record(
                    Self.action("session.elevate"), .governance, by: hand(admin, .governance),
                    on: party(admin, .governance), [party(role: role)])
            ])
        }
        // Now and then somebody gives it to themselves.
        let isOwnDoing = random.happens(150)
        let giver = isOwnDoing ? admin : pickAdmin()
        guard let given = assign(role, to: admin, by: hand(giver, .governance)) else { return }
        happen([given])
        plan(.expire(role), of: admin, in: isOwnDoing ? 20_000...200_000 : 480...10_080)
    }

    /// A permission or role that an administrator gives without a request.
    mutating func grantByHand(_ person: Int) {
        let admin = pickAdmin()
        guard people[admin].okta.exists else { return }
        let role = structure.ordinaryRole(&random)
        happen([assign(role, to: person, by: hand(admin, .governance), reason: "by telephone")].compactMap(\.self))
    }

    /// Many members of one project at once, in or out.
    mutating func workBulk() {
        let group = structure.project(&random)
        guard structure.groups[group].source == .okta else { return }
        let most = max(5, min(400, here.count / 10))
        if joined[group].count > most / 2, random.happens(300) { return end(group) }
        var added: [Record] = []
        for _ in 0..<random.within(5...most) {
            if let record = add(random.pick(here), to: group) { added.append(record) }
        }
        happen(added)
    }

    /// A project is over: everybody leaves the group, it is deleted, and another begins in its place.
    private mutating func end(_ group: Int) {
        let membership = structure.membership(group)
        let members = Set(joined[group]).sorted().filter { people[$0].isMember(of: membership) }
        guard members.count <= 2_000 else { return }
        var ended = members.compactMap { remove($0, from: membership) }
        let old = party(group: group)
        ended.append(
            record(
                .groupDelete, .okta, on: old, [], [Change(path: "displayName", before: .string(old.name ?? ""))]))
        happen(ended)
        joined[group] = []
        structure.groups[group].version += 1
        let name = "Project \(group + 1)/\(structure.groups[group].version)"
        structure.groups[group].name = name
        happen([create(group: party(group: group), .okta)])
    }

    /// A group gets another name, or a department another division.
    mutating func reorganise() {
        if random.happens(700) {
            let group = structure.project(&random)
            let (old, name) = (
                structure.groups[group].name, "\(structure.groups[group].name.prefix(24)) r\(random.below(100))"
            )
            guard old != name else { return }
            structure.groups[group].name = name
            return happen([
                record(
                    .groupUpdate, structure.groups[group].source, on: party(group: group), [],
                    [Change(path: "displayName", before: .string(old), after: .string(name))])
            ])
        }
        let department = random.below(structure.departments.count)
        let parent = random.below(structure.containers.count - 1)
        guard let old = structure.groups[department].parent, old != parent else { return }
        structure.groups[department].parent = parent
        let group = party(group: department)
        happen([nest(group, in: old, isIn: false), nest(group, in: parent, isIn: true)])
    }
}
