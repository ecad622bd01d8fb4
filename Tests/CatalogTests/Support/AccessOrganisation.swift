import Catalog
import JSON
import Records

/// Makes records of people, groups, roles and permissions that come and go, nested and in circles, from a seed: with claimed
/// times in and out of order, refusals, repetitions, deletions.
struct AccessOrganisation {
    var random: SeededGenerator

    static let people = (0..<8).map { Party(type: "user", id: "u\($0)", namespace: "n", name: "person \($0)") }
    static let groups = (0..<4).map { Party(type: "group", id: "g\($0)", namespace: "n", name: "group \($0)") }
    static let roles = (0..<3).map { Party(type: "role", id: "r\($0)", namespace: "n") }
    static let permissions = (0..<2).map { Party(type: "permission", id: "p\($0)", namespace: "n") }
    static var things: [Party] { groups + roles + permissions }

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func int(_ below: Int) -> Int { Int.random(in: 0..<below, using: &random) }
    private mutating func one<T>(_ values: [T]) -> T { values[int(values.count)] }

    /// A record of some step at a moment.
    mutating func record(at time: Timestamp) -> Record {
        let (action, subject, resources) = step()
        let outcome: Outcome =
            int(8) == 0 ? one([.refused, .failed, .attempted]) : one([.success, .success, .observed])
        let claimed = int(3) == 0 ? Timestamp(milliseconds: time.milliseconds - Int64(int(40)) * 60_000) : nil
        return Record(
            action: Action(rawValue: action)!, outcome: outcome, occurredAt: claimed,
            actor: Party(type: "user", id: "u\(int(8))", namespace: "n"), subject: subject, resources: resources,
            changes: action == "user.update" ? changes() : [])
    }

    /// What sources call the attribute that takes an account out of use and back, and what they put there.
    private mutating func changes() -> [Change] {
        let core = "urn:ietf:params:scim:schemas:core:2.0:User:active"
        let paths = ["active", "Active", core, core.uppercased(), "urn:acme:2.0:User:active", "title"]
        let values: [JSONValue] = [true, false, "False", "false", "True", "no", .null]
        return int(2) == 0 ? [Change(path: one(paths), after: one(values))] : []
    }

    private mutating func step() -> (String, Party, [Party]) {
        let ends = int(3) == 0
        switch int(12) {
        case 0...3: return (ends ? "group.member.remove" : "group.member.add", one(Self.people), [one(Self.groups)])
        case 4: return (ends ? "group.subgroup.remove" : "group.subgroup.add", one(Self.groups), [one(Self.groups)])
        case 5: return (ends ? "group.role.revoke" : "group.role.assign", one(Self.groups), [one(Self.roles)])
        case 6:
            return (
                ends ? "role.permission.revoke" : "role.permission.grant", one(Self.roles), [one(Self.permissions)]
            )
        case 7...8:
            let roles = int(4) == 0 ? [Self.roles[0], Self.roles[1]] : [one(Self.roles)]
            return (
                ends ? one(["role.revoke", "access.expire"]) : int(4) == 0 ? "role.eligible.assign" : "role.assign",
                one(Self.people), roles
            )
        case 9: return (one(["user.disable", "user.enable", "user.lock", "user.unlock"]), one(Self.people), [])
        case 10: return int(3) == 0 ? ("user.delete", one(Self.people), []) : ("user.update", one(Self.people), [])
        default: return int(4) == 0 ? ("group.delete", one(Self.groups), []) : ("role.update", one(Self.roles), [])
        }
    }
}
