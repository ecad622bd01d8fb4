import Gateway
import JSON
import Recorder
import Records
import Testing

/// What counts as asked for, and what was there before anybody asked.
@Suite struct AskedTests {
    /// `groups` of an account is the service's own (RFC 7643 section 4.1.2); Okta sends it empty, others as they read it.
    @Test(arguments: [[], [["value": "g1", "display": "Admins"]]] as [JSONValue])
    func groups(_ groups: JSONValue) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("groups", groups)])
            #expect(try app.lines().last == "user.create success ann userName closes changed")
            for title in ["Boss", "Boss"] {
                let body: JSONValue = [
                    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": .string(id), "userName": "ann",
                    "title": .string(title), "meta": ["resourceType": "User"], "groups": groups,
                ]
                #expect(await app.send("PUT", "/Users/\(id)", body).status == 200)
            }
            let records = try app.records()
            #expect(try app.lines().last == "user.update success ann closes nothing")
            #expect(records.suffix(3).allSatisfy { $0.reason == nil })
            // That somebody sent groups is on record.
            let isTold = records.filter { $0.outcome == .attempted }.last?.changes.contains { $0.path == "groups" }
            #expect(isTold == !(groups.arrayValue ?? []).isEmpty)
        }
    }

    /// Each role that somebody had when they were first seen has a record, as each member of a group has.
    @Test func firstSeenWithRoles() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.put("Users", "u1") {
                $0["userName"] = "ann"
                $0["roles"] = [["value": "root"], ["value": "audit", "type": "x"]]
                $0["entitlements"] = [["display": "e"], ["display": "f"]]
                $0["active"] = true
            }
            let size = app.recorder.committedSize()
            #expect(await app.patch("/Users/u1", "title", "Boss") == 200)
            let records = try app.records(from: size)
            let granted = records.filter { [.roleAssign, .permissionGrant].contains($0.action) }
            #expect(granted.map { $0.resources.first?.id } == ["root", "audit", "e", "f"])
            #expect(granted.allSatisfy { $0.outcome == .observed && $0.subject.id == "u1" })
            #expect(granted.allSatisfy { $0.extra?["gateway"]?["first"] == true && $0.actor?.id == "outside" })
            // The state is that of the first record: nothing is found changed afterwards.
            #expect(await app.patch("/Users/u1", "title", "Chief") == 200)
            app.service.put("Users", "u1") { $0["roles"] = [["value": "root"]] }
            #expect(await app.patch("/Users/u1", "title", "Head") == 200)
            let rest = try app.lines(from: size + UInt64(records.count))
            #expect(
                rest.filter { !$0.contains("attempted") } == [
                    "user.update success ann title closes changed",
                    "role.revoke observed ann roles[value eq \"audit\" and type eq \"x\"] drift",
                    "user.update success ann title closes changed",
                ])
        }
    }

    @Test func emptyName() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let body: JSONValue = ["userName": "", "externalId": "e1", "active": true]
            #expect(await app.send("POST", "/Users", body).status == 201)
            #expect(try app.records().allSatisfy { $0.extra?["gateway"]?["unasked"] == nil })
            #expect(try app.records().last?.action == .userCreate)
        }
    }

    /// A service that shows passwords: that one was set is what was asked for.
    @Test(arguments: ["password", "urn:example:User:password"]) func shownPassword(_ name: String) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.set { $0.showsPasswords = true }
            #expect(await app.patch("/Users/\(id)", name, "1mz050nq") == 200)
            let records = try app.records()
            #expect(records.allSatisfy { $0.extra?["gateway"]?["unasked"] == nil })
            #expect(records.contains { $0.outcome == .success && $0.changes.contains { $0.path.contains("password") } })
        }
    }
}
