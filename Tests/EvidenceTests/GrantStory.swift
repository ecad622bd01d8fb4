import Evidence
import JSON
import Records
import TestLogs

/// Access that may be activated only, access given to accounts that had left, and access that people gave to themselves
/// through their own groups. Two roles are called Payments.
enum GrantStory {
    private static func thing(_ type: String, _ name: String, _ namespace: String = "okta") -> Party {
        Party(type: type, id: name.lowercased(), namespace: namespace, name: name)
    }

    static func log() throws -> MemoryLog {
        let log = try MemoryLog()
        let hr = Party(type: "service", id: "hr", namespace: "okta", name: "hr")
        let (kim, lea, mia) = (
            IdentityStory.person("kim"), IdentityStory.person("lea"), IdentityStory.person("mia")
        )
        let (wil, wilAD) = (IdentityStory.person("wil"), IdentityStory.person("wil-ad", "ad"))
        let (payments, approvals) = (thing("role", "Payments"), thing("role", "Approvals"))
        let (own, inner, outer) = (thing("group", "WG"), thing("group", "Inner"), thing("group", "Outer"))
        let (others, adminW) = (thing("group", "Others"), thing("role", "Admin W"))
        func add(
            _ hours: Int64, _ action: String, _ subject: Party, _ resource: Party? = nil, by actor: Party? = nil,
            kind: EntryKind = .record
        ) throws {
            try log.append(
                Record(
                    action: Action(rawValue: action)!, outcome: .success, source: "hr", actor: actor ?? hr,
                    subject: subject, resources: resource.map { [$0] } ?? [], changes: []),
                at: Story.time(hours: hours), kind: kind)
        }
        try add(1, "user.create", kim)  // 1
        try add(2, "role.eligible.assign", kim, approvals)
        try add(3, "role.assign", kim, payments)
        try add(4, "user.create", lea)
        try add(5, "role.eligible.assign", lea, payments)  // 5
        try add(6, "user.disable", lea)
        try add(7, "role.assign", lea, payments)
        try add(8, "role.assign", lea, approvals)
        try add(10, "role.revoke", lea, approvals)
        try add(11, "user.create", mia)  // 10
        try add(12, "user.disable", mia)
        try add(13, "user.enable", mia)
        try add(14, "role.assign", mia, payments)
        try add(15, "group.member.add", wil, own)
        try add(16, "group.role.assign", own, adminW, by: wil)  // 15
        try add(17, "group.role.assign", others, adminW, by: wil)
        try add(18, "group.member.add", wilAD, inner)
        try add(19, "group.subgroup.add", inner, outer)
        try add(20, "identity.link", wil, wilAD, kind: .link)
        try add(21, "group.role.assign", outer, thing("role", "Admin V"), by: wil)  // 20
        try add(22, "role.eligible.assign", wil, thing("role", "Admin U"), by: wilAD)
        try add(23, "group.member.remove", wil, own)
        try add(24, "group.role.assign", own, thing("role", "Admin T"), by: wil)
        try add(25, "role.assign", kim, thing("role", "Payments", "sap"))
        return log
    }
}
