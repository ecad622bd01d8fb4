import Records

/// An organisation that lives: from a plan alone follow all its records, in order.
///
/// Hires come, move and leave; some leave access behind. Everything is told by the source that did it, under that
/// source's own ids. No state is left out and none made up: who is removed from a group was in it. No clock, no disk.
package struct Organisation: Sendable {
    package let plan: OrganisationPlan
    var random: SeededRandom
    var structure: Structure
    let ids: Identifiers
    let calendar: Calendar
    /// Everybody who was ever hired, by number.
    var people: [Person] = []
    /// Those who are here now, in no order.
    var here: [Int] = []
    /// Who leads, by department.
    var managers: [[Int]]
    /// Who administers by hand.
    var admins: [Int] = []
    /// Who was put into each group at some time since it began, by group.
    var joined: [[Int]]
    var logins: [String: Int] = [:]
    var agenda = Agenda<FollowUp>()
    /// Milliseconds since 1970.
    var now: Int64
    var founding = Founding.structure
    /// Records at the end of the founding: what follows is spread evenly over the rest of the time.
    var foundingRecords = 0
    private var ready: [Happening] = []
    private var handed = 0
    /// Records that happened, those not handed out among them.
    private(set) var count = 0
    var transactions = 0
    var left = 0

    package init(_ plan: OrganisationPlan) {
        self.plan = plan
        random = SeededRandom(seed: plan.seed)
        structure = Structure(people: plan.people)
        ids = Identifiers(seed: plan.seed)
        calendar = Calendar(start: plan.start.milliseconds, end: plan.end.milliseconds)
        managers = [[Int]](repeating: [], count: structure.departments.count)
        joined = [[Int]](repeating: [], count: structure.groups.count)
        now = plan.start.milliseconds
    }

    /// What happens next; nil once the plan's number of records is reached.
    package mutating func next() -> Happening? {
        while handed == ready.count {
            guard count < plan.records else { return nil }
            ready.removeAll(keepingCapacity: true)
            handed = 0
            live()
        }
        defer { handed += 1 }
        return ready[handed]
    }

    /// People who are here now.
    package var headcount: Int { here.count }
    /// Those who hold the most common role, whether they are here or gone.
    package var holdersOfCommonRole: Int { people.count { $0.holds(structure.commonRole) } }

    private mutating func live() {
        guard founding == .done else { return found() }
        now = max(now, calendar.time(done: count - foundingRecords, of: plan.records - foundingRecords))
        if let followUp = agenda.take(until: now) { return carryOut(followUp) }
        let done = Double(count - foundingRecords) / Double(max(1, plan.records - foundingRecords))
        let due = plan.founders + Int(Double(plan.people - plan.founders) * min(1, done * 1.03))
        if people.count < min(due, plan.people) { return hire() }
        if left < Int(Double(plan.people) * 0.35 * done), here.count > plan.founders / 2 {
            return leave(random.pick(here))
        }
        spendTheDay()
    }

    /// Notes what happened in one request. Beyond the plan's number of records nothing is.
    mutating func happen(_ records: [Record]) {
        guard !records.isEmpty, count < plan.records else { return }
        transactions += 1
        let transaction = "tx-" + Identifiers.padded(transactions, 9)
        var kept = Array(records.prefix(plan.records - count))
        for place in kept.indices { kept[place].transaction = transaction }
        count += kept.count
        ready.append(Happening(time: Timestamp(milliseconds: now), records: kept))
    }

    mutating func plan(_ kind: FollowUp.Kind, of person: Int, in delay: ClosedRange<Int>) {
        let due = now + Int64(random.within(delay)) * Calendar.minute
        agenda.note(FollowUp(person: person, life: people[person].life, kind: kind), at: due)
    }
}

/// What follows later from what happened to somebody.
struct FollowUp: Sendable {
    let person: Int
    /// The life of the person in which it was planned.
    let life: Int
    let kind: Kind

    enum Kind: Sendable {
        case provision, reprovision
        case move(from: Int, forgotten: Bool)
        case disable(Source)
        case remove(Person.Membership)
        case revoke(Int)
        case unassign(Int)
        case delete
        case endContract
        case comeBack
        case approve(Int, by: Int)
        case expire(Int)
    }
}

/// How far the organisation is with its beginning.
enum Founding: Sendable, Equatable {
    case structure, people, done
}
