import Directory
import JSON
import Records
import SCIM
import Testing

/// Immutable and required attributes, above all of an extension: they bind who uses it and lock nobody out
/// (RFC 7644 section 3.5.1).
struct ExtensionRulesTests {
    private static let badge = CustomTypeTests.badge
    private static let full = #","\#(badge)":{"number":7,"issued":"2026-01-02T03:04:05Z","doors":["A"]}"#

    private func put(_ service: TestService, _ id: String, _ more: String) async -> Answer {
        await service.send(
            "PUT", "/Users/\(id)",
            #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ann"\#(more)}"#)
    }

    /// The body of a PUT, and what becomes of the extension; nil for a refusal.
    static let puts: [(String, JSONValue?, String?)] = [
        // Left out: an immutable value stays.
        (#","\#(badge)":{"number":8}"#, ["number": 8, "issued": "2026-01-02T03:04:05Z"], nil),
        (#","\#(badge)":{"number":8,"issued":null}"#, ["number": 8, "issued": "2026-01-02T03:04:05Z"], nil),
        (
            #","\#(badge)":{"number":8,"issued":"2026-01-02T03:04:05Z"}"#,
            ["number": 8, "issued": "2026-01-02T03:04:05Z"], nil
        ),
        (#","\#(badge)":{"number":8,"issued":"2027-01-02T03:04:05Z"}"#, nil, "mutability"),
        // The extension is used, so its required attributes are.
        (#","\#(badge)":{"doors":["B"]}"#, nil, "invalidValue"),
        // The extension is left out: what cannot go stays, with what it requires.
        ("", ["number": 7, "issued": "2026-01-02T03:04:05Z"], nil),
        (#","\#(badge)":null"#, ["number": 7, "issued": "2026-01-02T03:04:05Z"], nil),
        (#","\#(badge)":{}"#, ["number": 7, "issued": "2026-01-02T03:04:05Z"], nil),
    ]

    @Test(arguments: puts.indices)
    func replaced(_ number: Int) async throws {
        let (body, expected, refusal) = Self.puts[number]
        try await TestService.run(CustomTypeTests.settings) { service in
            let ann = await service.user("ann", Self.full)
            let answer = await put(service, ann.id, body)
            #expect(answer.scimType == refusal)
            let read = await service.send("GET", "/Users/\(ann.id)")
            if let expected {
                #expect(answer.status == 200)
                #expect(read.json[Self.badge] == expected)
            } else {
                #expect(answer.status == 400)
                #expect(read.json[Self.badge]?["doors"] == ["A"])
            }
        }
    }

    /// Without an immutable value an extension goes with everything that it requires.
    @Test func anExtensionWithoutImmutableValuesGoes() async throws {
        try await TestService.run(CustomTypeTests.settings) { service in
            for (number, operation) in [
                #"{"op":"remove","path":"\#(Self.badge)"}"#, #"{"op":"replace","value":{"\#(Self.badge)":null}}"#,
            ].enumerated() {
                let user = await service.user("u\(number)", #","\#(Self.badge)":{"number":7,"doors":["A"]}"#)
                let answer = await service.patch("/Users/\(user.id)", operation)
                #expect(answer.status == 200 && answer.json[Self.badge] == nil)
                #expect(answer.json["schemas"]?.arrayValue?.contains(.string(Self.badge)) == false)
            }
            let ann = await service.user("ann", #","\#(Self.badge)":{"number":7}"#)
            let answer = await put(service, ann.id, "")
            #expect(answer.status == 200 && answer.json[Self.badge] == nil)
        }
    }

    /// A PATCH that asks for what cannot be is told so, and everything else of the person can still be changed.
    @Test func anExtensionWithAnImmutableValueStays() async throws {
        try await TestService.run(CustomTypeTests.settings) { service in
            let ann = await service.user("ann", Self.full)
            let refused = await service.patch("/Users/\(ann.id)", #"{"op":"remove","path":"\#(Self.badge)"}"#)
            #expect(refused.status == 400 && refused.scimType == "mutability")
            #expect(refused.json["detail"]?.stringValue?.contains("\(Self.badge):issued") == true)
            let one = await service.patch("/Users/\(ann.id)", #"{"op":"remove","path":"\#(Self.badge):number"}"#)
            #expect(one.status == 400 && one.scimType == "mutability")
            #expect(
                await service.patch("/Users/\(ann.id)", #"{"op":"replace","path":"active","value":false}"#).status
                    == 200)
        }
    }

    private static func settings(requiring isRequired: Bool) -> SCIMSettings {
        func attribute(_ name: String, _ isRequired: Bool) -> Attribute {
            var attribute = Attribute(name, .string, name)
            attribute.isRequired = isRequired
            return attribute
        }
        var settings = SCIMSettings()
        settings.types = ResourceTypes(
            extensions: [
                (
                    "User",
                    Schema(
                        id: badge, name: "Badge", summary: "A badge",
                        attributes: [attribute("note", false), attribute("color", isRequired)])
                )
            ])
        return settings
    }

    /// An attribute that became required later locks nobody out who has not got it: what a request leaves alone is not
    /// held against it.
    @Test func whatBecameRequiredLater() async throws {
        let folder = try await TestService.fresh()
        defer { TestService.remove(folder) }
        let id = try await TestService.open(folder, Self.settings(requiring: false)) { service in
            await service.user("ann", #","\#(Self.badge)":{"note":"n"}"#).id
        }
        try await TestService.open(folder, Self.settings(requiring: true)) { service in
            let path = "/Users/\(id)"
            let off = await service.patch(path, #"{"op":"replace","path":"active","value":false}"#)
            #expect(off.status == 200 && off.json["active"] == false)
            let touched = await service.patch(path, #"{"op":"replace","path":"\#(Self.badge):note","value":"m"}"#)
            #expect(touched.status == 200)
            #expect(await put(service, id, #","\#(Self.badge)":{"note":"x"}"#).scimType == "invalidValue")
            let set = await service.patch(path, #"{"op":"add","path":"\#(Self.badge):color","value":"red"}"#)
            #expect(set.status == 200)
            let gone = await service.patch(path, #"{"op":"replace","path":"\#(Self.badge):color","value":null}"#)
            #expect(gone.status == 400 && gone.scimType == "invalidValue")
        }
    }

    /// The same of a type of one's own, whose `serial` may be set once.
    @Test func anImmutableAttributeOfATypeOfOnesOwn() async throws {
        try await TestService.run(CustomTypeTests.settings) { service in
            func put(_ id: String, _ more: String) async -> Answer {
                await service.send(
                    "PUT", "/Devices/\(id)",
                    #"{"schemas":["\#(CustomTypeTests.device)"],"displayName":"L"\#(more)}"#)
            }
            let made = await service.send(
                "POST", "/Devices",
                #"{"schemas":["\#(CustomTypeTests.device)"],"displayName":"L","model":"M","owner":{"value":"o","since":"2026-01-02T03:04:05Z"}}"#
            )
            #expect(made.status == 201)
            let kept = await put(made.id, "")
            #expect(kept.status == 200 && kept.json["model"] == "M")
            #expect(kept.json["owner"] == ["since": "2026-01-02T03:04:05Z"])
            #expect(await put(made.id, #","model":"N""#).scimType == "mutability")
            let other = await put(made.id, #","owner":{"value":"p"}"#)
            #expect(other.json["owner"]?["since"] == "2026-01-02T03:04:05Z" && other.json["owner"]?["value"] == "p")
        }
    }

    /// A date and time without a zone is no instant.
    @Test(arguments: ["2026-01-02T03:04:05", "2026-01-02T03:04:05.123", "2026-01-02", "2026-01-02T03:04:05+2"])
    func datesHaveAZone(_ date: String) async throws {
        try await TestService.run(CustomTypeTests.settings) { service in
            let made = await service.user("ann", #","\#(Self.badge)":{"number":7,"issued":"\#(date)"}"#)
            #expect(made.status == 400 && made.scimType == "invalidValue")
            #expect(made.json["detail"]?.stringValue?.contains("\(Self.badge):issued") == true)
            let ann = await service.user("ann", #","\#(Self.badge)":{"number":7}"#)
            let set = await service.patch(
                "/Users/\(ann.id)", #"{"op":"add","path":"\#(Self.badge):issued","value":"\#(date)"}"#)
            #expect(set.status == 400 && set.scimType == "invalidValue")
        }
    }
}
