import Directory
import JSON
import Records
import SCIM
import Testing

/// Hostile and mistaken input: the right status and `scimType`, a detail that names the attribute, nothing changed, and the
/// attempt on record.
struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let method: String
        let path: String
        let body: String
        let status: Int
        let scimType: String?
        /// What the detail must name.
        let names: String
        var testDescription: String { name }

        init(
            _ name: String, _ method: String, _ path: String, _ body: String, _ status: Int, _ scimType: String?,
            names: String
        ) {
            self.name = name
            self.method = method
            self.path = path
            self.body = body
            self.status = status
            self.scimType = scimType
            self.names = names
        }
    }

    static let user = #""schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]"#
    static let group = #""schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"]"#

    private static func patch(_ op: String, _ value: String) -> String {
        #"{"op":"\#(op)","path":"members","value":\#(value)}"#
    }

    /// `ANN` stands for the id of a user, `TOP` and `SUB` for those of a group and a group in it.
    static let writes: [Case] = [
        Case("no schemas", "POST", "/Users", #"{"userName":"x"}"#, 400, "invalidSyntax", names: "schemas"),
        Case("other schemas", "POST", "/Users", #"{\#(group),"userName":"x"}"#, 400, "invalidSyntax", names: "schemas"),
        Case("no userName", "POST", "/Users", "{\(user)}", 400, "invalidValue", names: "userName"),
        Case(
            "a number for text", "POST", "/Users", #"{\#(user),"userName":5}"#, 400, "invalidValue", names: "userName"),
        Case(
            "text for a Boolean", "POST", "/Users", #"{\#(user),"userName":"x","active":"maybe"}"#, 400, "invalidValue",
            names: "active"),
        Case(
            "an object for text", "POST", "/Users", #"{\#(user),"userName":"x","name":{"givenName":{}}}"#, 400,
            "invalidValue", names: "name.givenName"),
        Case(
            "no base64", "POST", "/Users", #"{\#(user),"userName":"x","x509Certificates":[{"value":"é"}]}"#, 400,
            "invalidValue", names: "x509Certificates.value"),
        Case(
            "two primaries", "POST", "/Users",
            #"{\#(user),"userName":"x","emails":[{"value":"a","primary":true},{"value":"b","primary":true}]}"#, 400,
            "invalidValue", names: "emails.primary"),
        Case("userName taken", "POST", "/Users", #"{\#(user),"userName":"ANN"}"#, 409, "uniqueness", names: "userName"),
        Case(
            "a member without a value", "POST", "/Groups", #"{\#(group),"displayName":"x","members":[{}]}"#, 400,
            "invalidValue", names: "members.value"),
        Case(
            "members replaced by nobody", "PATCH", "/Groups/TOP", patch("replace", "[{}]"), 400, "invalidValue",
            names: "members.value"),
        Case(
            "members replaced by null", "PATCH", "/Groups/TOP", patch("replace", "[null]"), 400, "invalidValue",
            names: "members.value"),
        Case(
            "members replaced by an empty text", "PATCH", "/Groups/TOP", patch("replace", "\"\""), 400, "invalidValue",
            names: "members.value"),
        Case(
            "members replaced by an object without value", "PATCH", "/Groups/TOP", patch("replace", #"[{"id":"x"}]"#),
            400,
            "invalidValue", names: "members.value"),
        Case(
            "members removed by null", "PATCH", "/Groups/TOP", patch("remove", "null"), 400, "invalidValue",
            names: "members"),
        Case(
            "too many values", "POST", "/Users",
            #"{\#(user),"userName":"x","emails":[\#(Array(repeating: #"{"display":"m"}"#, count: 1001).joined(separator: ","))]}"#,
            400, "invalidValue", names: "emails"),
        Case(
            "a member that is not there", "POST", "/Groups",
            #"{\#(group),"displayName":"x","members":[{"value":"none"}]}"#, 400, "invalidValue", names: "members.value"),
        Case(
            "a member without an id", "POST", "/Groups",
            #"{\#(group),"displayName":"x","members":[{}, {"display":"x"}]}"#, 400, "invalidValue",
            names: "members.value"),
        Case(
            "a circle of groups", "PATCH", "/Groups/SUB", #"{"op":"add","path":"members","value":[{"value":"TOP"}]}"#,
            400, "invalidValue", names: "members.value"),
        Case(
            "a group in itself", "PATCH", "/Groups/TOP", #"{"op":"add","path":"members","value":[{"value":"TOP"}]}"#,
            400, "invalidValue", names: "members.value"),
        Case(
            "an unknown operation", "PATCH", "/Users/ANN", #"{"op":"merge","path":"title","value":"x"}"#, 400,
            "invalidSyntax", names: "op"),
        Case(
            "an unknown path", "PATCH", "/Users/ANN", #"{"op":"add","path":"nonsense","value":"x"}"#, 400,
            "invalidPath", names: "nonsense"),
        Case(
            "a deep path", "PATCH", "/Users/ANN",
            #"{"op":"remove","path":"emails[\#(String(repeating: "(", count: 500))"}"#, 400, "invalidPath",
            names: "levels"),
        Case(
            "a long path", "PATCH", "/Users/ANN",
            #"{"op":"remove","path":"emails[value eq \"\#(String(repeating: "x", count: 20_000))\"]"}"#, 400,
            "invalidPath", names: "16384"),
        Case(
            "an unquoted value in a path", "PATCH", "/Users/ANN", #"{"op":"remove","path":"emails[type eq work]"}"#,
            400, "invalidPath", names: "type"),
        Case("removal without a path", "PATCH", "/Users/ANN", #"{"op":"remove"}"#, 400, "noTarget", names: "path"),
        Case(
            "a read-only attribute", "PATCH", "/Users/ANN", #"{"op":"replace","path":"meta.version","value":"x"}"#, 400,
            "mutability", names: "meta.version"),
        Case(
            "what is required", "PATCH", "/Users/ANN", #"{"op":"remove","path":"userName"}"#, 400, "mutability",
            names: "userName"),
        Case(
            "the last of three", "PATCH", "/Users/ANN",
            #"{"op":"add","path":"title","value":"x"},{"op":"add","path":"nickName","value":"y"},{"op":"add","path":"active","value":"z"}"#,
            400, "invalidValue", names: "active"),
        Case("a PUT of nobody", "PUT", "/Users/none", #"{\#(user),"userName":"x"}"#, 404, nil, names: "User"),
        Case("no JSON", "PUT", "/Users/ANN", "{\"userName\":", 400, "invalidSyntax", names: "JSON"),
        Case(
            "bulk without operations", "POST", "/Bulk",
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"]}"#, 400, "invalidSyntax",
            names: "Operations"),
    ]

    @Test func writesThatAreRefused() async throws {
        try await TestService.run { service in
            let ann = await service.user("ann", #","emails":[{"value":"a@e","type":"work"}]"#)
            let sub = await service.group("sub", [ann.id])
            let top = await service.group("top", [sub.id])
            func placed(_ text: String) -> String {
                text.split(separator: "TOP", omittingEmptySubsequences: false).joined(separator: top.id)
                    .split(separator: "SUB", omittingEmptySubsequences: false).joined(separator: sub.id)
            }
            let before = try await state(of: service)
            for test in Self.writes {
                let path = placed(test.path.hasSuffix("/ANN") ? "/Users/\(ann.id)" : test.path)
                let refused = try service.records().count { $0.outcome == .refused }
                let answer =
                    test.method == "PATCH"
                    ? await service.patch(path, placed(test.body)) : await service.send(test.method, path, test.body)
                #expect(answer.status == test.status, "\(test.name): \(answer.json.text)")
                #expect(answer.scimType == test.scimType, "\(test.name): \(answer.json.text)")
                #expect(answer.json["detail"]?.stringValue?.contains(test.names) == true, "\(answer.json.text)")
                #expect(answer.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
                let now = try service.records()
                #expect(now.count { $0.outcome == .refused } == refused + 1, "\(test.name) is on record")
                #expect(now.last?.reason?.isEmpty == false && now.last?.changes.isEmpty == true)
                #expect(try await state(of: service) == before, "\(test.name) changes nothing")
            }
        }
    }

    /// Everything that the service shows, versions included.
    private func state(of service: TestService) async throws -> JSONValue {
        await service.send("GET", "/").json
    }

    /// Filter, and what the detail must name.
    static let filters: [(String, String)] = [
        ("userName eq bjensen", "userName"), ("userName eq 'bjensen'", "userName"), (#"userName is "x""#, "userName"),
        (#"nonsense eq "x""#, "nonsense"), ("userName eq 5", "userName"), ("active gt true", "active"),
        (#"active eq "maybe""#, "active"), (#"active co "t""#, "active"),
        (#"meta.created gt "yesterday""#, "meta.created"),
        (#"meta.created co "2026""#, "meta.created"), (#"x509Certificates.value gt "x""#, "x509Certificates.value"),
        (#"name eq "x""#, "name"), (#"password eq "x""#, "password"), (#"title[value eq "x"]"#, "title"),
        (#"emails[nonsense eq "x"]"#, "nonsense"), ("userName", "userName"), ("userName eq", "userName"),
        ("userName co null", "userName"),
        (String(repeating: "(", count: 5_000) + "id pr" + String(repeating: ")", count: 5_000), "32 levels"),
        (String(repeating: "not (", count: 40) + "id pr" + String(repeating: ")", count: 40), "32 levels"),
        (#"userName eq ""# + String(repeating: "x", count: 20_000) + #"""#, "16384 bytes"),
        (String(repeating: "x", count: 10_000) + #" eq "1""#, "xxx"),
    ]

    @Test func questionsThatAreRefused() async throws {
        try await TestService.run { service in
            _ = await service.user("ann")
            for (filter, names) in Self.filters {
                for answer in [
                    await service.send("GET", "/Users", query: [("filter", filter)]),
                    await service.send(
                        "POST", "/Users/.search",
                        #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":\#(JSONValue.string(filter).text)}"#
                    ),
                ] {
                    #expect(answer.status == 400 && answer.scimType == "invalidFilter", "\(filter.prefix(80))")
                    let detail = answer.json["detail"]?.stringValue ?? ""
                    #expect(detail.contains(names) && detail.utf8.count < 500, "\(detail)")
                    #expect(!detail.contains("bjensen"))
                }
            }
            let refused = try service.records().filter { $0.outcome == .refused }
            #expect(refused.count == Self.filters.count * 2)
            #expect(refused.allSatisfy { $0.action == .requestRefuse && $0.reason?.hasPrefix("invalidFilter") == true })
            #expect(!refused.contains { $0.json.text.contains("bjensen") })
        }
    }

    /// A filter of many terms is answered, not only one of many levels refused.
    @Test func longButFlat() async throws {
        try await TestService.run { service in
            _ = await service.user("ann")
            let filter = (0..<700).map { #"title eq "\#($0)""# }.joined(separator: " or ") + " or id pr"
            #expect(await service.send("GET", "/Users", query: [("filter", filter)]).names == ["ann"])
        }
    }

    /// Of two values of one parameter neither is taken.
    @Test func parametersThatStandTwice() async throws {
        try await TestService.run { service in
            let ann = await service.user("ann").id
            let before = try service.records().count
            let values = [
                "filter": "id pr", "attributes": "id", "excludedAttributes": "id", "sortBy": "id",
                "sortOrder": "ascending", "startIndex": "1", "count": "1", "cursor": "", "at": "1",
            ]
            for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                for other in [name, name.uppercased()] {
                    let query = [(name, value), (other, value)]
                    let path = name == "at" ? "/Users/\(ann)" : "/Users"
                    let answer = await service.send("GET", path, query: query)
                    #expect(answer.status == 400, "\(name)")
                    #expect(answer.scimType == (name == "filter" ? "invalidFilter" : "invalidValue"), "\(name)")
                    #expect(answer.json["detail"]?.stringValue?.contains(name) == true, "\(name)")
                }
            }
            #expect(try service.records().count == before + values.count * 2)
            let query = [("attributes", "id"), ("attributes", "userName")]
            let write = await service.send(
                "POST", "/Users", #"{\#(Self.user),"userName":"ben"}"#, query: query)
            #expect(write.status == 400 && write.scimType == "invalidValue")
            #expect(await service.send("GET", "/Users").names == ["ann"])
            // What no question has is ignored, however often.
            #expect(await service.send("GET", "/Users", query: [("x", "1"), ("x", "2")]).status == 200)
        }
    }
}
