import Directory
import JSON
import Testing

/// A user's entity tag covers what `groups` shows, though a group's change is no record of its members.
struct VersionTests {
    private struct Seen: Equatable {
        var tag: String
        var groups: JSONValue?
    }

    private func look(_ service: TestService, _ path: String) async -> Seen {
        let answer = await service.send("GET", path)
        let tag = answer.response.header("etag") ?? ""
        #expect(answer.status == 200 && answer.json["meta"]?["version"]?.stringValue == tag)
        return Seen(tag: tag, groups: answer.json["groups"])
    }

    @Test func aTagIsNeverOfAnotherRepresentation() async throws {
        try await TestService.run { service in
            let ann = await service.user("ann").id
            let path = "/Users/\(ann)"
            let inner = await service.group("Inner", [ann]).id
            let outer = await service.group("Outer").id
            let more = await service.group("More", [ann]).id
            let steps: [(String, String, String)] = [
                ("PATCH", inner, #"{"op":"replace","path":"displayName","value":"Core"}"#),
                ("PATCH", outer, #"{"op":"add","path":"members","value":[{"value":"\#(inner)"}]}"#),
                ("PATCH", outer, #"{"op":"replace","path":"displayName","value":"Shell"}"#),
                ("PATCH", outer, #"{"op":"remove","path":"members"}"#), ("DELETE", more, ""),
                ("PATCH", inner, #"{"op":"replace","path":"displayName","value":"Inner"}"#),
                ("PATCH", inner, #"{"op":"add","path":"externalId","value":"e"}"#),
            ]
            var seen = [await look(service, path)]
            for (method, group, operation) in steps {
                let before = seen[seen.count - 1]
                let answer =
                    method == "PATCH"
                    ? await service.patch("/Groups/\(group)", operation)
                    : await service.send(method, "/Groups/\(group)")
                #expect(answer.status == 204)
                let after = await look(service, path)
                #expect((after.groups == before.groups) == (after.tag == before.tag), "\(operation)")
                let asked = await service.send("GET", path, headers: ["if-none-match": before.tag])
                #expect(asked.status == (after.groups == before.groups ? 304 : 200), "\(operation)")
                #expect(await service.send("GET", path, headers: ["if-none-match": after.tag]).status == 304)
                let listed = await service.send("GET", "/Users").json["Resources"]?.arrayValue?.first
                #expect(listed?["meta"]?["version"]?.stringValue == after.tag)
                let narrow = await service.send("GET", path, query: [("attributes", "meta.version")])
                #expect(narrow.json["meta"]?["version"]?.stringValue == after.tag)
                let found = await service.send(
                    "GET", "/Users", query: [("filter", "meta.version eq \(JSONValue.string(after.tag).text)")])
                #expect(found.json["totalResults"] == 1)
                seen.append(after)
            }
            // One tag, one representation, over the whole time.
            for one in seen { for other in seen where one.tag == other.tag { #expect(one.groups == other.groups) } }
        }
    }

    @Test func conditionsOfWrites() async throws {
        try await TestService.run { service in
            let ann = await service.user("ann").id
            let path = "/Users/\(ann)"
            let group = await service.group("G", [ann]).id
            let old = await look(service, path).tag
            _ = await service.patch("/Groups/\(group)", #"{"op":"replace","path":"displayName","value":"H"}"#)
            let title = #"{"op":"replace","path":"title","value":"T"}"#
            #expect(await service.patch(path, title, headers: ["if-match": old]).status == 412)
            let now = await look(service, path).tag
            let changed = await service.patch(path, title, headers: ["if-match": now])
            #expect(changed.status == 200)
            #expect(changed.response.header("etag") == changed.json["meta"]?["version"]?.stringValue)
            let tag = await look(service, path).tag
            #expect(changed.response.header("etag") == tag)
        }
    }

    /// HEAD is a GET whose body is left out on the way.
    @Test func head() async throws {
        try await TestService.run { service in
            let ann = await service.user("ann").id
            for path in ["/Users/\(ann)", "/Users", "/", "/Schemas", "/ServiceProviderConfig", "/Users/none"] {
                let (head, get) = (await service.send("HEAD", path), await service.send("GET", path))
                #expect(head.status == get.status && head.response.body == get.response.body)
                #expect(head.response.header("etag") == get.response.header("etag"))
            }
            let refused = await service.send("HEAD", "/Bulk")
            #expect(refused.status == 405 && refused.response.header("allow") == "POST")
            #expect(
                await service.send("POST", "/Users/\(ann)").response.header("allow") == "GET, HEAD, PUT, PATCH, DELETE")
        }
    }
}
