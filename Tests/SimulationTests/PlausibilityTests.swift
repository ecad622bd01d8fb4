import JSON
import Records
import Simulation
import Testing

/// A plain account of who is what, against which every record of a history is held.
private struct Model {
    private var accounts: [String: Bool] = [:]
    private var held: [String: Set<String>] = [:]
    private var groups: Set<String> = []
    private var requested: Set<String> = []

    /// What is wrong with a record; nil when it may follow what was before.
    mutating func take(_ record: Record) -> String? {
        guard record.outcome == .success else { return nil }
        let subject = Self.key(record.subject)
        let resource = record.resources.first.map(Self.key)
        switch record.action.rawValue {
        case "user.create":
            guard accounts.updateValue(true, forKey: subject) == nil else { return "made twice" }
        case "user.disable", "user.enable":
            let isEnabled = record.action == .userEnable
            guard accounts.updateValue(isEnabled, forKey: subject) == !isEnabled else { return "no change" }
        case "user.delete":
            guard accounts.removeValue(forKey: subject) != nil else { return "deleted and not there" }
            // What another source gave is that source's to take.
            guard held[subject]?.isEmpty ?? true else { return "deleted with access" }
        case "group.create": guard groups.insert(subject).inserted else { return "made twice" }
        case "group.delete":
            guard groups.remove(subject) != nil else { return "deleted and not there" }
            guard !held.values.contains(where: { $0.contains(subject) }) else { return "deleted with members" }
        case "group.member.add", "role.assign", "app.assign", "group.subgroup.add":
            guard accounts[subject] != nil || groups.contains(subject) else { return "nobody to give to" }
            guard resource?.hasPrefix("group") != true || groups.contains(resource ?? "") else {
                return "no such group"
            }
            guard held[subject, default: []].insert(resource ?? "").inserted else { return "given twice" }
        case "group.member.remove", "role.revoke", "app.unassign", "group.subgroup.remove":
            guard held[subject]?.remove(resource ?? "") != nil else { return "taken and not held" }
        case "access.request": requested.insert("\(subject) \(resource ?? "")")
        case "access.approve", "access.deny":
            guard requested.contains("\(subject) \(resource ?? "")") else { return "never asked for" }
        case "user.update", "user.password.reset", "user.lock", "user.unlock", "user.mfa.enable":
            guard accounts[subject] != nil else { return "nobody to change" }
        default: break
        }
        return nil
    }

    private static func key(_ party: Party) -> String { "\(party.type) \(party.namespace ?? "") \(party.id)" }
}

@Suite struct PlausibilityTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func everyRecordFollowsFromWhatWasBefore(_ seed: UInt64) {
        var organisation = Organisation(OrganisationTests.plan(people: 250, records: 30_000, seed: seed))
        var model = Model()
        var wrong: [String] = []
        while let next = organisation.next() {
            for record in next.records {
                if let fault = model.take(record) { wrong.append("\(record.action): \(fault)") }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3))")
    }

    /// Leavers lose most of their access within weeks, and some of it never.
    @Test func someAccessIsForgotten() {
        var organisation = Organisation(OrganisationTests.plan(people: 400, records: 30_000))
        var held: [String: Set<String>] = [:]
        var disabled: Set<String> = []
        while let next = organisation.next() {
            for record in next.records where record.outcome == .success && record.subject.namespace == "okta" {
                let resource = record.resources.first?.id ?? ""
                switch record.action {
                case .groupMemberAdd: held[record.subject.id, default: []].insert(resource)
                case .groupMemberRemove: held[record.subject.id]?.remove(resource)
                case .userDisable: disabled.insert(record.subject.id)
                case .userEnable: disabled.remove(record.subject.id)
                default: break
                }
            }
        }
        let orphans = disabled.count { !(held[$0]?.isEmpty ?? true) }
        #expect(orphans > 0 && orphans < disabled.count / 2, "\(orphans) of \(disabled.count)")
    }
}
