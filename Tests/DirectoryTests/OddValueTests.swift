import Directory
import JSON
import Records
import Testing

/// Values that a record treats in its own way: what is refused says why, what is kept comes back the same.
struct OddValueTests {
    @Test func valuesThatCannotBeIdentifiers() async throws {
        try await TestService.run { service in
            let control = await service.user("a", #","externalId":"x\u0007y""#)
            #expect(control.status == 400)
            #expect(control.scimType == "invalidValue")
            #expect(await service.user("b", #","externalId":"""#).status == 201)
            let long = String(repeating: "u", count: 2_000)
            #expect(await service.user(long).scimType == "invalidValue")
            let roles = #","roles":[{"value":""},{"display":"no value"},{"value":"r\u007f","type":"t"}]"#
            let user = await service.user("c", roles)
            #expect(user.status == 201)
            let answer = await service.patch("/Users/\(user.id)", #"{"op":"remove","path":"roles[display pr]"}"#)
            #expect(answer.json["roles"]?.arrayValue?.count == 2)
            #expect(
                await service.send("GET", "/Users", query: [("filter", #"roles.value ew "\u007f""#)]).names == ["c"])
        }
    }

    /// What a record withholds as a secret is not in the state either, and does not harm what is.
    @Test func secretsStayOut() async throws {
        try await TestService.run { service in
            let ims = #","ims":[{"value":"hunter2","type":"password"},{"value":"fine","type":"xmpp"}]"#
            let user = await service.user("a", ims)
            #expect(user.status == 201)
            let path = "/Users/\(user.id)"
            _ = await service.patch(path, #"{"op":"add","path":"ims","value":[{"value":"hunter3","type":"password"}]}"#)
            _ = await service.patch(path, #"{"op":"remove","path":"ims[type eq \"password\"]"}"#)
            let read = await service.send("GET", path)
            #expect(read.status == 200)
            #expect(read.json["ims"]?.arrayValue != nil || read.json["ims"] == nil)
            #expect(!read.json.text.contains("hunter"))
            #expect(await service.patch(path, #"{"op":"replace","path":"ims","value":[{"value":"x"}]}"#).status == 200)
            let texts = try service.records().map(\.json.text)
            #expect(!texts.contains { $0.contains("hunter") })
        }
    }

    /// Names that look like a secret behind its name are names: kept as they are, told apart, and found again.
    @Test(arguments: ["Password: Administrators", "API key: Owners", "app-secret=prod-admins", "token:issuers"])
    func namesAreKeptAsTheyAre(_ name: String) async throws {
        try await TestService.run { service in
            let quoted = JSONValue.string(name).text
            let group = await service.send(
                "POST", "/Groups",
                #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":\#(quoted),"externalId":\#(quoted)}"#
            )
            #expect(group.status == 201 && group.json["displayName"] == .string(name))
            #expect(group.json["externalId"] == .string(name))
            for attribute in ["displayName", "externalId"] {
                let found = await service.send("GET", "/Groups", query: [("filter", "\(attribute) eq \(quoted)")])
                #expect(found.json["totalResults"] == 1, "\(attribute)")
            }
            let before = try service.records().count
            let id = try #require(group.json["id"]?.stringValue)
            _ = await service.patch(
                "/Groups/\(id)", #"{"op":"replace","value":{"id":"\#(id)","displayName":\#(quoted)}}"#)
            #expect(try service.records().count == before, "the same name again is no change")
            #expect(await service.user("pwd=x1@example.org").status == 201)
            #expect(await service.user("pwd=x1@example.orgz").status == 201)
            #expect(await service.user("pwd=x1@example.org").status == 409)
        }
    }

    /// What is withheld is withheld each time anew: to send it again is no change.
    @Test func whatIsWithheldIsNoChangeTheSecondTime() async throws {
        try await TestService.run { service in
            let user = await service.user("a", #","title":"password: hunter2 sent""#)
            #expect(user.json["title"] == "password: [withheld] sent")
            let before = try service.records().count
            let again = await service.patch(
                "/Users/\(user.id)", #"{"op":"replace","path":"title","value":"password: hunter2 sent"}"#)
            #expect(again.status == 200 && again.json["title"] == "password: [withheld] sent")
            #expect(try service.records().count == before)
        }
    }

    /// A token cannot be what somebody is called.
    @Test(arguments: ["userName", "displayName", "externalId"])
    func aTokenIsNoName(_ attribute: String) async throws {
        try await TestService.run { service in
            let token = "ghp_" + String(repeating: "a1B2", count: 9)
            let answer =
                attribute == "userName"
                ? await service.user(token) : await service.user("u", #","\#(attribute)":"\#(token)""#)
            #expect(answer.status == 400 && answer.scimType == "invalidValue")
            #expect(answer.json["detail"]?.stringValue?.hasPrefix(attribute) == true)
            #expect(!answer.json.text.contains(token))
        }
    }

    @Test func manyElementsAndMembers() async throws {
        try await TestService.run { service in
            let emails = (0..<120).map { #"{"value":"e\#($0)@example.com"}"# }.joined(separator: ",")
            let user = await service.user("a", #","emails":[\#(emails)]"#)
            #expect(user.json["emails"]?.arrayValue?.count == 120)
            let cleared = await service.patch(
                "/Users/\(user.id)", #"{"op":"replace","path":"emails","value":[{"value":"z"}]}"#)
            #expect(cleared.json["emails"] == [["value": "z"]])
            let roles = (0..<120).map { #"{"value":"r\#($0)"}"# }.joined(separator: ",")
            let granted = await service.patch(
                "/Users/\(user.id)", #"{"op":"replace","path":"roles","value":[\#(roles)]}"#)
            #expect(granted.json["roles"]?.arrayValue?.count == 120)
            let count = try service.records().filter { $0.action == .roleAssign }.count
            #expect(count == 120)
        }
    }

    @Test func bodiesThatAreNoJSON() async throws {
        try await TestService.run { service in
            let deep = String(repeating: "[", count: 100_000)
            for body in ["", "nul", deep, #"{"a":1,"a":2}"#, "{\"userName\":\"\u{0}\"}"] {
                let answer = await service.send("POST", "/Users", body)
                #expect(answer.status == 400)
                #expect(answer.scimType == "invalidSyntax")
            }
            let filter = String(repeating: "(", count: 10_000)
            #expect(await service.send("GET", "/Users", query: [("filter", filter)]).scimType == "invalidFilter")
            #expect(await service.patch("/Users/x", #"{"op":"remove","path":"\#(filter)"}"#).scimType == "invalidPath")
        }
    }
}
