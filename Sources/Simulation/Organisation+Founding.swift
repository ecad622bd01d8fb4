import JSON
import Records

/// The beginning: what there is on the first day, in bulk, within two weeks.
extension Organisation {
    private static let atOnce = 100

    mutating func found() {
        guard founding == .people else {
            makeStructure()
            founding = .people
            return
        }
        let first = people.count
        let last = min(plan.founders, first + Self.atOnce)
        let batches = max(1, plan.founders / Self.atOnce)
        now += 14 * Calendar.day / Int64(batches + 1)
        now = min(now, calendar.end)
        let new = (first..<last).map { _ in employ() }
        happen(new.map { create($0, .personnel) })
        now += Calendar.minute
        for person in new { provision(person) }
        for person in new where people[person].isContractor {
            plan(.endContract, of: person, in: 60 * 1_440...540 * 1_440)
        }
        if people.count == plan.founders {
            findAdmins()
            founding = .done
            foundingRecords = count
        }
    }

    private mutating func makeStructure() {
        happen(
            structure.containers.indices.map { create(group: party(container: $0), .okta) })
        let everybody = structure.containers.count - 1
        happen((0..<everybody).map { nest(party(container: $0), in: everybody, isIn: true) })
        happen(
            structure.roles.indices.map { role in
                record(
                    Self.action("role.create"), .governance, on: party(role: role), [],
                    [
                        Change(path: "displayName", after: .string(structure.roles[role].name)),
                        Change(path: "privileged", after: .bool(structure.roles[role].isPrivileged)),
                    ])
            })
        for first in stride(from: 0, to: structure.groups.count, by: Self.atOnce) {
            let groups = first..<min(first + Self.atOnce, structure.groups.count)
            happen(groups.map { create(group: party(group: $0), structure.groups[$0].source) })
        }
        happen(
            structure.departments.indices.compactMap { department in
                structure.groups[department].parent.map { nest(party(group: department), in: $0, isIn: true) }
            })
    }

    func create(group: Party, _ source: Source) -> Record {
        record(
            .groupCreate, source, on: group, [], [Change(path: "displayName", after: .string(group.name ?? ""))])
    }

    /// A group comes into a container, or leaves it.
    func nest(_ group: Party, in container: Int, isIn: Bool) -> Record {
        let value = JSONValue.object(
            JSONObject([("value", .string(group.id)), ("type", "Group"), ("display", .string(group.name ?? ""))]))
        return record(
            isIn ? .groupSubgroupAdd : .groupSubgroupRemove, .okta, on: group, [party(container: container)],
            [
                Change(
                    path: "members[value eq \"\(group.id)\"]", before: isIn ? nil : value, after: isIn ? value : nil)
            ])
    }

    /// A few people of the first department administer by hand.
    mutating func findAdmins() {
        let able = people.indices.filter {
            people[$0].department == 0 && people[$0].place != nil && people[$0].directory.exists
        }
        admins = Array((able.isEmpty ? [0] : able).prefix(max(3, plan.people / 400)))
    }

    /// Somebody who administers, is here and has accounts. Where one left, another takes over.
    mutating func pickAdmin() -> Int {
        let place = random.below(admins.count)
        let known = admins[place]
        guard people[known].place == nil || !people[known].okta.exists || !people[known].directory.exists else {
            return known
        }
        for _ in 0..<50 {
            let person = random.pick(here)
            if people[person].okta.exists, people[person].directory.exists { admins[place] = person }
        }
        return admins[place]
    }
}
