import Directory
import JSON
import Testing

/// Lists, filters, paging, projections and versions.
struct SearchTests {
    @Test func filters() async throws {
        try await TestService.run { service in
            let ann = await service.user(
                "Ann", #","externalId":"E1","displayName":"Ann A","emails":[{"value":"ann@e.com","type":"work"}]"#)
            let ben = await service.user("ben", #","externalId":"E2","active":false"#)
            let group = await service.group("Auditors", [ann.id])
            let users: [(String, [String])] = [
                (#"userName eq "ANN""#, ["Ann"]), (#"userName eq "nobody""#, []), (#"externalId eq "E2""#, ["ben"]),
                (#"externalId eq "e2""#, []), (#"id eq "\#(ben.id)""#, ["ben"]), (#"displayName eq "ann a""#, ["Ann"]),
                (#"emails[type eq "work"].value eq "ann@e.com""#, ["Ann"]), (#"active eq false"#, ["ben"]),
                (#"userName eq "ann" and externalId eq "E2""#, []),
                (#"userName eq "ann" or userName eq "ben""#, ["Ann", "ben"]),
                (#"groups.value eq "\#(group.id)""#, ["Ann"]), (#"groups pr"#, ["Ann"]), (#"not (groups pr)"#, ["ben"]),
                (#"meta.created gt "2001-01-01T00:00:00Z""#, ["Ann", "ben"]),
            ]
            for (filter, expected) in users {
                let answer = await service.send("GET", "/Users", query: [("filter", filter)])
                #expect(answer.status == 200)
                #expect(answer.names == expected, "\(filter)")
                #expect(answer.json["totalResults"]?.intValue == expected.count)
            }
            let groups: [(String, [String])] = [
                (#"displayName eq "AUDITORS""#, ["Auditors"]), (#"members eq "\#(ann.id)""#, ["Auditors"]),
                (#"id eq "\#(group.id)" and members eq "\#(ben.id)""#, []),
                (#"members.value ne "\#(ben.id)""#, ["Auditors"]),
                (#"members[value eq "\#(ann.id)"]"#, ["Auditors"]), (#"members[type eq "User"]"#, ["Auditors"]),
            ]
            for (filter, expected) in groups {
                let query = [("filter", filter), ("excludedAttributes", "members")]
                let answer = await service.send("GET", "/Groups", query: query)
                #expect(answer.names == expected, "\(filter)")
                #expect(!answer.json.text.contains("\"members\""))
            }
            let bad = await service.send("GET", "/Users", query: [("filter", "userName eq ann")])
            #expect(bad.status == 400)
            #expect(bad.scimType == "invalidFilter")
        }
    }

    @Test func pagesAndTheRootSearch() async throws {
        try await TestService.run { service in
            for number in 0..<7 { _ = await service.user("u\(number)") }
            _ = await service.group("g")
            let page = await service.send("GET", "/Users", query: [("startIndex", "3"), ("count", "2")])
            #expect(page.names == ["u2", "u3"])
            #expect(page.json["totalResults"] == 7)
            #expect(page.json["itemsPerPage"] == 2)
            #expect(page.json["startIndex"] == 3)
            #expect(await service.send("GET", "/Users", query: [("count", "0")]).json["Resources"] == [])
            #expect(await service.send("GET", "/Users", query: [("startIndex", "9")]).names == [])
            #expect(await service.send("GET", "/Users", query: [("startIndex", "0"), ("count", "1")]).names == ["u0"])
            let filtered = [("filter", #"userName sw "u""#), ("startIndex", "6"), ("count", "5")]
            #expect(await service.send("GET", "/Users/", query: filtered).names == ["u5", "u6"])
            let search =
                #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"attributes":["displayName","meta"]}"#
            let all = await service.send("POST", "/.search", search)
            #expect(all.status == 200)
            #expect(all.json["totalResults"] == 8)
            let types = (all.json["Resources"]?.arrayValue ?? []).compactMap {
                $0["meta"]?["resourceType"]?.stringValue
            }
            #expect(Set(types) == ["User", "Group"])
            #expect(await service.send("POST", "/Groups/.search", search).json["totalResults"] == 1)
            let one =
                #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"userName eq \"u1\""}"#
            #expect(await service.send("POST", "/.search", one).json["totalResults"] == 1)
        }
    }

    @Test func versionsAndProjections() async throws {
        try await TestService.run { service in
            let user = await service.user("ann")
            let path = "/Users/\(user.id)"
            let tag = user.response.header("etag") ?? ""
            #expect(await service.send("GET", path, headers: ["if-none-match": tag]).status == 304)
            let changed = await service.patch(
                path, #"{"op":"add","path":"title","value":"T"}"#, headers: ["if-match": tag])
            #expect(changed.response.header("etag") != tag)
            #expect(await service.send("GET", path, headers: ["if-none-match": tag]).status == 200)
            let again = await service.patch(path, #"{"op":"add","path":"title","value":"T"}"#)
            #expect(again.response.header("etag") == changed.response.header("etag"))
            #expect(again.json["meta"]?["lastModified"] == changed.json["meta"]?["lastModified"])
            let part = await service.send("GET", path, query: [("attributes", "title")])
            #expect(part.json.objectValue?.names == ["schemas", "id", "title"])
            let less = await service.send("GET", path, query: [("excludedAttributes", "title,meta,id")])
            #expect(less.json.objectValue?.names == ["schemas", "id", "userName"])
        }
    }
}
