import Directory
import JSON
import Records
import SCIM
import Testing

/// Bulk requests (RFC 7644 section 3.7) and the records that they leave.
struct BulkTests {
    static let user = "urn:ietf:params:scim:schemas:core:2.0:User"
    static let group = "urn:ietf:params:scim:schemas:core:2.0:Group"

    private func post(_ bulkID: String, _ userName: String, _ more: String = "") -> String {
        #"{"method":"POST","path":"/Users","bulkId":"\#(bulkID)","data":{"schemas":["\#(Self.user)"],"userName":"\#(userName)"\#(more)}}"#
    }

    private func group(_ bulkID: String, _ name: String, _ members: [String]) -> String {
        let list = members.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
        return
            #"{"method":"POST","path":"/Groups","bulkId":"\#(bulkID)","data":{"schemas":["\#(Self.group)"],"displayName":"\#(name)","members":[\#(list)]}}"#
    }

    private func send(_ service: TestService, _ operations: [String], _ more: String = "") async -> Answer {
        await service.send(
            "POST", "/Bulk",
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"]\#(more),"Operations":[\#(operations.joined(separator: ","))]}"#
        )
    }

    private func statuses(_ answer: Answer) -> [String] {
        (answer.json["Operations"]?.arrayValue ?? []).compactMap { $0["status"]?.stringValue }
    }

    @Test func forwardReferencesAndRecords() async throws {
        try await TestService.run { service in
            let answer = await send(
                service,
                [
                    group("g", "Auditors", ["bulkId:u", "bulkId:v"]), post("u", "ann"),
                    post(
                        "v", "ben",
                        #","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"bulkId:u"}}"#
                    ),
                    #"{"method":"PATCH","path":"/Users/bulkId:u","data":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"Clerk"}]}}"#,
                ])
            #expect(answer.status == 200)
            #expect(answer.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"])
            #expect(statuses(answer) == ["201", "201", "201", "200"])
            let operations = answer.json["Operations"]?.arrayValue ?? []
            #expect(operations.map { $0["bulkId"]?.stringValue ?? "-" } == ["g", "u", "v", "-"])
            #expect(operations.allSatisfy { $0["version"] != nil && $0["location"] != nil && $0["response"] == nil })
            let ann = try #require(operations[1]["location"]?.stringValue)
            #expect(operations[3]["location"]?.stringValue == ann)
            let groups = await service.send("GET", "/Groups", query: [("filter", #"displayName eq "auditors""#)])
            #expect(groups.json["Resources"]?.arrayValue?.first?["members"]?.arrayValue?.count == 2)
            let manager = await service.send(
                "GET", "/Users",
                query: [("filter", #"manager eq "\#(ann.split(separator: "/").last ?? "")""#)])
            #expect(manager.names == ["ben"])
            // One request, one transaction, and behind it the number of the operation.
            let records = try service.records()
            let request = try #require(records.first?.request)
            #expect(
                records.map { $0.action.rawValue + " " + ($0.transaction ?? "").dropFirst(request.count) } == [
                    "user.create :1", "user.create :2", "group.create :0", "group.member.add :0", "group.member.add :0",
                    "user.update :3",
                ])
            #expect(records.allSatisfy { $0.request == request && $0.transaction?.hasPrefix(request + ":") == true })
        }
    }

    @Test func circles() async throws {
        try await TestService.run { service in
            let extensionURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
            let managers = await send(
                service,
                [
                    post("a", "ann", #","\#(extensionURN)":{"manager":{"value":"bulkId:b"}}"#),
                    post("b", "ben", #","\#(extensionURN)":{"manager":{"value":"bulkId:a"}}"#),
                ])
            #expect(statuses(managers) == ["201", "201"])
            let ids = (managers.json["Operations"]?.arrayValue ?? []).compactMap {
                $0["location"]?.stringValue?.split(separator: "/").last.map(String.init)
            }
            let ann = await service.send("GET", "/Users/\(ids[0])")
            #expect(ann.json[extensionURN]?["manager"]?["value"]?.stringValue == ids[1])
            let groups = await send(service, [group("g", "G", ["bulkId:h"]), group("h", "H", ["bulkId:g"])])
            #expect(statuses(groups) == ["409", "409"])
            #expect(await service.send("GET", "/Groups").names == [])
        }
    }

    /// What only waits for a circle is no part of it, and comes after it.
    @Test func onlookersOfACircle() async throws {
        try await TestService.run { service in
            let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
            let answer = await send(
                service,
                [
                    #"{"method":"PATCH","path":"/Users/bulkId:a","data":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"Clerk"}]}}"#,
                    post("a", "ann", #","\#(urn)":{"manager":{"value":"bulkId:b"}}"#),
                    post("b", "ben", #","\#(urn)":{"manager":{"value":"bulkId:a"}}"#),
                ])
            #expect(statuses(answer) == ["200", "201", "201"])
            let records = try service.records()
            #expect(records.allSatisfy { $0.outcome == .success })
        }
    }

    /// Nobody is made with a manager who could not be made.
    @Test func aCircleWithSomebodyWhoCannotBeMade() async throws {
        try await TestService.run { service in
            _ = await service.user("taken")
            let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
            let answer = await send(
                service,
                [
                    post("a", "ann", #","\#(urn)":{"manager":{"value":"bulkId:b"}}"#),
                    post("b", "TAKEN", #","\#(urn)":{"manager":{"value":"bulkId:a"}}"#), post("c", "carl"),
                ])
            #expect(statuses(answer) == ["409", "409", "201"])
            #expect(await service.send("GET", "/Users").names == ["taken", "carl"])
        }
    }

    /// Each refers to all that follow: as many steps as there are references.
    @Test func manyReferences() async throws {
        try await TestService.run { service in
            let operations = (0..<300).map { number in
                post(
                    "u\(number)", "u\(number)",
                    #","x":[\#((number + 1..<300).map { "\"bulkId:u\($0)\"" }.joined(separator: ","))]"#)
            }
            #expect(Set(statuses(await send(service, operations))) == ["201"])
        }
    }

    @Test func failuresStandAlone() async throws {
        try await TestService.run { service in
            _ = await service.user("taken")
            let operations = [
                post("a", "TAKEN"), group("g", "G", ["bulkId:a"]), group("h", "H", ["bulkId:nobody"]), post("b", "ben"),
                #"{"method":"DELETE","path":"/Users/none"}"#, #"{"method":"GET","path":"/Users"}"#,
                #"{"method":"POST","path":"/Bulk","bulkId":"x","data":{}}"#,
                #"{"method":"PUT","path":"/Users/bulkId:b","version":"W/\"0\"","data":{"schemas":["\#(Self.user)"],"userName":"x"}}"#,
            ]
            let before = try service.records().count
            let answer = await send(service, operations)
            #expect(statuses(answer) == ["409", "409", "400", "201", "404", "400", "400", "412"])
            let results = answer.json["Operations"]?.arrayValue ?? []
            #expect(results[0]["response"]?["scimType"] == "uniqueness")
            #expect(results[0]["location"] == nil)
            #expect(results[2]["response"]?["detail"]?.stringValue?.contains("bulkId") == true)
            #expect(results[5]["response"]?["scimType"] == "invalidSyntax")
            #expect(results[7]["location"] != nil)
            let records = try service.records().dropFirst(before)
            #expect(records.filter { $0.outcome == .success }.map(\.action.rawValue) == ["user.create"])
            // Each refused operation is an attempt on record, under its own number.
            let numbers = records.filter { $0.outcome == .refused }
                .compactMap { $0.transaction?.split(separator: ":").last.map(String.init) }
            #expect(Set(numbers) == ["0", "1", "2", "4", "5", "6", "7"])
        }
    }

    @Test func failOnErrorsEndsIt() async throws {
        try await TestService.run { service in
            let bad = #"{"method":"DELETE","path":"/Users/none"}"#
            let answer = await send(service, [bad, bad, post("a", "ann")], #","failOnErrors":2"#)
            #expect(statuses(answer) == ["404", "404"])
            #expect(await service.send("GET", "/Users").names == [])
            #expect(statuses(await send(service, [bad, post("a", "ann")], #","failOnErrors":2"#)) == ["404", "201"])
        }
    }

    @Test func limits() async throws {
        var settings = SCIMSettings()
        settings.bulkOperations = 2
        try await TestService.run(settings) { service in
            let many = await send(service, [post("a", "a"), post("b", "b"), post("c", "c")])
            #expect(many.status == 413)
            #expect(many.json["detail"]?.stringValue?.contains("maxOperations of 2") == true)
            #expect(await send(service, [post("a", "a"), post("a", "b")]).scimType == "invalidValue")
            #expect(await service.send("GET", "/Bulk").status == 405)
            #expect(await service.send("GET", "/Users").names == [])
            let records = try service.records()
            #expect(records.count == 2 && records.allSatisfy { $0.outcome == .refused })
            let config = await service.send("GET", "/ServiceProviderConfig").json["bulk"]
            #expect(config?["supported"] == true && config?["maxOperations"] == 2)
        }
    }

    /// RFC 7644 section 3.7.3: no location for what was not made, and the method as it was asked for.
    @Test func failuresHaveTheirForm() async throws {
        try await TestService.run { service in
            _ = await service.user("taken")
            let operations = [
                post("c", "TAKEN"), #"{"method":"DELETE","path":"/Users/bulkId:c"}"#,
                #"{"method":"PATCH","path":"/Users/bulkId:nobody","data":{}}"#,
                #"{"method":"DELETE","path":"/Users/none"}"#, #"{"path":"/Users/none"}"#,
                #"{"method":7,"path":"/Users/none"}"#, "5", #"{"method":"GET","path":"/Users/none"}"#,
            ]
            let answer = await send(service, operations)
            #expect(statuses(answer) == ["409", "409", "400", "404", "400", "400", "400", "400"])
            let results = answer.json["Operations"]?.arrayValue ?? []
            let methods = ["POST", "DELETE", "PATCH", "DELETE", nil, nil, nil, "GET"]
            #expect(results.map { $0["method"]?.stringValue } == methods)
            #expect(
                results.map { $0["location"]?.stringValue } == [
                    nil, nil, nil, "\(TestService.base)/Users/none", nil, nil, nil, nil,
                ])
            #expect(!answer.json.text.contains(#""location":"\#(TestService.base)/Users/bulkId"#))
        }
    }
}
