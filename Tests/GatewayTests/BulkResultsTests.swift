import Gateway
import JSON
import SCIM
import Testing

/// Which answer of a bulk response is taken for which operation.
@Suite struct BulkResultsTests {
    /// `PATCH /Users/r1 a`: method, path, and a `bulkId` where there is one.
    static func operations(_ lines: [String]) throws -> [BulkRequest.Operation] {
        let operations = lines.map { line -> JSONValue in
            let words = line.split(separator: " ").map(String.init)
            var operation = JSONObject([("method", .string(words[0])), ("path", .string(words[1])), ("data", [:])])
            if words.count > 2 { operation["bulkId"] = .string(words[2]) }
            return .object(operation)
        }
        return try BulkRequest(
            parsing: [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": .array(operations),
            ], limit: 100
        ).operations
    }

    /// `PATCH /Users/r1 a 200`: method, location, `bulkId` and status; a dash for what is not told.
    static func items(_ lines: [String]) -> JSONValue {
        let items = lines.map { line -> JSONValue in
            var item = JSONObject()
            for (name, word) in zip(["method", "location", "bulkId", "status"], line.split(separator: " "))
            where word != "-" {
                item[name] = .string(String(word))
            }
            return .object(item)
        }
        return ["Operations": .array(items)]
    }

    static func results(_ asked: [String], _ told: [String]) throws -> BulkResults {
        let upstream = try #require(UpstreamAddress(FakeService.base))
        return BulkResults(items(told), status: 200, to: try operations(asked), of: upstream)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let asked: [String]
        let told: [String]
        let statuses: [Int?]
        var ids: [String?]?

        init(_ name: String, _ asked: [String], _ told: [String], _ statuses: [Int?], ids: [String?]? = nil) {
            (testDescription, self.asked, self.told, self.statuses, self.ids) = (name, asked, told, statuses, ids)
        }
    }

    static let two = ["DELETE /Users/r1", "DELETE /Users/r2"]
    static let base = FakeService.base

    static let cases = [
        Case("in order", two, ["DELETE \(base)/Users/r1 - 204", "DELETE \(base)/Users/r2 - 404"], [204, 404]),
        Case("in another order", two, ["DELETE \(base)/Users/r2 - 404", "DELETE \(base)/Users/r1 - 204"], [204, 404]),
        Case("only what failed", two, ["DELETE \(base)/Users/r2 - 404"], [nil, 404]),
        Case("up to the first failure", two, ["DELETE \(base)/Users/r1 - 404"], [404, nil]),
        Case("nothing but statuses", two, ["- - - 204", "- - - 404"], [204, 404]),
        Case("nothing but statuses, and too few", two, ["- - - 404"], [nil, nil]),
        Case("nothing but statuses, and too many", two, ["- - - 204", "- - - 404", "- - - 204"], [nil, nil]),
        Case("the base as a path", two, ["DELETE /scim/v2/Users/r2 - 404"], [nil, 404]),
        Case("no base", two, ["DELETE /Users/r2 - 404"], [nil, 404]),
        Case("a relative path", two, ["DELETE Users/r2 - 404"], [nil, 404]),
        Case("another host", two, ["DELETE http://internal:8080/api/Users/r2 - 404"], [nil, 404]),
        Case(
            "the port, a query, capitals", two, ["delete HTTPS://App.example:443/scim/v2/users/R2?x - 404"], [nil, 404]),
        Case(
            "another spelling of an id, in order", two, ["DELETE /Users/ann - 204", "DELETE /Users/ben - 404"],
            [204, 404]),
        Case(
            "the id of another operation", two + ["PUT /Users/r3"],
            ["DELETE /Users/x - 1", "- /Users/r1 - 404", "PUT /Users/r3 - 200"], [nil, nil, 200]),
        Case("another kind", ["PUT /Users/r1"], ["PUT /Groups/r1 - 200"], [nil]),
        Case("the endpoint of another kind", ["PUT /Users/r1"], ["PUT /Groups - 400"], [nil]),
        Case("the endpoint", ["PUT /Users/r1"], ["PUT /Users - 400"], [400]),
        Case("another method", ["PUT /Users/r1"], ["PATCH /Users/r1 - 200"], [nil]),
        Case("a bulkId nobody sent", ["PUT /Users/r1"], ["PUT /Users/r1 z 200"], [nil]),
        Case(
            "bulkIds in another order", ["POST /Users a", "POST /Users b"],
            ["POST - b 409", "POST \(base)/Users/r7 a 201"], [201, 409], ids: ["r7", nil]),
        Case(
            "a bulkId with another method", ["POST /Users a", "PUT /Users/r1 b"], ["PUT - a 200", "PUT - b 201"],
            [nil, 201]),
        Case("a bulkId twice", ["POST /Users a", "POST /Users b"], ["- - a 201", "- - a 409"], [nil, nil]),
        Case(
            "a bulkId that is not repeated", ["POST /Users a", "POST /Users b"], ["POST - - 201", "- - - 409"],
            [201, 409]),
        Case(
            "one of an order that is another", ["POST /Users a", "POST /Users b", "DELETE /Users/r1"],
            ["POST - - 409", "DELETE /Users/r1 - 204", "POST - - 201"], [nil, nil, 204]),
        Case(
            "one resource twice, in order", ["PATCH /Users/r1", "PATCH /Users/r1"],
            ["PATCH /Users/r1 - 200", "PATCH /Users/r1 - 400"], [200, 400]),
        Case(
            "one resource twice, and in another order otherwise",
            ["PATCH /Users/r1", "PATCH /Users/r1", "PATCH /Users/r2"],
            ["PATCH /Users/r2 - 204", "PATCH /Users/r1 - 200", "PATCH /Users/r1 - 400"], [nil, nil, 204]),
        Case(
            "one resource twice, and the same said of both",
            ["PATCH /Users/r1", "PATCH /Users/r1", "PATCH /Users/r2"],
            ["PATCH /Users/r2 - 204", "PATCH /Users/r1 - 200", "PATCH /Users/r1 - 200"], [200, 200, 204]),
        Case(
            "one resource twice, and one answer", ["PATCH /Users/r1", "PATCH /Users/r1"], ["PATCH /Users/r1 - 200"],
            [nil, nil]),
        Case(
            "what another operation makes", ["POST /Users a", "PATCH /Users/bulkId:a", "DELETE /Users/r1"],
            ["DELETE /Users/r1 - 204", "PATCH /Users/r7 - 400", "POST /Users/r7 a 201"], [201, 400, 204],
            ids: ["r7", "r7", "r1"]),
        Case(
            "one that names itself", ["PATCH /Users/bulkId:a a"], ["PATCH /Users/r7 a 200"], [200], ids: ["r7"]),
        Case("no status", ["PUT /Users/r1"], ["PUT /Users/r1 - -"], [nil]),
        Case("a status that is none", ["PUT /Users/r1"], ["PUT /Users/r1 - 20000"], [nil]),
        Case("an encoded id", ["PUT /Users/a%2Fb"], ["PUT \(base)/Users/a%2fb - 200"], [200], ids: ["a/b"]),
        Case("a location of another kind", ["POST /Users a"], ["POST \(base)/Accounts/7 a 201"], [201], ids: [nil]),
        Case("a location that leads out", ["POST /Users a"], ["POST \(base)/../Users/7 a 201"], [201]),
    ]

    @Test(arguments: cases) func answers(_ one: Case) throws {
        let results = try Self.results(one.asked, one.told)
        #expect(one.asked.indices.map { results.status(of: $0) } == one.statuses)
        if let ids = one.ids { #expect(one.asked.indices.map { results.id(of: $0) } == ids) }
    }

    @Test func wholeAnswers() throws {
        let upstream = try #require(UpstreamAddress(FakeService.base))
        let asked = try Self.operations(["PUT /Users/r1", "POST /Users a"])
        func statuses(_ answer: JSONValue?, _ status: Int?) -> [Int?] {
            let results = BulkResults(answer, status: status, to: asked, of: upstream)
            return asked.indices.map { results.status(of: $0) }
        }
        #expect(statuses(nil, nil) == [nil, nil])
        #expect(statuses(nil, 200) == [nil, nil])
        #expect(statuses(["Operations": "none"], 200) == [nil, nil])
        #expect(statuses(["Operations": [nil, 7]], 200) == [nil, nil])
        #expect(statuses(["detail": "no"], 413) == [413, 413])
        #expect(statuses(["operations": [["bulkid": "a", "Status": ["code": 201]]]], 400) == [nil, 201])
        let response: JSONValue = ["Operations": [["bulkId": "a", "status": 201, "response": ["id": "r9"]]]]
        #expect(BulkResults(response, status: 200, to: asked, of: upstream).id(of: 1) == "r9")
    }

    /// Answers left out and put in any order: none is ever taken for another operation's.
    @Test func permutations() throws {
        var random = Seeded(state: 20_261)
        var (credited, asked) = (0, 0)
        for _ in 0..<3_000 {
            let operations = Self.operations(&random)
            let told = operations.enumerated().map { Told($0.offset, $0.element, &random) }
            #expect(try Self.statuses(operations, told) == told.map(\.status), "\(operations) \(told.map(\.line))")
            var answer = told
            if Bool.random(using: &random) { answer.removeAll { _ in Int.random(in: 0..<3, using: &random) == 0 } }
            if answer.count == told.count || answer.allSatisfy(\.isNamed), Bool.random(using: &random) {
                answer.shuffle(using: &random)
                // Nobody can see that answers were exchanged which name the same, or nothing.
                if !answer.allSatisfy(\.isNamed) || answer.map(\.name) == told.map(\.name) { continue }
            }
            let statuses = try Self.statuses(operations, answer)
            for (number, status) in statuses.enumerated() where status != nil {
                #expect(status == told[number].status, "\(operations) \(answer.map(\.line))")
                credited += 1
            }
            asked += answer.count
        }
        // Most of what was told is known again.
        #expect(credited * 4 > asked * 3, "\(credited) of \(asked)")
    }

    private static func statuses(_ operations: [String], _ told: [Told]) throws -> [Int?] {
        let results = try results(operations, told.map(\.line))
        return operations.indices.map { results.status(of: $0) }
    }

    private static func operations(_ random: inout Seeded) -> [String] {
        (0..<Int.random(in: 1...7, using: &random)).map { number in
            let method = ["POST", "PUT", "PATCH", "PATCH", "DELETE"].randomElement(using: &random) ?? "PUT"
            if method == "POST" { return "POST /Users b\(number)" }
            let endpoint = Bool.random(using: &random) ? "Users" : "Groups"
            let bulkID = Bool.random(using: &random) ? " b\(number)" : ""
            return "\(method) /\(endpoint)/r\(Int.random(in: 0..<3, using: &random))\(bulkID)"
        }
    }

    /// What a service says of an operation, with a status that is no other's.
    private struct Told {
        let status: Int
        let line: String
        /// What the answer says that it is about.
        let name: String
        /// Whether that tells it from operations of another kind.
        let isNamed: Bool

        init(_ number: Int, _ operation: String, _ random: inout Seeded) {
            status = (Bool.random(using: &random) ? 200 : 400) + number
            let words = operation.split(separator: " ").map(String.init)
            func isTold() -> Bool { Int.random(in: 0..<5, using: &random) > 0 }
            let method = isTold() ? words[0] : "-"
            let path = words[0] == "POST" ? "/Users/new\(number)" : words[1]
            let isPlaced = isTold() && (words[0] != "POST" || status < 300)
            let base = [FakeService.base, "/scim/v2", "", "http://internal/x"].randomElement(using: &random) ?? ""
            let bulkID = words.count > 2 && isTold() ? words[2] : "-"
            line = "\(method) \(isPlaced ? base + path : "-") \(bulkID) \(status)"
            isNamed = bulkID != "-" || method != "-" && method != "POST" && isPlaced
            name = bulkID != "-" ? bulkID : "\(method) \(words[1])"
        }
    }
}

/// The same numbers for the same seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
