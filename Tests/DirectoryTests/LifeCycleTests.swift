import Directory
import JSON
import Records
import Testing

/// The life of users and groups, and the records that it leaves.
struct LifeCycleTests {
    @Test func createReadListDelete() async throws {
        try await TestService.run { service in
            let created = await service.user("bjensen", #","active":true,"title":"Clerk","password":"t1meMa$heen""#)
            #expect(created.status == 201)
            #expect(created.response.header("content-type") == "application/scim+json")
            #expect(created.response.header("location") == "\(TestService.base)/Users/\(created.id)")
            #expect(created.json["meta"]?["location"]?.stringValue == created.response.header("location"))
            #expect(created.json["meta"]?["version"]?.stringValue == created.response.header("etag"))
            #expect(created.json["password"] == nil)
            let read = await service.send("GET", "/Users/\(created.id)")
            #expect(read.status == 200)
            #expect(read.response.body == created.response.body)
            #expect(await service.send("GET", "/Users").names == ["bjensen"])
            #expect(await service.send("GET", "/Groups/\(created.id)").status == 404)
            #expect(await service.send("DELETE", "/Users/\(created.id)").status == 204)
            #expect(await service.send("GET", "/Users/\(created.id)").status == 404)
            #expect(await service.send("DELETE", "/Users/\(created.id)").status == 404)

            let records = try service.records()
            #expect(records.map(\.action.rawValue) == ["user.create", "user.delete", "user.delete"])
            #expect(records.map(\.outcome) == [.success, .success, .refused])
            #expect(records[0].reason == "password supplied by the client")
            #expect(records[0].changes.map(\.path) == ["userName", "title", "active"])
            #expect(records[1].changes.map(\.before) == ["bjensen", "Clerk", true])
            #expect(records[2].subject.type == "user" && records[2].subject.id == created.id)
            #expect(records[0].actor?.id == "okta")
            #expect(records[0].recordedBy == "okta")
            #expect(records[0].subject.name == "bjensen")
            #expect(records[0].subject.namespace == "scim")
            #expect(records[0].transaction != records[1].transaction)
            #expect(!records.contains { $0.json.text.contains("t1meMa") })
        }
    }

    /// The way in does not matter: the step of `active` does.
    @Test func deactivationIsSeenInTheState() async throws {
        try await TestService.run { service in
            let off = [
                #"{"op":"Replace","path":"active","value":"False"}"#, #"{"op":"replace","value":{"active":false}}"#,
                #"{"op":"add","path":"active","value":false}"#,
            ]
            for (number, operation) in off.enumerated() {
                let user = await service.user("u\(number)", number == 1 ? "" : #","active":true"#)
                #expect(await service.patch("/Users/\(user.id)", operation).json["active"] == false)
                #expect(await service.patch("/Users/\(user.id)", operation).status == 200)
                #expect(await service.send("GET", "/Users/\(user.id)").json["active"] == false)
                #expect(await service.patch("/Users/\(user.id)", #"{"op":"remove","path":"active"}"#).status == 200)
            }
            let user = await service.user("put", #","active":true"#)
            let body = #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"put""#
            #expect(await service.send("PUT", "/Users/\(user.id)", body + #","active":false}"#).json["active"] == false)
            // Left out of a PUT, it stays as it is.
            #expect(await service.send("PUT", "/Users/\(user.id)", body + "}").json["active"] == false)
            let actions = try service.records().map(\.action.rawValue)
            #expect(
                actions
                    == Array(repeating: ["user.create", "user.disable", "user.enable"], count: 3).flatMap { $0 }
                    + ["user.create", "user.disable"])
        }
    }

    @Test func oneRequestManyActions() async throws {
        try await TestService.run { service in
            let user = await service.user(
                "a", #","roles":[{"value":"r1","display":"One"}],"entitlements":[{"value":"e1"}],"title":"T""#)
            let entra = #"{\"id\":\"role-7\",\"value\":\"Admin\",\"displayName\":\"Administrator\"}"#
            let answer = await service.patch(
                "/Users/\(user.id)",
                #"""
                {"op":"replace","value":{"userName":"b","active":false,"title":"U","password":"x"}},
                {"op":"remove","path":"roles[value eq \"r1\"]"},
                {"op":"add","path":"roles","value":[{"value":"\#(entra)"}]},
                {"op":"replace","path":"entitlements","value":[{"value":"e2"}]}
                """#)
            #expect(answer.status == 200)
            #expect(answer.json["userName"] == "b")
            let records = try service.records()
            #expect(records.prefix(3).map(\.action.rawValue) == ["user.create", "permission.grant", "role.assign"])
            let second = records.dropFirst(3)
            #expect(
                Set(second.map(\.action.rawValue)) == [
                    "user.rename", "user.disable", "permission.revoke", "permission.grant", "role.revoke",
                    "role.assign",
                    "user.update", "user.password.reset",
                ])
            #expect(Set(second.map { $0.transaction ?? "" }).count == 1)
            let assigned = second.first { $0.action == .roleAssign }?.resources.first
            #expect(assigned?.id == "role-7")
            #expect(assigned?.name == "Administrator")
            #expect(records[2].resources.first?.name == "One")
        }
    }

    @Test func groupsAndTheirMembers() async throws {
        try await TestService.run { service in
            let ann = await service.user("ann").id
            let ben = await service.user("ben").id
            let group = await service.group("Auditors", [ann])
            #expect(group.status == 201)
            #expect(group.json["members"]?.arrayValue?.first?["value"]?.stringValue == ann)
            #expect(
                group.json["members"]?.arrayValue?.first?["$ref"]?.stringValue == "\(TestService.base)/Users/\(ann)")
            let path = "/Groups/\(group.id)"
            #expect(
                await service.patch(path, #"{"op":"Add","path":"members","value":[{"$ref":null,"value":"\#(ben)"}]}"#)
                    .status == 204)
            #expect(await service.patch(path, #"{"op":"Remove","path":"members","value":[]}"#).status == 204)
            #expect(await service.send("GET", path).json["members"]?.arrayValue?.count == 2)
            #expect(
                await service.send("GET", "/Users/\(ben)").json["groups"]?.arrayValue?.first?["display"] == "Auditors")
            let rename = #"{"op":"replace","value":{"id":"\#(group.id)","displayName":"Auditors"}}"#
            let before = try service.records().count
            #expect(await service.patch(path, rename).status == 204)
            let count = try service.records().count
            #expect(count == before)
            #expect(await service.patch(path, #"{"op":"remove","path":"members[value eq \"\#(ann)\"]"}"#).status == 204)
            #expect(await service.patch(path, #"{"op":"remove","path":"members[value eq \"\#(ann)\"]"}"#).status == 204)
            #expect(await service.send("DELETE", "/Users/\(ben)").status == 204)
            #expect(await service.send("GET", path).json["members"] == nil)
            #expect(await service.send("DELETE", path).status == 204)
            let records = try service.records().dropFirst(2)
            #expect(
                records.map(\.action.rawValue) == [
                    "group.create", "group.member.add", "group.member.add", "group.member.remove",
                    "group.member.remove",
                    "user.delete", "group.delete",
                ])
            #expect(records.dropFirst().prefix(4).map(\.subject.name) == ["ann", "ben", "ann", "ben"])
            #expect(records.dropFirst().prefix(4).allSatisfy { $0.resources.first?.id == group.id })
        }
    }

    @Test func fullPushRecordsTheDifference() async throws {
        try await TestService.run { service in
            var ids: [String] = []
            for number in 0..<30 { ids.append(await service.user("u\(number)").id) }
            let group = await service.group("G", Array(ids[0..<20]))
            let path = "/Groups/\(group.id)"
            let before = try service.records().count
            func list(_ ids: ArraySlice<String>) -> String { ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",") }
            let push = #"{"op":"replace","path":"members","value":[\#(list(ids[5..<25]))]}"#
            #expect(await service.patch(path, push).status == 204)
            let difference = try service.records().dropFirst(before).map(\.action.rawValue)
            #expect(difference.filter { $0 == "group.member.remove" }.count == 5)
            #expect(difference.filter { $0 == "group.member.add" }.count == 5)
            // What was read and is written back changes nothing.
            let read = await service.send("GET", path)
            let version = read.response.header("etag")
            let echo = await service.send("PUT", path, read.json.text)
            #expect(echo.response.header("etag") == version)
            #expect(echo.response.body == read.response.body)
            #expect(await service.patch(path, #"{"op":"replace","path":"members","value":[]}"#).status == 204)
            #expect(await service.send("GET", path).json["members"] == nil)
        }
    }

    @Test func nestedGroupsAndCircles() async throws {
        try await TestService.run { service in
            let inner = await service.group("inner").id
            let middle = await service.group("middle", [inner]).id
            let outer = await service.group("outer", [middle]).id
            func add(_ member: String, to group: String) async -> Answer {
                await service.patch(
                    "/Groups/\(group)", #"{"op":"add","path":"members","value":[{"value":"\#(member)"}]}"#)
            }
            for (member, group) in [(outer, inner), (middle, inner), (inner, inner), ("nobody", inner)] {
                let answer = await add(member, to: group)
                #expect(answer.status == 400)
                #expect(answer.scimType == "invalidValue")
            }
            #expect(await add(inner, to: outer).status == 204)
            let added = try service.records().filter { $0.action == .groupSubgroupAdd && $0.outcome == .success }.count
            #expect(added == 3)
            #expect(await service.send("DELETE", "/Groups/\(inner)").status == 204)
            let removed = try service.records().filter { $0.action == .groupSubgroupRemove }.count
            #expect(removed == 2)
        }
    }
}
