import Directory
import JSON
import Records
import SCIM
import Testing

/// A question that would compare more than it may is refused, and told the way out (RFC 7644 section 3.12).
struct FilterWorkTests {
    private static var settings: SCIMSettings {
        var settings = SCIMSettings()
        settings.filterComparisons = 50
        return settings
    }

    @Test func bounded() async throws {
        try await TestService.run(Self.settings) { service in
            for number in 0..<30 { _ = await service.user("u\(number)", #","title":"T\#(number)""#) }
            func ask(_ filter: String, _ more: [(String, String)] = []) async -> Answer {
                await service.send("GET", "/Users", query: [("filter", filter)] + more)
            }
            #expect(await ask(#"title co "9""#).names == ["u9", "u19", "u29"])
            #expect(await ask(#"title co "9""#, [("sortBy", "title")]).status == 200)
            #expect(await ask(#"title co "9""#, [("cursor", ""), ("count", "2")]).json["totalResults"] == 3)
            let much = #"title eq "x" or nickName eq "x""#
            for query in [[], [("sortBy", "title")], [("cursor", ""), ("count", "2")], [("count", "0")]] {
                let answer = await ask(much, query)
                #expect(answer.status == 400 && answer.scimType == "tooMany", "\(query)")
                let detail = answer.json["detail"]?.stringValue ?? ""
                #expect(detail.contains("50 comparisons") && detail.contains("scim.filter-comparisons"))
                #expect(detail.contains("userName"))
            }
            // The way out that the detail names.
            #expect(await ask(#"userName eq "u7" and (\#(much) or title eq "T7")"#).names == ["u7"])
            // All types of a search have one budget.
            for number in 0..<15 { _ = await service.group("g\(number)") }
            #expect(await service.send("GET", "/", query: [("filter", #"externalId pr"#)]).status == 200)
            let both = await service.send("GET", "/", query: [("filter", #"externalId co "x" or meta.version eq "x""#)])
            #expect(both.scimType == "tooMany")
            let last = try service.records().last
            #expect(last?.reason == "tooMany: filter")
        }
    }

    @Test func lookingUpMembersIsCounted() async throws {
        try await TestService.run(Self.settings) { service in
            let ann = await service.user("ann").id
            for number in 0..<3 { _ = await service.group("g\(number)", [ann]) }
            let two = #"not (members.value eq "x" or members.value eq "\#(ann)")"#
            let answer = await service.send("GET", "/Groups", query: [("filter", two)])
            #expect(answer.scimType == "tooMany")
        }
    }

    /// Selecting members one by one in many operations.
    @Test func selectingMembers() async throws {
        try await TestService.run { service in
            var ids: [String] = []
            for number in 0..<40 { ids.append(await service.user("u\(number)").id) }
            let group = await service.group("g", ids).id
            let terms = (0..<60).map { #"display eq "\#($0)""# }.joined(separator: " or ")
            let path = JSONValue.string("members[\(terms)]").text
            let operation = #"{"op":"remove","path":\#(path)}"#
            let some = await service.patch(
                "/Groups/\(group)", Array(repeating: operation, count: 10).joined(separator: ","))
            #expect(some.status == 204)
            let many = await service.patch(
                "/Groups/\(group)", Array(repeating: operation, count: 1_000).joined(separator: ","))
            #expect(many.status == 400 && many.scimType == "tooMany")
            // Those that name a member look at nobody else.
            let named = ids.map { #"{"op":"remove","path":"members[value eq \"\#($0)\" and type eq \"User\"]"}"# }
            #expect(await service.patch("/Groups/\(group)", named.joined(separator: ",")).status == 204)
            #expect(await service.send("GET", "/Groups/\(group)").json["members"] == nil)
        }
    }
}
