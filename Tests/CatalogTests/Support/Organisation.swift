import JSON
import Records
import TestLogs

/// Makes records of a small, busy organisation from a seed: people are renamed, names and ids are shared between kinds
/// and sources, some events lack actors, resources or transactions.
struct Organisation {
    var random: SeededGenerator
    private var names: [String] = []

    static let people = 25
    static let sources = ["okta", "hr-sync", "Okta", "sci\u{301}m", "gateway:crm", "gateway:hr"]
    static let words = ["clerk", "auditor", "annual", "move", "berlin", "émile", "42", "temporary", "contract"]
    static let actions = [
        "user.create", "user.update", "user.disable", "group.member.add", "group.member.remove", "group.create",
        "role.assign", "role.revoke", "x.acme.badge-print", "x.acme.door",
    ]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        names = (0..<Self.people).map { "person\($0)" }
    }

    mutating func record() -> Record {
        let action = Self.actions.randomElement(using: &random)!
        return Record(
            id: chance(3) ? "ev-\(int(1_000_000))" : nil, action: Action(rawValue: action)!,
            outcome: chance(4) ? Outcome.allCases.randomElement(using: &random)! : .success,
            occurredAt: chance(2)
                ? Timestamp(milliseconds: MemoryLog.start.milliseconds + Int64(int(900)) * 1_000) : nil,
            source: chance(8) ? nil : Self.sources.randomElement(using: &random)!,
            actor: chance(6) ? nil : actor(), onBehalfOf: chance(4) ? person() : nil,
            subject: chance(6) ? group() : person(), resources: (0..<[0, 0, 1, 1, 3][int(5)]).map { _ in group() },
            changes: (0..<int(3)).map { _ in change() }, reason: chance(3) ? word() + " " + word() : nil,
            transaction: chance(2) ? "tx-\(int(30))" : nil,
            extra: chance(5) ? JSONObject([("note", .string(word()))]) : chance(3) ? gateway() : nil)
    }

    /// What gateways say of their records; others may say the same, and it is nothing to go by.
    private mutating func gateway() -> JSONObject {
        var mark = JSONObject([("version", .int(chance(8) ? 2 : 1))])
        if chance(2) { mark["attempt"] = .int(int(20)) }
        if chance(2) { mark["observed"] = .string(["changed", "nothing", "unknown"][int(3)]) }
        for name in ["drift", "unasked", "first", "closes", "mayCome"] where chance(4) {
            mark[name] = .bool(!chance(4))
        }
        if chance(4) { mark["differing"] = .array(chance(3) ? [] : [.string(word())]) }
        if chance(4) { mark["untold"] = .int(int(3)) }
        return JSONObject([("gateway", .object(mark))])
    }

    private mutating func person() -> Party {
        let number = int(Self.people)
        if chance(40) { names[number] = ["Person\(number)", "pérson\(number)", "person\(int(Self.people))"][int(3)] }
        return Party(
            type: "user", id: "u-\(number)", namespace: chance(3) ? "scim" : nil, name: chance(4) ? nil : names[number],
            externalId: chance(3) ? "E-\(number)" : nil)
    }

    private mutating func group() -> Party {
        let number = int(6)
        // Group g-3 has the id of a person, and groups share names with roles.
        return Party(
            type: chance(3) ? "role" : "group", id: number == 3 ? "u-3" : "g-\(number)", namespace: "scim",
            name: chance(3) ? nil : "Group \(number)")
    }

    private mutating func actor() -> Party {
        chance(2)
            ? person()
            : Party(
                type: "service", id: ["okta", "hr", "urn:svc:1"][int(3)], namespace: "scim", address: "10.0.0.\(int(9))"
            )
    }

    private mutating func change() -> Change {
        Change(
            path: [
                "title", "emails[type eq \"work\"].value", "active", "name.givenName",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            ][int(5)],
            before: chance(2) ? nil : .string(word()),
            after: [.string(word()), .int(int(100)), .bool(true), .null][int(4)])
    }

    mutating func word() -> String { Self.words.randomElement(using: &random)! }
    mutating func int(_ below: Int) -> Int { Int.random(in: 0..<below, using: &random) }
    mutating func chance(_ oneIn: Int) -> Bool { int(oneIn) == 0 }
}
