import Directory
import Foundation
import JSON
import Records
import Testing

/// A request for each kind of difference, held against the page that lists them.
struct DifferenceTests {
    /// One row of the page.
    struct Case: Sendable, CustomTestStringConvertible {
        let difference: String
        let actions: [String]
        var outcome = "success"
        let act: @Sendable (TestService, House) async -> Answer
        var testDescription: String { difference }
    }

    /// Who is there before: `ann` with a role, an entitlement, a title and a manager in `group`, `ben`, `cleo`
    /// disabled, `inner` in `group`.
    struct House: Sendable {
        let ann: String, ben: String, cleo: String, dora: String, group: String, inner: String, empty: String
    }

    private static func build(_ service: TestService) async -> House {
        let ben = await service.user("ben", #","active":true"#).id
        let ann = await service.user(
            "ann", #","title":"Clerk","roles":[{"value":"r1"}],"entitlements":[{"value":"e1"}]"#
        ).id
        let cleo = await service.user("cleo", #","active":false"#).id
        let dora = await service.user("dora").id
        let inner = await service.group("Inner").id
        let group = await service.group("Group", [dora, inner]).id
        let empty = await service.group("Empty").id
        return House(ann: ann, ben: ben, cleo: cleo, dora: dora, group: group, inner: inner, empty: empty)
    }

    private static func user(_ id: @escaping @Sendable (House) -> String, _ operations: String)
        -> @Sendable (TestService, House) async -> Answer
    {
        { service, house in await service.patch("/Users/\(id(house))", operations) }
    }

    private static func set(_ path: String, _ value: String) -> String {
        #"{"op":"replace","path":"\#(path)","value":\#(value)}"#
    }

    private static let manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"

    static let users: [Case] = [
        Case(difference: "a user appears", actions: ["user.create"]) { service, _ in await service.user("new") },
        Case(difference: "a user appears inactive (`extra.inactive`)", actions: ["user.create"]) { service, _ in
            await service.user("new", #","active":false"#)
        },
        Case(
            difference: "a user appears with a password (in the reason; nobody's password was set)",
            actions: ["user.create"]
        ) { service, _ in await service.user("new", #","password":"Hunter2!xyz""#) },
        Case(difference: "a user appears with a role", actions: ["user.create", "role.assign"]) { service, _ in
            await service.user("new", #","roles":[{"value":"r"}]"#)
        },
        Case(difference: "a user appears with an entitlement", actions: ["user.create", "permission.grant"]) {
            service, _ in await service.user("new", #","entitlements":[{"value":"e"}]"#)
        },
        Case(difference: "a user disappears: last state", actions: ["user.delete"]) { service, house in
            await service.send("DELETE", "/Users/\(house.ben)")
        },
        Case(difference: "a user disappears who is in a group", actions: ["group.member.remove", "user.delete"]) {
            service, house in await service.send("DELETE", "/Users/\(house.dora)")
        },
        Case(
            difference: "a user disappears who has a role and an entitlement",
            actions: ["permission.revoke", "role.revoke", "user.delete"]
        ) { service, house in await service.send("DELETE", "/Users/\(house.ann)") },
        Case(
            difference: "`active` from true to false", actions: ["user.disable"],
            act: user(\.ben, set("active", "false"))),
        Case(
            difference: "`active` from unset to false", actions: ["user.disable"],
            act: user(\.ann, set("active", "\"False\""))),
        Case(
            difference: "`active` from false to true", actions: ["user.enable"],
            act: user(\.cleo, set("active", "true"))),
        Case(
            difference: "`active` from false to unset, which counts as active", actions: ["user.enable"],
            act: user(\.cleo, #"{"op":"remove","path":"active"}"#)),
        Case(
            difference: "`active` from true to unset", actions: ["user.update"],
            act: user(\.ben, #"{"op":"remove","path":"active"}"#)),
        Case(
            difference: "`userName` changes, be it in case", actions: ["user.rename"],
            act: user(\.ben, set("userName", "\"BEN\""))),
        Case(
            difference: "a role comes", actions: ["role.assign"],
            act: user(\.ben, #"{"op":"add","path":"roles","value":[{"value":"r2"}]}"#)),
        Case(
            difference: "a role comes whose list no path can tell apart (one without `value`)",
            actions: ["role.assign", "role.assign", "user.update"],
            act: user(\.ben, #"{"op":"add","path":"roles","value":[{"value":"r3"},{"display":"x"}]}"#)),
        Case(
            difference: "a role goes", actions: ["role.revoke"],
            act: user(\.ann, #"{"op":"remove","path":"roles[value eq \"r1\"]"}"#)),
        Case(
            difference: "a role is said otherwise", actions: ["user.update"],
            act: user(\.ann, set(#"roles[value eq \"r1\"].display"#, "\"One\""))),
        Case(
            difference: "a role goes whose list no path can tell apart", actions: ["role.revoke", "user.update"],
            act: { service, house in
                _ = await service.patch(
                    "/Users/\(house.ben)", #"{"op":"add","path":"roles","value":[{"value":"r3"},{"display":"x"}]}"#)
                return await service.patch(
                    "/Users/\(house.ben)", #"{"op":"remove","path":"roles[display eq \"x\"]"}"#)
            }),
        Case(
            difference: "an entitlement comes whose list no path can tell apart",
            actions: ["permission.grant", "user.update"],
            act: user(\.ben, #"{"op":"add","path":"entitlements","value":[{"display":"x"}]}"#)),
        Case(
            difference: "an entitlement comes", actions: ["permission.grant"],
            act: user(\.ben, #"{"op":"add","path":"entitlements","value":[{"value":"e2"}]}"#)),
        Case(
            difference: "an entitlement goes", actions: ["permission.revoke"],
            act: user(\.ann, #"{"op":"remove","path":"entitlements"}"#)),
        Case(
            difference: "a password is supplied for a user who is there", actions: ["user.password.reset"],
            act: user(\.ben, set("password", "\"Hunter2!xyz\""))),
        Case(difference: "the manager changes", actions: ["user.update"]) { service, house in
            await service.patch("/Users/\(house.ben)", set(manager, "{\"value\":\"\(house.ann)\"}"))
        },
        Case(
            difference: "any other attribute of a user changes", actions: ["user.update"],
            act: user(\.ann, set("title", "\"Auditor\""))),
        Case(
            difference: "several of these at once", actions: ["user.rename", "user.disable", "user.update"],
            act: user(\.ben, #"{"op":"replace","value":{"userName":"b2","active":false,"title":"T"}}"#)),
        Case(
            difference: "`primary` from unset to false, or back", actions: [], outcome: "none",
            act: user(\.ann, set(#"roles[value eq \"r1\"].primary"#, "false"))),
        Case(
            difference: "`active` of a disabled user is given no value", actions: [], outcome: "none",
            act: user(\.cleo, #"{"op":"replace","path":"active","value":null},{"op":"add","value":{"active":[]}}"#)),
        Case(
            difference: "nothing changes", actions: [], outcome: "none",
            act: user(\.ann, set("title", "\"Clerk\""))),
        Case(difference: "a user that is not made", actions: ["user.create"], outcome: "refused") { service, _ in
            await service.user("ANN")
        },
        Case(
            difference: "a change of a user that is not made", actions: ["user.update"], outcome: "refused",
            act: user(\.ann, set("userName", "\"ben\""))),
        Case(difference: "a user that is not deleted", actions: ["user.delete"], outcome: "refused") { service, _ in
            await service.send("DELETE", "/Users/nobody")
        },
    ]

    private static func members(
        _ group: @escaping @Sendable (House) -> String, _ verb: String, _ member: @escaping @Sendable (House) -> String
    )
        -> @Sendable (TestService, House) async -> Answer
    {
        { service, house in
            await service.patch(
                "/Groups/\(group(house))",
                #"{"op":"\#(verb)","path":"members","value":[{"value":"\#(member(house))"}]}"#)
        }
    }

    private static func display(_ member: @escaping @Sendable (House) -> String)
        -> @Sendable (TestService, House) async -> Answer
    {
        { service, house in
            await service.patch(
                "/Groups/\(house.group)",
                set(#"members[value eq \"\#(member(house))\"].display"#, "\"Called\""))
        }
    }

    static let groups: [Case] = [
        Case(difference: "a group appears", actions: ["group.create"]) { service, _ in await service.group("New") },
        Case(difference: "a group appears with a member", actions: ["group.create", "group.member.add"]) {
            service, house in await service.group("New", [house.ann])
        },
        Case(difference: "a group is renamed (`displayName`)", actions: ["group.update"]) { service, house in
            await service.patch("/Groups/\(house.group)", set("displayName", "\"Crew\""))
        },
        Case(difference: "another attribute of a group changes", actions: ["group.update"]) { service, house in
            await service.patch("/Groups/\(house.group)", set("externalId", "\"x-1\""))
        },
        Case(difference: "a group disappears: last state", actions: ["group.delete"]) { service, house in
            await service.send("DELETE", "/Groups/\(house.empty)")
        },
        Case(
            difference: "a group disappears that has a member", actions: ["group.member.remove", "group.delete"]
        ) { service, house in
            _ = await members(\.group, "remove", \.inner)(service, house)
            return await service.send("DELETE", "/Groups/\(house.group)")
        },
        Case(difference: "a user joins a group", actions: ["group.member.add"], act: members(\.group, "add", \.ann)),
        Case(
            difference: "a user leaves a group", actions: ["group.member.remove"],
            act: members(\.group, "remove", \.dora)),
        Case(
            difference: "a group joins a group", actions: ["group.subgroup.add"], act: members(\.group, "add", \.empty)),
        Case(
            difference: "a group leaves a group", actions: ["group.subgroup.remove"],
            act: members(\.group, "remove", \.inner)),
        Case(
            difference: "a group calls a member otherwise (`members.display`)", actions: ["user.update"],
            act: display(\.dora)),
        Case(
            difference: "a group calls a group in it otherwise", actions: ["group.update"], act: display(\.inner)),
        Case(
            difference: "the same user leaves and joins in one request", actions: [], outcome: "none"
        ) { service, house in
            await service.patch(
                "/Groups/\(house.group)",
                #"{"op":"remove","path":"members[value eq \"\#(house.dora)\"]"},{"op":"add","path":"members","value":[{"value":"\#(house.dora)"}]}"#
            )
        },
        Case(difference: "a group that is not made", actions: ["group.create"], outcome: "refused") { service, _ in
            await service.group("New", ["nobody"])
        },
        Case(
            difference: "a change of a group that is not made", actions: ["group.update"], outcome: "refused",
            act: members(\.group, "add", \.group)),
        Case(difference: "a group that is not deleted", actions: ["group.delete"], outcome: "refused") {
            service, house in await service.send("DELETE", "/Groups/\(house.ann)")
        },
    ]

    @Test(arguments: users + groups)
    func recordsOfADifference(_ one: Case) async throws {
        try await TestService.run { service in
            let house = await Self.build(service)
            let before = try service.records().count
            let answer = await one.act(service, house)
            #expect((answer.status < 300) == (one.outcome != "refused"))
            var records = Array(try service.records().dropFirst(before))
            // What a case does to get there is a transaction of its own.
            let last = records.last?.transaction
            records.removeAll { $0.transaction != last }
            #expect(records.map(\.action.rawValue) == one.actions)
            #expect(records.allSatisfy { $0.outcome.rawValue == one.outcome })
            #expect(records.allSatisfy { $0.recordedBy == "okta" && $0.actor?.id == "okta" })
            #expect((records.first?.extra?["inactive"] == true) == one.difference.contains("extra.inactive"))
            for record in records where record.outcome == .success {
                // Every change says what stood there and what stands there now, and never the same twice.
                #expect(record.changes.allSatisfy { $0.before != $0.after })
                #expect(!record.changes.isEmpty)
                let isGrant = ["role.assign", "permission.grant"].contains(record.action.rawValue)
                let isLoss = ["role.revoke", "permission.revoke"].contains(record.action.rawValue)
                if isGrant || isLoss {
                    // One role, and the element that came or went.
                    #expect(record.changes.count == 1 && record.resources.count == 1)
                    let (element, other) =
                        isGrant
                        ? (record.changes.first?.after, record.changes.first?.before)
                        : (record.changes.first?.before, record.changes.first?.after)
                    #expect(element?.objectValue != nil && other == nil)
                    let name = element?["value"] ?? element?["display"]
                    #expect(name?.stringValue == record.resources.first?.id)
                }
                #expect(record.subject.namespace == "scim")
                #expect(!record.json.text.contains("Hunter2"))
            }
        }
    }

    /// The page lists exactly the cases above.
    @Test func thePageIsTheCode() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/scim-records.md"), encoding: .utf8)
        let table = page.components(separatedBy: "| difference | action | outcome |\n|---|---|---|\n")
        let rows = (table.last ?? "").split(separator: "\n", omittingEmptySubsequences: false).prefix {
            $0.hasPrefix("|")
        }
        let cases = (Self.users + Self.groups).map { one in
            let actions = one.actions.map { "`\($0)`" }.joined(separator: ", ")
            let outcome = one.outcome == "none" ? "none" : "`\(one.outcome)`"
            return "| \(one.difference) | \(actions.isEmpty ? "none" : actions) | \(outcome) |"
        }
        #expect(table.count == 2)
        #expect(Set(rows.map(String.init)) == Set(cases))
        #expect(rows.count == cases.count)
        #expect(cases.allSatisfy { one in !one.contains("`x.") })
        #expect((Self.users + Self.groups).flatMap(\.actions).allSatisfy { Action.canonical.contains($0) })
    }
}
