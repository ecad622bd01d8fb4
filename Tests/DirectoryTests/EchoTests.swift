import Directory
import JSON
import Records
import SCIM
import Testing

/// To send what is there already is no change, and what was not said is not done.
struct EchoTests {
    private func records(_ service: TestService, _ work: () async -> Void) async throws -> [String] {
        let before = try service.records().count
        await work()
        return try service.records().dropFirst(before).map { "\($0.action.rawValue) \($0.outcome.rawValue)" }
    }

    @Test func readOnlyAttributesMayBeNamedWithTheirValues() async throws {
        try await TestService.run { service in
            let user = await service.user("ann")
            _ = await service.group("G", [user.id])
            let shown = await service.send("GET", "/Users/\(user.id)")
            let left = try await records(service) {
                for path in ["schemas", "groups", "meta", "id"] {
                    let value = shown.json[path]?.text ?? "null"
                    let answer = await service.patch(
                        "/Users/\(user.id)", #"{"op":"replace","path":"\#(path)","value":\#(value)}"#)
                    #expect(answer.status == 200, "\(path): \(answer.json.text)")
                }
            }
            #expect(left == [])
            let other = await service.patch(
                "/Users/\(user.id)", #"{"op":"replace","path":"meta","value":{"location":"x"}}"#)
            #expect(other.scimType == "mutability")
        }
    }

    @Test func membersWithASecretForAName() async throws {
        try await TestService.run { service in
            let user = await service.user("ann")
            let token = "ghp_" + String(repeating: "aB3d", count: 9)
            let body =
                #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"G","members":[{"value":"\#(user.id)","display":"\#(token)"}]}"#
            let group = await service.send("POST", "/Groups", body)
            let tag = await service.send("GET", "/Groups/\(group.id)").response.header("ETag")
            let left = try await records(service) {
                #expect(await service.send("PUT", "/Groups/\(group.id)", body).status == 200)
                let patched = await service.patch(
                    "/Groups/\(group.id)",
                    #"{"op":"replace","path":"members[value eq \"\#(user.id)\"].display","value":"\#(token)"}"#)
                #expect(patched.status == 204)
            }
            #expect(left == [])
            #expect(await service.send("GET", "/Groups/\(group.id)").response.header("ETag") == tag)
        }
    }

    @Test func aRelabelMakesNobodyAMember() async throws {
        try await TestService.run { service in
            let user = await service.user("ann")
            let group = await service.group("G")
            let answer = await service.patch(
                "/Groups/\(group.id)",
                #"{"op":"replace","path":"members[value eq \"\#(user.id)\"].display","value":"D"}"#)
            #expect(answer.status == 400 && answer.scimType == "noTarget")
            let removal = await service.patch(
                "/Groups/\(group.id)", #"{"op":"remove","path":"members[value eq \"\#(user.id)\"].display"}"#)
            #expect(removal.status == 204)
            #expect(await service.send("GET", "/Groups/\(group.id)").json["members"] == nil)
        }
    }

    @Test func filtersOfSingleValues() async throws {
        try await TestService.run { service in
            let user = await service.user("ann", #","name":{"givenName":"A"}"#)
            for path in [#"name[givenName eq \"X\"].familyName"#, #"name[givenName eq \"X\"]"#] {
                let value = path.hasSuffix("]") ? #"{"familyName":"Y"}"# : #""Y""#
                let answer = await service.patch(
                    "/Users/\(user.id)", #"{"op":"replace","path":"\#(path)","value":\#(value)}"#)
                #expect(answer.status == 400 && answer.scimType == "noTarget", "\(answer.json.text)")
            }
            let answer = await service.patch(
                "/Users/\(user.id)", #"{"op":"replace","path":"name[givenName eq \"A\"].familyName","value":"Y"}"#)
            #expect(answer.json["name"]?["familyName"] == "Y")
        }
    }

    /// What is shown on request only cannot be echoed by who never saw it.
    @Test func hiddenAttributesSurviveAPut() async throws {
        try await TestService.run(CustomTypeTests.settings) { service in
            let urn = CustomTypeTests.badge
            let user = await service.user("ann", #","\#(urn)":{"number":7,"note":"kept"}"#)
            let shown = await service.send("GET", "/Users/\(user.id)")
            let left = try await records(service) {
                #expect(await service.send("PUT", "/Users/\(user.id)", shown.json.text).status == 200)
            }
            #expect(left == [])
            func note() async -> JSONValue? {
                await service.send("GET", "/Users/\(user.id)", query: [("attributes", "\(urn):note")]).json[urn]?[
                    "note"]
            }
            #expect(await note() == "kept")
            var cleared = shown.json.objectValue ?? JSONObject()
            var badge = cleared[urn]?.objectValue ?? JSONObject()
            badge["note"] = .null
            cleared[urn] = .object(badge)
            _ = await service.send("PUT", "/Users/\(user.id)", JSONValue.object(cleared).text)
            #expect(await note() == nil)
        }
    }

    @Test func dottedNamesBesideTheWhole() async throws {
        try await TestService.run { service in
            let user = await service.user("ann", #","name.givenName":"X","name":{"familyName":"Y"}"#)
            #expect(user.json["name"] == ["givenName": "X", "familyName": "Y"])
        }
    }

    /// Many subgroups are put into a group deep down, at the cost of one look upwards.
    @Test func deepNesting() async throws {
        try await TestService.run { service in
            var lowest = await service.group("g0").id
            for number in 1..<60 {
                let next = await service.group("g\(number)").id
                _ = await service.patch(
                    "/Groups/\(lowest)", #"{"op":"add","path":"members","value":[{"value":"\#(next)"}]}"#)
                lowest = next
            }
            var more: [String] = []
            for number in 0..<60 { more.append(await service.group("m\(number)").id) }
            let list = more.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            let answer = await service.patch(
                "/Groups/\(lowest)", #"{"op":"add","path":"members","value":[\#(list)]}"#)
            #expect(answer.status == 204)
            let top = await service.send("GET", "/Groups", query: [("filter", #"displayName eq "g0""#)])
            let circle = await service.patch(
                "/Groups/\(more[0])",
                #"{"op":"add","path":"members","value":[{"value":"\#(top.json["Resources"]?.arrayValue?.first?["id"]?.stringValue ?? "")"}]}"#
            )
            #expect(circle.scimType == "invalidValue")
        }
    }

    @Test func manyNamesOfAttributes() async throws {
        try await TestService.run { service in
            _ = await service.user("ann")
            let names = (0..<501).map { _ in "userName" }.joined(separator: ",")
            #expect(await service.send("GET", "/Users", query: [("attributes", names)]).status == 400)
            let few = await service.send("GET", "/Users", query: [("attributes", "userName,name.givenName,userName")])
            #expect(
                few.json["Resources"]?.arrayValue?.first?.objectValue?.names.sorted() == ["id", "schemas", "userName"])
        }
    }
}
