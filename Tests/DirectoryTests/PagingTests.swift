import Directory
import JSON
import SCIM
import Testing

/// Sorting (RFC 7644 section 3.4.2.3) and cursors (RFC 9865).
struct PagingTests {
    private func names(_ service: TestService, _ query: [(String, String)], path: String = "/Users") async -> [String] {
        await service.send("GET", path, query: query).names
    }

    @Test func sorting() async throws {
        try await TestService.run { service in
            _ = await service.user("Carl", #","name":{"familyName":"adams"},"title":"Z""#)
            _ = await service.user("ann", #","name":{"familyName":"Baker"}"#)
            _ = await service.user("ben", #","emails":[{"value":"z@e"},{"value":"a@e","primary":true}],"title":"a""#)
            _ = await service.user("dora", #","emails":[{"value":"b@e"}],"active":true"#)
            let cases: [(String, String, [String])] = [
                ("userName", "ascending", ["ann", "ben", "Carl", "dora"]),
                ("userName", "descending", ["dora", "Carl", "ben", "ann"]),
                ("title", "", ["ben", "Carl"]), ("name.familyName", "", ["Carl", "ann"]),
                ("emails", "", ["ben", "dora"]),
                ("meta.created", "descending", ["dora", "ben", "ann", "Carl"]),
            ]
            for (attribute, order, expected) in cases {
                let found = await names(service, [("sortBy", attribute), ("sortOrder", order)])
                #expect(found.count == 4)
                // What lacks the attribute comes last.
                #expect(Array(found.prefix(expected.count)) == expected, "\(attribute)")
            }
            let down = await names(service, [("sortBy", "name.familyName"), ("sortOrder", "descending")])
            #expect(Array(down.suffix(2)) == ["ann", "Carl"])
            let page = await service.send(
                "GET", "/Users", query: [("sortBy", "userName"), ("startIndex", "2"), ("count", "2")])
            #expect(page.names == ["ben", "Carl"])
            #expect(page.json["totalResults"] == 4)
            for attribute in ["nonsense", "name", "password"] {
                let refused = await service.send("GET", "/Users", query: [("sortBy", attribute)])
                #expect(refused.status == 400 && refused.scimType == "invalidPath")
            }
            let ties = await service.send("GET", "/Users", query: [("sortBy", "nickName")])
            let ids = (ties.json["Resources"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
            #expect(ids == ids.sorted())
        }
    }

    /// Walks all pages, changing what lies between them, and answers the names of each.
    private func walk(
        _ service: TestService, _ query: [(String, String)], path: String = "/Users", count: Int = 2,
        between change: () async -> Void = {}
    ) async throws -> [[String]] {
        var pages: [[String]] = []
        var cursor = ""
        for _ in 0..<50 {
            let answer = await service.send(
                "GET", path, query: query + [("cursor", cursor), ("count", "\(count)")])
            #expect(answer.status == 200, "\(answer.json.text)")
            #expect(answer.json["startIndex"] == nil)
            pages.append(answer.names)
            guard let next = answer.json["nextCursor"]?.stringValue else { return pages }
            #expect(next.utf8.allSatisfy { $0 == 0x2D || $0 == 0x5F || ($0 >= 0x30 && $0 < 0x7B) })
            cursor = next
            await change()
        }
        Issue.record("the pages do not end")
        return pages
    }

    @Test func cursors() async throws {
        try await TestService.run { service in
            for number in 0..<7 { _ = await service.user("u\(number)", #","title":"t\#(number % 3)""#) }
            _ = await service.group("g")
            #expect(try await walk(service, []) == [["u0", "u1"], ["u2", "u3"], ["u4", "u5"], ["u6"]])
            #expect(try await walk(service, [], count: 7) == [["u0", "u1", "u2", "u3", "u4", "u5", "u6"]])
            #expect(try await walk(service, [], path: "/", count: 5).last == ["u5", "u6", "g"])
            let filter = [("filter", #"title eq "t0""#)]
            #expect(try await walk(service, filter) == [["u0", "u3"], ["u6"]])
            let sorted = try await walk(service, [("sortBy", "title"), ("sortOrder", "descending")], count: 3)
            #expect(sorted.map(\.count) == [3, 3, 1])
            #expect(Set(sorted[0].prefix(2)) == ["u2", "u5"])
            #expect(Set(sorted.joined()).count == 7)
            let first = await service.send("GET", "/Users", query: filter + [("cursor", ""), ("count", "1")])
            #expect(first.json["totalResults"] == 3)
            #expect(await names(service, filter + [("cursor", ""), ("count", "9")]) == ["u0", "u3", "u6"])
        }
    }

    /// Nothing is left out or told twice, whatever happens between two pages.
    @Test func pagesHoldTogetherWhileThingsChange() async throws {
        try await TestService.run { service in
            var ids: [String] = []
            for number in 0..<6 { ids.append(await service.user("u\(number)").id) }
            var step = 0
            let pages = try await walk(service, []) {
                _ = await service.send("DELETE", "/Users/\(ids[step])")
                _ = await service.user("new\(step)")
                step += 1
            }
            #expect(pages == [["u0", "u1"], ["u2", "u3"], ["u4", "u5"]])
        }
    }

    @Test func cursorsThatAreNotTaken() async throws {
        var settings = SCIMSettings()
        settings.maxResults = 2
        try await TestService.run(settings) { service in
            for number in 0..<5 { _ = await service.user("u\(number)") }
            let first = await service.send("GET", "/Users", query: [("cursor", "")])
            #expect(first.names == ["u0", "u1"])
            let cursor = try #require(first.json["nextCursor"]?.stringValue)
            #expect(await names(service, [("cursor", cursor)]) == ["u2", "u3"])
            let changed = String(cursor.dropLast()) + (cursor.hasSuffix("A") ? "B" : "A")
            var foreign = Array(cursor.utf8)
            // Behind what tells a cursor from anything else.
            foreign[5] = foreign[5] == 0x41 ? 0x42 : 0x41
            let cases: [([(String, String)], String)] = [
                ([("cursor", "nonsense")], "invalidCursor"), ([("cursor", changed)], "invalidCursor"),
                ([("cursor", "%")], "invalidCursor"),
                ([("cursor", String(decoding: foreign, as: UTF8.self))], "expiredCursor"),
                ([("cursor", cursor), ("filter", "id pr")], "invalidCursor"),
                ([("cursor", cursor), ("attributes", "id")], "invalidCursor"),
                ([("cursor", cursor), ("sortBy", "id")], "invalidCursor"),
                ([("cursor", cursor), ("count", "0")], "invalidCount"),
            ]
            for (query, type) in cases {
                let answer = await service.send("GET", "/Users", query: query)
                #expect(answer.status == 400 && answer.scimType == type, "\(query) \(answer.json.text)")
            }
            #expect(await service.send("GET", "/Groups", query: [("cursor", cursor)]).scimType == "invalidCursor")
        }
        settings.cursorTimeout = 0
        try await TestService.run(settings) { service in
            for number in 0..<3 { _ = await service.user("u\(number)") }
            let cursor = await service.send("GET", "/Users", query: [("cursor", "")]).json["nextCursor"]?.stringValue
            try await Task.sleep(for: .milliseconds(5))
            #expect(await service.send("GET", "/Users", query: [("cursor", cursor ?? "")]).scimType == "expiredCursor")
        }
    }

    @Test func announced() async throws {
        try await TestService.run { service in
            let config = await service.send("GET", "/ServiceProviderConfig").json
            #expect(config["sort"]?["supported"] == true)
            #expect(
                config["pagination"] == [
                    "cursor": true, "index": true, "defaultPaginationMethod": "index", "defaultPageSize": 200,
                    "maxPageSize": 1000, "cursorTimeout": 3600,
                ])
            #expect(config["filter"]?["maxResults"] == 1000)
            for path in ["/.search", "/Users/.search", "/Groups/.search"] {
                let answer = await service.send(
                    "POST", path,
                    #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"cursor":"","sortBy":"id","attributes":["id"]}"#
                )
                #expect(answer.status == 200 && answer.json["Resources"] == [])
            }
        }
    }

    /// A restart ends every cursor, and says so.
    @Test func aRestartEndsCursors() async throws {
        let folder = try await TestService.fresh()
        defer { TestService.remove(folder) }
        let cursor = try await TestService.open(folder) { service in
            for number in 0..<3 { _ = await service.user("u\(number)") }
            let first = await service.send("GET", "/Users", query: [("cursor", ""), ("count", "2")])
            return try #require(first.json["nextCursor"]?.stringValue)
        }
        try await TestService.open(folder) { service in
            let refused = await service.send("GET", "/Users", query: [("cursor", cursor), ("count", "2")])
            #expect(refused.status == 400 && refused.scimType == "expiredCursor")
            #expect(refused.json["detail"]?.stringValue?.contains("begin again with cursor=") == true)
            let random = String(repeating: "Zm9v", count: 20)
            #expect(await service.send("GET", "/Users", query: [("cursor", random)]).scimType == "invalidCursor")
        }
    }
}
