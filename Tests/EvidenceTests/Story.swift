import Evidence
import JSON
import Records
import TestLogs

/// A small organisation: Ann moves, Bob gives himself a role, leaves, and keeps something; a ghost was never created.
enum Story {
    static func time(hours: Int64) -> Timestamp {
        Timestamp(milliseconds: MemoryLog.start.milliseconds + hours * 3_600_000)
    }

    static var settings: ReportSettings {
        var settings = ReportSettings()
        settings.separation = [
            ReportSettings.Separation(name: "read and old", left: ["role:Reader"], right: ["role:Old", "role:None"])
        ]
        return settings
    }

    private static func person(_ id: String, _ name: String) -> Party {
        Party(type: "user", id: id, namespace: "n", name: name)
    }

    private static func thing(_ type: String, _ name: String) -> Party {
        Party(type: type, id: name.lowercased(), namespace: "n", name: name)
    }

    static func log() throws -> MemoryLog {
        let log = try MemoryLog()
        let (ann, bob, ghost) = (person("u1", "ann"), person("u2", "bob"), person("u9", "ghost"))
        let hr = Party(type: "service", id: "hr", namespace: "n", name: "hr")
        let (auditors, reader) = (thing("group", "Auditors"), thing("role", "Reader"))
        let (admin, old) = (thing("role", "Admin"), thing("role", "Old"))
        func add(
            _ hours: Int64, _ action: String, _ subject: Party, _ resource: Party? = nil, by actor: Party? = nil,
            changes: [Change] = [], reason: String? = nil, outcome: Outcome = .success
        ) throws {
            try log.append(
                Record(
                    action: Action(rawValue: action)!, outcome: outcome, source: actor == nil ? "hr" : "self",
                    actor: actor ?? hr, subject: subject, resources: resource.map { [$0] } ?? [], changes: changes,
                    reason: reason), at: time(hours: hours))
        }
        try add(1, "user.create", ann)
        try add(2, "user.create", bob)
        try add(3, "group.member.add", ann, auditors)
        try add(4, "role.assign", bob, admin, by: bob, reason: "to test")
        try add(5, "role.assign", bob, old)
        try add(6, "group.role.assign", auditors, reader)
        try add(
            10, "user.update", ann,
            changes: [
                Change(path: "title", before: "Clerk", after: "Auditor"),
                Change(path: "urn:x:User:department", after: "Finance"), Change(path: "nickName", after: "A"),
            ])
        try add(11, "group.member.add", bob, auditors)
        try add(20, "user.disable", bob)
        try add(23, "group.member.remove", bob, auditors)
        try add(100, "role.revoke", bob, admin)
        try add(100, "role.assign", ghost, reader)
        try add(110, "role.assign", ann, admin, outcome: .refused)
        return log
    }
}
