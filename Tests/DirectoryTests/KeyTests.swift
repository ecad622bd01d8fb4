import Directory
import JSON
import Testing

/// What is looked up has one key everywhere: in memory, while it is written, in the database and in every filter.
struct KeyTests {
    /// Two spellings of one userName.
    static let pairs = [
        ("caf\u{E9}", "cafe\u{301}"), ("CAF\u{C9}", "cafe\u{301}"), ("stra\u{DF}e", "STRASSE"),
        ("\u{3C3}\u{3BF}\u{3C6}\u{3BF}\u{3C2}", "\u{3A3}\u{39F}\u{3A6}\u{39F}\u{3A3}"), ("\u{212B}", "a\u{30A}"),
        ("q\u{307}\u{323}", "Q\u{323}\u{307}"),
    ]

    private func total(_ service: TestService, _ filter: String, _ path: String = "/Users") async -> JSONValue? {
        await service.send("GET", path, query: [("filter", filter)]).json["totalResults"]
    }

    /// Looks at a folder's directory as it is in memory, as it is in the database, and after a restart.
    private func everywhere(
        make: (TestService) async throws -> Void, look: (TestService, String) async throws -> Void
    ) async throws {
        let folder = try await TestService.fresh()
        defer { TestService.remove(folder) }
        try await TestService.open(folder) { service in
            try await make(service)
            try await look(service, "in memory")
            try service.directory.store.flush()
            try await look(service, "written")
        }
        try await TestService.open(folder) { try await look($0, "after a restart") }
    }

    @Test func oneNameHowEverItIsSpelt() async throws {
        try await everywhere { service in
            for (name, _) in Self.pairs where name != "CAF\u{C9}" { #expect(await service.user(name).status == 201) }
        } look: { service, moment in
            for (name, other) in Self.pairs {
                #expect(await service.user(other).status == 409, "\(other) \(moment)")
                for spelling in [name, other] {
                    let quoted = JSONValue.string(spelling).text
                    #expect(await total(service, "userName eq \(quoted)") == 1, "\(spelling) \(moment)")
                    #expect(await total(service, "userName eq \(quoted) and id pr") == 1, "\(spelling) \(moment)")
                    #expect(await total(service, "not (userName ne \(quoted))") == 1, "\(spelling) \(moment)")
                }
            }
        }
    }

    /// Two who come at once are told apart no better.
    @Test func oneNameAtOnce() async throws {
        try await TestService.run { service in
            for (number, (name, other)) in Self.pairs.enumerated() {
                async let one = service.user("\(number)\(name)").status
                async let two = service.user("\(number)\(other)").status
                #expect(await [one, two].sorted() == [201, 409], "\(name)")
            }
        }
    }

    /// `displayName` is found like a userName; `externalId` by its bytes alone.
    @Test func namesOfGroups() async throws {
        try await everywhere { service in
            let group = await service.send(
                "POST", "/Groups",
                #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Stra\u00DFe","externalId":"caf\u00E9"}"#
            )
            #expect(group.status == 201)
            try service.directory.store.flush()
            let patched = await service.patch(
                "/Groups/\(group.id)", #"{"op":"replace","path":"externalId","value":"cafe\u0301"}"#)
            #expect(patched.status == 204)
        } look: { service, moment in
            #expect(await total(service, #"displayName eq "STRASSE""#, "/Groups") == 1, "\(moment)")
            #expect(await total(service, #"externalId eq "cafe\u0301""#, "/Groups") == 1, "\(moment)")
            #expect(await total(service, #"externalId eq "caf\u00E9""#, "/Groups") == 0, "\(moment)")
        }
    }

    @Test(arguments: ["userName", "displayName", "externalId"])
    func noNameHoldsTheZeroCharacter(_ attribute: String) async throws {
        try await TestService.run { service in
            let answer =
                attribute == "userName"
                ? await service.user(#"nul1\u0000x"#) : await service.user("u", #","\#(attribute)":"a\u0000b""#)
            #expect(answer.status == 400 && answer.scimType == "invalidValue")
            #expect(answer.json["detail"]?.stringValue?.hasPrefix(attribute) == true)
        }
    }

    /// An id with something behind it is no id, whatever stands between.
    @Test func idsAreBytes() async throws {
        try await everywhere { service in
            let user = await service.user("nul1")
            _ = await service.group("G", [user.id])
        } look: { service, moment in
            let user =
                await service.send("GET", "/Users").json["Resources"]?.arrayValue?.first?["id"]?.stringValue ?? ""
            let group =
                await service.send("GET", "/Groups").json["Resources"]?.arrayValue?.first?["id"]?.stringValue ?? ""
            let body = #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"other"}"#
            for tail in ["\u{0}x", "\u{0}", "\u{301}"] {
                let quoted = String(JSONValue.string(user + tail).text.dropFirst().dropLast())
                #expect(await service.send("GET", "/Users/\(user)\(tail)").status == 404, "\(moment)")
                #expect(await service.send("GET", "/Users/\(user)\(tail)", query: [("at", "2")]).status == 404)
                #expect(await service.send("PUT", "/Users/\(user)\(tail)", body).status == 404, "\(moment)")
                #expect(await service.send("DELETE", "/Users/\(user)\(tail)").status == 404, "\(moment)")
                _ = await service.patch(
                    "/Groups/\(group)", #"{"op":"remove","path":"members","value":[{"value":"\#(quoted)"}]}"#)
                let members = await service.send("GET", "/Groups/\(group)").json["members"]?.arrayValue
                #expect(members?.count == 1, "\(moment)")
                for filter in ["id", "groups.value"] {
                    #expect(await total(service, "\(filter) eq \"\(quoted)\"") == 0, "\(filter) \(moment)")
                }
                #expect(await total(service, "members.value eq \"\(quoted)\"", "/Groups") == 0, "\(moment)")
            }
            #expect(await total(service, #"userName eq "nul1\u0000x""#) == 0, "\(moment)")
            #expect(await service.send("GET", "/Users").names == ["nul1"])
        }
    }
}
