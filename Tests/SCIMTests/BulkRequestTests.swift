import JSON
import SCIM
import Testing

/// Bulk requests as they are read (RFC 7644 section 3.7).
struct BulkRequestTests {
    private func bulk(_ operations: String, _ more: String = "", limit: Int = 3) throws -> BulkRequest {
        try BulkRequest(
            parsing: json(
                #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[\#(operations)]\#(more)}"#
            ),
            limit: limit)
    }

    private static let post = #"{"method":"post","path":"/Users","bulkId":"a","data":{"userName":"a"}}"#

    @Test func readsWhatIsWellFormed() throws {
        let request = try bulk(
            Self.post + #",{"method":"DELETE","path":"/Users/1","version":"W/\"3\"","data":null}"#,
            #","failOnErrors":2"#)
        #expect(request.failOnErrors == 2)
        #expect(request.operations.map(\.method) == ["POST", "DELETE"])
        #expect(request.operations[1].version == "W/\"3\"")
        #expect(request.operations.allSatisfy { $0.refusal == nil })
    }

    static let whole: [(String, String, Int, SCIMError.ScimType?)] = [
        (post + "," + post, "", 400, .invalidValue),
        ([post, "{}", "{}", "{}"].joined(separator: ","), "", 413, nil),
        (post, #","failOnErrors":0"#, 400, .invalidValue), (post, #","failOnErrors":"x""#, 400, .invalidSyntax),
    ]

    @Test(arguments: whole.indices)
    func refusedAsAWhole(_ number: Int) {
        let (operations, more, status, type) = Self.whole[number]
        #expect(failure { _ = try bulk(operations, more) } == SCIMError(status: status, type, ""))
    }

    @Test(arguments: [
        ("5", "Operations"), (#"{"path":"/Users"}"#, "method"), (#"{"method":"GET","path":"/Users"}"#, "method"),
        (#"{"method":"POST","data":{},"bulkId":"z"}"#, "path"), (#"{"method":"POST","path":"Users"}"#, "path"),
        (#"{"method":"POST","path":"/Users","data":{}}"#, "bulkId"),
        (#"{"method":"POST","path":"/Users","data":{},"bulkId":""}"#, "bulkId"),
        (#"{"method":"PUT","path":"/Users/1","data":{},"bulkId":7}"#, "bulkId"),
        (#"{"method":"PUT","path":"/Users/1"}"#, "data"), (#"{"method":"PATCH","path":"/Users/1","data":[]}"#, "data"),
        (#"{"method":"PUT","path":"/Users/1","data":{},"version":3}"#, "version"),
    ])
    func refusedAlone(_ operation: String, _ attribute: String) throws {
        let request = try bulk(operation + "," + Self.post)
        #expect(request.operations[0].refusal?.attribute == attribute)
        #expect(request.operations[0].refusal?.scimType == .invalidSyntax)
        #expect(request.operations[1].refusal == nil)
    }

    @Test func references() throws {
        let operation = try bulk(
            #"""
            {"method":"PATCH","path":"/Groups/bulkId:g","data":{"Operations":[
              {"op":"add","path":"members","value":[{"value":"bulkId:u"},{"value":"7"}]},
              {"op":"remove","path":"members[value eq \"bulkId:v\"]"},
              {"op":"add","path":"displayName","value":"not bulkId:x"}]}}
            """#
        ).operations[0]
        #expect(operation.references == ["g", "u", "v"])
        let resolved = operation.resolved(["g": "G", "u": "U", "v": "V"])
        #expect(resolved.path == "/Groups/G")
        let operations = resolved.data?["Operations"]?.arrayValue ?? []
        #expect(operations[0]["value"] == [["value": "U"], ["value": "7"]])
        #expect(operations[1]["path"] == #"members[value eq "V"]"#)
        #expect(operations[2]["value"] == "not bulkId:x")
        #expect(resolved.references.isEmpty)
    }

    /// Wherever a value may stand: names that are paths, `$ref`, behind other texts in a filter; not inside prose.
    @Test func referencesEverywhere() throws {
        let operation = try bulk(
            #"""
            {"method":"PATCH","path":"/Groups/1","data":{"Operations":[
              {"op":"replace","value":{"members[value eq \"bulkId:a\"].display":"A","displayName":"no [\"bulkId:n\"]"}},
              {"op":"replace","path":"members[display eq \"say \\\"x\\\"\" and value eq \"bulkId:b\"].display","value":"B"},
              {"op":"add","path":"members","value":[{"value":"bulkId:c","$ref":"http://h/scim/v2/Users/bulkId:c"}]},
              {"op":"add","path":"members","value":{"VALUE":"bulkId:d","$REF":"../Users/bulkId:e"}},
              {"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"bulkId:f"}]}}
            """#
        ).operations[0]
        #expect(operation.references == ["a", "b", "c", "d", "e", "f"])
        let ids = Dictionary(uniqueKeysWithValues: "abcdefn".map { (String($0), $0.uppercased()) })
        let resolved = operation.resolved(ids)
        let operations = try #require(resolved.data?["Operations"]?.arrayValue)
        #expect(operations.count == 5)
        #expect(operations[0]["value"] == [#"members[value eq "A"].display"#: "A", "displayName": #"no ["bulkId:n"]"#])
        #expect(operations[1]["path"] == #"members[display eq "say \"x\"" and value eq "B"].display"#)
        #expect(operations[2]["value"] == [["value": "C", "$ref": "http://h/scim/v2/Users/C"]])
        #expect(operations[3]["value"] == ["VALUE": "D", "$REF": "../Users/E"])
        #expect(operations[4]["value"] == "F")
        #expect(resolved.references.isEmpty)
    }
}
