import Directory
import JSON
import Records
import Testing

/// Members selected by what is shown of them, though `type` and `$ref` are not kept (RFC 7644 section 3.5.2.2).
struct MemberSelectionTests {
    private struct House { let ann: String, ben: String, inner: String, group: String }

    private func build(_ service: TestService) async -> House {
        let ann = await service.user("ann").id
        let ben = await service.user("ben").id
        let inner = await service.group("Inner").id
        return House(ann: ann, ben: ben, inner: inner, group: await service.group("Group", [ann, ben, inner]).id)
    }

    private func members(_ service: TestService, _ group: String) async -> [String] {
        let answer = await service.send("GET", "/Groups/\(group)")
        return (answer.json["members"]?.arrayValue ?? []).compactMap { $0["value"]?.stringValue }
    }

    private func remove(_ filter: String) -> String {
        #"{"op":"remove","path":\#(JSONValue.string("members[\(filter)]").text)}"#
    }

    @Test func byType() async throws {
        try await TestService.run { service in
            let house = await build(service)
            let path = "/Groups/\(house.group)"
            let answer = await service.patch(path, remove(#"type eq "user""#))
            #expect(answer.status == 204)
            #expect(await members(service, house.group) == [house.inner])
            let records = try service.records().suffix(2)
            #expect(records.map(\.action) == [.groupMemberRemove, .groupMemberRemove])
            #expect(Set(records.map(\.subject.id)) == [house.ann, house.ben])
            _ = await service.patch(path, remove(#"type eq "Group""#))
            #expect(await members(service, house.group) == [])
        }
    }

    @Test func byReference() async throws {
        try await TestService.run { service in
            let house = await build(service)
            let ref = "\(TestService.base)/Users/\(house.ann)"
            _ = await service.patch("/Groups/\(house.group)", remove(#"$ref eq "\#(ref)""#))
            #expect(await members(service, house.group) == [house.ben, house.inner])
            _ = await service.patch("/Groups/\(house.group)", remove(#"$ref co "/Groups/""#))
            #expect(await members(service, house.group) == [house.ben])
            _ = await service.patch("/Groups/\(house.group)", remove(#"value eq "\#(house.ben)" and type eq "Group""#))
            #expect(await members(service, house.group) == [house.ben])
            _ = await service.patch("/Groups/\(house.group)", remove(#"value eq "\#(house.ben)" and type eq "User""#))
            #expect(await members(service, house.group) == [])
        }
    }

    /// Members that the same request added are seen with their types too.
    @Test func addedBefore() async throws {
        try await TestService.run { service in
            let house = await build(service)
            let empty = await service.group("Empty").id
            let add = #"{"op":"add","path":"members","value":[{"value":"\#(house.ann)"},{"value":"\#(house.inner)"}]}"#
            _ = await service.patch("/Groups/\(empty)", add + "," + remove(#"type eq "User""#))
            #expect(await members(service, empty) == [house.inner])
            // And those that were there, removed and added again.
            let again = #"{"op":"remove","path":"members"},\#(add),\#(remove(#"not (type eq "User")"#))"#
            _ = await service.patch("/Groups/\(house.group)", again)
            #expect(await members(service, house.group) == [house.ann])
        }
    }

    /// A member that is said to be of a type that it is not.
    @Test(arguments: ["Group", "group"])
    func aWrongType(_ type: String) async throws {
        try await TestService.run { service in
            let house = await build(service)
            let before = try service.records().count
            let empty = await service.group("Empty").id
            let one = #"{"value":"\#(house.ann)","type":"\#(type)"}"#
            for (path, operation) in [
                ("/Groups/\(empty)", #"{"op":"add","path":"members","value":[\#(one)]}"#),
                ("/Groups/\(empty)", #"{"op":"replace","path":"members","value":[\#(one)]}"#),
                ("/Groups/\(house.group)", #"{"op":"add","path":"members","value":[\#(one)]}"#),
                ("/Groups/\(house.group)", #"{"op":"replace","path":"members","value":[\#(one)]}"#),
                (
                    "/Groups/\(house.group)",
                    #"{"op":"replace","path":"members[value eq \"\#(house.ann)\"]","value":\#(one)}"#
                ),
            ] {
                let answer = await service.patch(path, operation)
                #expect(answer.status == 400 && answer.scimType == "invalidValue", "\(operation)")
                #expect(answer.json["detail"]?.stringValue?.contains("members.type") == true)
            }
            let body =
                #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"New","members":[\#(one)]}"#
            #expect(await service.send("POST", "/Groups", body).scimType == "invalidValue")
            #expect(await service.send("PUT", "/Groups/\(house.group)", body).scimType == "invalidValue")
            #expect(try service.records().dropFirst(before).filter { $0.outcome == .success }.count == 1)
            // The right type, in any case, and what is no type of this service, are as good as none.
            let right = #"[{"value":"\#(house.ann)","type":"USER"},{"value":"\#(house.ben)","type":"direct"}]"#
            let answer = await service.patch(
                "/Groups/\(empty)", #"{"op":"add","path":"members","value":\#(right)}"#)
            #expect(answer.status == 204)
        }
    }
}
