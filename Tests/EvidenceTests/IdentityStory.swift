import Evidence
import JSON
import Records
import TestLogs

/// An organisation in which people have several accounts, come back, are locked, and get access through groups:
/// Anna is one person with anna-ad; Greg leaves twice; Ivy is set inactive; Dora is disabled, locked, unlocked; Zed becomes
/// root through a group.
enum IdentityStory {
    static func person(_ id: String, _ namespace: String = "okta") -> Party {
        Party(type: "user", id: id, namespace: namespace, name: id)
    }

    private static func thing(_ type: String, _ name: String) -> Party {
        Party(type: type, id: name.lowercased(), namespace: "okta", name: name)
    }

    static func log() throws -> MemoryLog {
        let log = try MemoryLog()
        let (anna, annaAD) = (person("anna"), person("anna-ad", "ad"))
        let hr = Party(type: "service", id: "hr", namespace: "okta", name: "hr")
        let (payments, approvals, admin) = (
            thing("role", "Payments"), thing("role", "Approvals"), thing("role", "Admin")
        )
        let (root, ops) = (thing("role", "Root"), thing("group", "Ops"))
        func add(
            _ hours: Int64, _ action: String, _ subject: Party, _ resource: Party? = nil, by actor: Party? = nil,
            changes: [Change] = [], outcome: Outcome = .success, kind: EntryKind = .record
        ) throws {
            try log.append(
                Record(
                    action: Action(rawValue: action)!, outcome: outcome, source: "hr", actor: actor ?? hr,
                    subject: subject, resources: resource.map { [$0] } ?? [], changes: changes),
                at: Story.time(hours: hours), kind: kind)
        }
        try add(1, "user.create", anna)  // 1
        try add(2, "user.create", annaAD)
        try add(3, "identity.link", anna, annaAD, kind: .link)
        try add(4, "role.assign", anna, payments)
        try add(5, "role.assign", annaAD, approvals)  // 5
        try add(6, "role.assign", anna, admin, by: annaAD)
        try add(7, "user.create", person("greg"))
        try add(8, "role.assign", person("greg"), payments)
        try add(9, "user.disable", person("greg"))
        try add(10, "user.enable", person("greg"))  // 10
        try add(11, "user.disable", person("greg"))
        try add(12, "user.invite", person("ivy"))
        try add(13, "role.assign", person("ivy"), payments)
        try add(14, "user.update", person("ivy"), changes: [Change(path: "active", before: true, after: false)])
        try add(15, "user.create", person("dora"))  // 15
        try add(16, "role.assign", person("dora"), payments)
        try add(17, "user.disable", person("dora"))
        try add(18, "user.lock", person("dora"))
        try add(19, "user.unlock", person("dora"))
        try add(20, "group.member.add", person("zed"), ops, by: anna)  // 20
        try add(21, "group.role.assign", ops, root, by: annaAD)
        try add(22, "user.disable", anna)
        try add(23, "user.update", person("zed"), by: person("nora"), outcome: .refused)
        return log
    }
}
