import Directory
import JSON
import Testing

/// Searches over several types: what one of them lacks is an attribute without value there (RFC 7644 section 3.4.2.1).
struct RootSearchTests {
    /// The house: users `ann` and `ben`, the second with a title, a group `Crew` with `ann`.
    private func build(_ service: TestService) async {
        let ann = await service.user("ann", #","displayName":"Ann""#)
        _ = await service.user("ben", #","title":"Clerk""#)
        _ = await service.group("Crew", [ann.id])
    }

    private func names(_ service: TestService, _ query: [(String, String)]) async -> [String] {
        let answer = await service.send("GET", "/", query: query)
        #expect(answer.status == 200)
        return (answer.json["Resources"]?.arrayValue ?? []).compactMap {
            ($0["userName"] ?? $0["displayName"])?.stringValue
        }
    }

    @Test(arguments: [
        (#"userName eq "ann" or displayName eq "Crew""#, ["ann", "Crew"]),
        (#"userName eq "ann" and displayName eq "Crew""#, []),
        (#"displayName eq "Crew" or title pr"#, ["ben", "Crew"]),
        (#"not (userName pr)"#, ["Crew"]), (#"title ne "Clerk""#, ["ann", "Crew"]), ("title eq null", ["ann", "Crew"]),
        ("title ne null", ["ben"]), (#"userName co "a""#, ["ann"]),
        (#"members[value pr] or title pr"#, ["ben", "Crew"]),
        (#"not (members[value pr])"#, ["ann", "ben"]), (#"emails[type eq "work"] or displayName sw "c""#, ["Crew"]),
        (#"urn:ietf:params:scim:schemas:core:2.0:Group:displayName eq "crew""#, ["Crew"]),
        (#"active eq true or id pr"#, ["ann", "ben", "Crew"]),
    ])
    func filters(_ filter: String, _ expected: [String]) async throws {
        try await TestService.run { service in
            await build(service)
            #expect(await names(service, [("filter", filter)]) == expected)
        }
    }

    @Test(arguments: [
        #"nonsense eq "x""#, #"userName eq "ann" or nonsense eq "x""#, #"password eq "x""#, #"emails[nonsense eq "x"]"#,
        #"userName gt 5"#, #"active gt true"#, #"displayName eq "x" and members[nonsense pr]"#,
    ])
    func whatNoTypeHas(_ filter: String) async throws {
        try await TestService.run { service in
            await build(service)
            let answer = await service.send("GET", "/", query: [("filter", filter)])
            #expect(answer.status == 400 && answer.scimType == "invalidFilter", "\(filter)")
        }
    }

    @Test func orders() async throws {
        try await TestService.run { service in
            await build(service)
            #expect(await names(service, [("sortBy", "title")]).first == "ben")
            #expect(await names(service, [("sortBy", "title")]).count == 3)
            #expect(
                await names(service, [("sortBy", "userName"), ("sortOrder", "descending")]) == ["Crew", "ben", "ann"])
            let both = [("sortBy", "userName"), ("filter", #"userName eq "ben" or displayName eq "Crew""#)]
            #expect(await names(service, both) == ["ben", "Crew"])
            let none = await service.send("GET", "/", query: [("sortBy", "nonsense")])
            #expect(none.status == 400 && none.scimType == "invalidPath")
        }
    }

    /// One type has an attribute that has no order there: it comes last, and is there.
    @Test func anAttributeThatOneTypeCannotSortBy() async throws {
        try await TestService.run(CustomTypeTests.settings) { service in
            await build(service)
            _ = await service.send(
                "POST", "/Devices", #"{"schemas":["\#(CustomTypeTests.device)"],"displayName":"Laptop","name":"L"}"#)
            #expect(await names(service, [("sortBy", "name")]).first == "Laptop")
            #expect(await names(service, [("sortBy", "name")]).count == 4)
            let refused = await service.send("GET", "/Users", query: [("sortBy", "name")])
            #expect(refused.scimType == "invalidPath")
            #expect(await names(service, [("filter", #"name eq "L" or userName eq "ben""#)]) == ["ben", "Laptop"])
        }
    }
}
