import JSON
import Records

/// People come, move, leave, and now and then come back.
extension Organisation {
    /// Hires somebody: the personnel department first, accounts and access within hours.
    mutating func hire() {
        let person = employ()
        happen([create(person, .personnel)])
        plan(.provision, of: person, in: 5...300)
        if people[person].isContractor { plan(.endContract, of: person, in: 60 * 24 * 60...540 * 24 * 60) }
    }

    /// Puts somebody new on the list.
    mutating func employ() -> Int {
        let number = people.count
        let name = PersonName(
            given: random.below(PersonName.givenCount), family: random.below(PersonName.familyCount))
        let namesakes = logins[name.login, default: 0]
        logins[name.login] = namesakes + 1
        let department = structure.departmentSizes.pick(&random)
        // One in twelve leads; a department has somebody at its head from its first day.
        let leads = managers[department].isEmpty || random.happens(83)
        var person = Person(
            name: name, login: namesakes == 0 ? name.login : name.login + String(namesakes + 1),
            isContractor: !leads && random.happens(120), department: department,
            title: leads ? "Manager" : random.pick(Structure.titles), site: random.below(Structure.sites.count),
            phone: random.below(10_000), manager: managers[department].isEmpty ? nil : random.pick(managers[department])
        )
        person.place = here.count
        people.append(person)
        here.append(number)
        if leads { managers[department].append(number) }
        return number
    }

    /// Accounts and first access.
    mutating func provision(_ person: Int) {
        var made = [create(person, .okta)]
        if let added = add(person, to: people[person].department) { made.append(added) }
        for _ in 0..<random.below(3) {
            let project = structure.project(&random)
            if structure.groups[project].source == .okta, let added = add(person, to: project) { made.append(added) }
        }
        happen(made)
        if random.happens(300) || people[person].department == 0 { happen([create(person, .directory)]) }
        giveRoles(person)
    }

    private mutating func giveRoles(_ person: Int) {
        var given: [Record] = []
        if random.happens(Structure.commonRole.perMille), let record = assign(structure.commonRole, to: person) {
            given.append(record)
        }
        for _ in 0..<(1 + random.below(2)) {
            if let record = assign(structure.ordinaryRole(&random), to: person) { given.append(record) }
        }
        for app in 0..<random.below(2) { if let record = assign(app: app, to: person, true) { given.append(record) } }
        happen(given)
    }

    /// Another department: told by the personnel department, now and then late; followed by the groups.
    mutating func move(_ person: Int) {
        let old = people[person]
        let department = structure.departmentSizes.pick(&random)
        guard department != old.department, !managers[department].isEmpty, old.title != "Manager" else {
            return updateContact(person)
        }
        people[person].department = department
        people[person].manager = random.pick(managers[department])
        let title = random.pick(Structure.titles)
        var changes = [
            Change(
                path: Self.enterprise + ":department", before: .string(structure.departments[old.department]),
                after: .string(structure.departments[department])),
            Change(
                path: Self.enterprise + ":manager", before: managerValue(old.manager),
                after: managerValue(people[person].manager)),
        ]
        if title != old.title {
            changes.insert(Change(path: "title", before: .string(old.title), after: .string(title)), at: 0)
            people[person].title = title
        }
        let late = random.happens(40) ? Int64(random.within(1...10)) * Calendar.day : 0
        happen([record(.userUpdate, .personnel, on: party(person, .personnel), [], changes, late: late)])
        plan(.move(from: old.department, forgotten: random.happens(120)), of: person, in: 10...480)
    }

    /// The identity provider follows a move.
    mutating func follow(_ person: Int, from department: Int, forgotten: Bool) {
        guard people[person].okta.exists else { return }
        var made = [
            record(
                .userUpdate, .okta, on: party(person, .okta), [],
                [
                    Change(
                        path: Self.enterprise + ":department", before: .string(structure.departments[department]),
                        after: .string(structure.departments[people[person].department]))
                ])
        ]
        if !forgotten, department != people[person].department,
            let removed = remove(person, from: structure.membership(department))
        {
            made.append(removed)
        }
        if let added = add(person, to: people[person].department) { made.append(added) }
        happen(made)
    }

    /// Lets somebody go. The account is disabled within hours; access goes within a day, weeks later, or never.
    mutating func leave(_ person: Int) {
        guard people[person].standing == .here else { return }
        unlist(person)
        people[person].standing = .gone
        people[person].life += 1
        left += 1
        happen([enable(person, .personnel, false)])
        plan(.disable(.okta), of: person, in: 10...500)
        if people[person].directory.exists, random.happens(950) {
            plan(.disable(.directory), of: person, in: random.happens(900) ? 10...1_440 : 2_880...57_600)
        }
        for membership in people[person].groups { planLoss(.remove(membership), of: person) }
        for role in people[person].roles { planLoss(.revoke(role), of: person) }
        for app in people[person].apps { planLoss(.unassign(app), of: person) }
        if random.happens(300) { plan(.delete, of: person, in: 90 * 1_440...180 * 1_440) }
        if random.happens(40) { plan(.comeBack, of: person, in: 30 * 1_440...400 * 1_440) }
        succeed(person)
    }

    private mutating func planLoss(_ kind: FollowUp.Kind, of person: Int) {
        switch random.below(100) {
        case ..<70: plan(kind, of: person, in: 600...1_440)
        case ..<90: plan(kind, of: person, in: 1_440...30 * 1_440)
        case ..<96: plan(kind, of: person, in: 30 * 1_440...90 * 1_440)
        default: break  // forgotten
        }
    }

    /// Off the list of those who are here: the last takes the place.
    private mutating func unlist(_ person: Int) {
        guard let place = people[person].place, let last = here.popLast() else { return }
        if last != person {
            here[place] = last
            people[last].place = place
        }
        people[person].place = nil
    }

    /// Somebody else leads; those who reported to the one who left are told in one transaction, fifty at most.
    private mutating func succeed(_ person: Int) {
        let department = people[person].department
        guard let place = managers[department].firstIndex(of: person) else { return }
        managers[department].remove(at: place)
        guard let next = managers[department].first else { return }
        var changed: [Record] = []
        for report in here where people[report].manager == person && changed.count < 50 {
            people[report].manager = next
            changed.append(
                record(
                    .userUpdate, .personnel, on: party(report, .personnel), [],
                    [
                        Change(
                            path: Self.enterprise + ":manager", before: managerValue(person), after: managerValue(next))
                    ]))
        }
        happen(changed)
    }

    /// Hired again: the old account where it still stands, with whatever was forgotten.
    mutating func comeBack(_ person: Int) {
        guard people[person].standing == .gone else { return }
        people[person].standing = .here
        people[person].life += 1
        people[person].place = here.count
        here.append(person)
        happen([enable(person, .personnel, true)])
        plan(.reprovision, of: person, in: 5...300)
    }
}
