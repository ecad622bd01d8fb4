import Directory
import JSON
import Records
import SCIM
import Testing

/// Extensions and resource types of a configuration: served, recorded, and honoured in every characteristic.
struct CustomTypeTests {
    static let badge = "urn:example:2.0:Badge"
    static let device = "urn:example:2.0:Device"

    static var settings: SCIMSettings {
        func attribute(_ name: String, _ kind: Attribute.Kind = .string, _ change: (inout Attribute) -> Void)
            -> Attribute
        {
            var attribute = Attribute(name, kind, name)
            change(&attribute)
            return attribute
        }
        var settings = SCIMSettings()
        settings.types = ResourceTypes(
            extensions: [
                (
                    "User",
                    Schema(
                        id: badge, name: "Badge", summary: "A badge",
                        attributes: [
                            attribute("number", .integer) { $0.isRequired = true },
                            attribute("issued", .dateTime) { $0.mutability = .immutable },
                            attribute("note") { $0.returned = .request },
                            attribute("doors") { $0.isMultiValued = true },
                            attribute("state") { $0.mutability = .readOnly },
                        ])
                )
            ],
            more: [
                ResourceType(
                    name: "Device", endpoint: "/Devices", summary: "A device",
                    schema: Schema(
                        id: device, name: "Device", summary: "A device",
                        attributes: [
                            attribute("displayName") { $0.isRequired = true },
                            attribute("serial") {
                                $0.isCaseExact = true
                                $0.returned = .always
                            },
                            attribute("name") { _ in },
                            attribute("model") { $0.mutability = .immutable },
                            attribute("owner", .complex) {
                                $0.subAttributes = [
                                    attribute("value") { _ in },
                                    attribute("since", .dateTime) { $0.mutability = .immutable },
                                ]
                            },
                        ]))
            ])
        return settings
    }

    @Test func anExtension() async throws {
        try await TestService.run(Self.settings) { service in
            let made = await service.user(
                "ann",
                #","\#(Self.badge)":{"number":7,"issued":"2026-01-02T03:04:05Z","note":"n","doors":["A","B"],"state":"x"}"#
            )
            #expect(made.status == 201)
            #expect(made.json["schemas"]?.arrayValue?.contains(.string(Self.badge)) == true)
            #expect(
                made.json[Self.badge]
                    == ["number": 7, "issued": "2026-01-02T03:04:05Z", "note": "n", "doors": ["A", "B"]])
            // Returned on request: with the answer to who sent it, and to who asks.
            let read = await service.send("GET", "/Users/\(made.id)")
            #expect(read.json[Self.badge]?["note"] == nil && read.json[Self.badge]?["number"] == 7)
            let asked = await service.send("GET", "/Users/\(made.id)", query: [("attributes", "\(Self.badge):note")])
            #expect(asked.json[Self.badge] == ["note": "n"])
            for (filter, count) in [
                ("\(Self.badge):number eq 7", 1), ("\(Self.badge):number gt 7", 0),
                (#"\#(Self.badge):doors eq "b""#, 1), (#"\#(Self.badge):issued lt "2026-01-02T03:04:06Z""#, 1),
            ] {
                let found = await service.send("GET", "/Users", query: [("filter", filter)])
                #expect(found.json["totalResults"]?.intValue == count, "\(filter)")
            }
            let path = "/Users/\(made.id)"
            let number = #"{"op":"replace","path":"\#(Self.badge):number","value":8}"#
            #expect(await service.patch(path, number).json[Self.badge]?["note"] == nil)
            let refusals: [(String, String)] = [
                (#"{"op":"replace","path":"\#(Self.badge):issued","value":"2027-01-02T03:04:05Z"}"#, "mutability"),
                (#"{"op":"remove","path":"\#(Self.badge):issued"}"#, "mutability"),
                (#"{"op":"remove","path":"\#(Self.badge):number"}"#, "mutability"),
                (#"{"op":"replace","path":"\#(Self.badge):state","value":"y"}"#, "mutability"),
                (#"{"op":"replace","path":"\#(Self.badge):number","value":"many"}"#, "invalidValue"),
            ]
            for (operation, type) in refusals {
                let answer = await service.patch(path, operation)
                #expect(answer.status == 400 && answer.scimType == type, "\(operation)")
                #expect(answer.json["detail"]?.stringValue?.contains(Self.badge) == true)
            }
            let incomplete = await service.user("ben", #","\#(Self.badge)":{"note":"n"}"#)
            #expect(incomplete.scimType == "invalidValue")
            #expect(await service.user("ben").status == 201)
            let records = try service.records()
            #expect(records[0].changes.contains { $0.path == "\(Self.badge):number" && $0.after == 7 })
            #expect(records.contains { $0.changes.contains { $0.path == "\(Self.badge):number" && $0.before == 7 } })
        }
    }

    @Test func aTypeOfOnesOwn() async throws {
        try await TestService.run(Self.settings) { service in
            let made = await service.send(
                "POST", "/Devices", #"{"schemas":["\#(Self.device)"],"displayName":"Laptop","serial":"S-1"}"#)
            #expect(made.status == 201)
            #expect(made.json["meta"]?["resourceType"] == "Device")
            #expect(made.response.header("location") == "\(TestService.base)/Devices/\(made.id)")
            let path = "/Devices/\(made.id)"
            #expect(await service.send("GET", "/Users/\(made.id)").status == 404)
            #expect(await service.send("GET", path, query: [("attributes", "displayName")]).json["serial"] == "S-1")
            #expect(
                await service.patch(path, #"{"op":"replace","path":"displayName","value":"Desktop"}"#).status == 200)
            for (filter, names) in [(#"serial eq "s-1""#, [String]()), (#"serial eq "S-1""#, ["Desktop"])] {
                #expect(await service.send("GET", "/Devices", query: [("filter", filter)]).names == names)
            }
            #expect(await service.send("GET", "/", query: [("sortBy", "displayName")]).names == ["Desktop"])
            let group = await service.group("g", [made.id])
            #expect(group.status == 400 && group.scimType == "invalidValue")
            #expect(await service.send("POST", "/Devices", #"{"schemas":["\#(Self.device)"]}"#).status == 400)
            #expect(await service.send("DELETE", path).status == 204)
            let records = try service.records()
            #expect(
                records.map(\.action.rawValue) == [
                    "x.scim.device.create", "x.scim.device.update", "group.create", "x.scim.device.create",
                    "x.scim.device.delete",
                ])
            #expect(records.map(\.outcome) == [.success, .success, .refused, .refused, .success])
            #expect(records[0].subject.type == "device" && records[0].subject.name == "Laptop")
            let types = await service.send("GET", "/ResourceTypes").json["Resources"]?.arrayValue ?? []
            #expect(types.compactMap { $0["name"]?.stringValue } == ["User", "Group", "Device"])
            #expect(await service.send("GET", "/Schemas/\(Self.device)").json["name"] == "Device")
        }
    }

    /// A state belongs to the types that it was made under: with others it is built again from the log.
    @Test func theTypesMayChange() async throws {
        let folder = try await TestService.fresh()
        defer { TestService.remove(folder) }
        let id = try await TestService.open(folder, Self.settings) { service -> String in
            _ = await service.user("ann", #","\#(Self.badge)":{"number":7}"#)
            let device = await service.send(
                "POST", "/Devices", #"{"schemas":["\#(Self.device)"],"displayName":"Laptop"}"#)
            return device.id
        }
        try await TestService.open(folder) { service in
            let ann = await service.send("GET", "/Users")
            #expect(ann.names == ["ann"] && !ann.json.text.contains(Self.badge))
            #expect(await service.send("GET", "/Devices").status == 404)
        }
        try await TestService.open(folder, Self.settings) { service in
            #expect(await service.send("GET", "/Users").json.text.contains(#""number":7"#))
            #expect(await service.send("GET", "/Devices/\(id)").json["displayName"] == "Laptop")
        }
    }
}
