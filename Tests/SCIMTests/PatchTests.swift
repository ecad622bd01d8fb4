import JSON
import SCIM
import Testing

/// PATCH on users (RFC 7644 section 3.5.2), with what Entra and Okta really send.
struct PatchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let operations: String
        let expected: [String: String]
        var testDescription: String { name }

        init(_ name: String, _ operations: String, _ expected: [String: String]) {
            self.name = name
            self.operations = operations
            self.expected = expected
        }
    }

    static let cases: [Case] = [
        Case("Entra disables", #"{"op":"Replace","path":"active","value":"False"}"#, ["active": "false"]),
        Case("Entra restores", #"{"op":"Add","path":"active","value":"True"}"#, ["active": "true"]),
        Case("Okta disables without path", #"{"op":"replace","value":{"active":false}}"#, ["active": "false"]),
        Case(
            "Entra folds single values",
            #"{"op":"replace","value":{"name.givenName":"Bea","\#(enterprise):employeeNumber":"7","title":null}}"#,
            [
                "name": #"{"givenName":"Bea","familyName":"Jensen"}"#, "title": "",
                enterprise: #"{"department":"Audit","manager":{"value":"M-1"},"employeeNumber":"7"}"#,
            ]),
        Case(
            "Entra sets a filtered value",
            #"{"op":"Replace","path":"emails[type eq \"work\"].Value","value":"n@e.com"}"#,
            ["emails": #"[{"value":"n@e.com","type":"work","primary":true},{"value":"babs@jensen.org","type":"home"}]"#]
        ),
        Case(
            "a filtered add makes the element",
            #"{"op":"Add","path":"addresses[type eq \"work\"].streetAddress","value":"1 Way"}"#,
            ["addresses": #"[{"type":"work","streetAddress":"1 Way"}]"#]),
        Case(
            "a filtered replace makes the element",
            #"{"op":"Replace","path":"emails[type eq \"other\"].value","value":"o@e"}"#,
            [
                "emails":
                    #"[{"value":"bjensen@example.com","type":"work","primary":true},{"value":"babs@jensen.org","type":"home"},{"type":"other","value":"o@e"}]"#
            ]),
        Case(
            "a path in a path-less value", #"{"op":"replace","value":{"emails[type eq \"home\"].value":"h@e"}}"#,
            ["emails": #"[{"value":"bjensen@example.com","type":"work","primary":true},{"value":"h@e","type":"home"}]"#]
        ),
        Case(
            "SingleAppRoleAssignment", #"{"op":"Replace","path":"roles[primary eq \"True\"].value","value":"owner"}"#,
            ["roles": #"[{"value":"owner","primary":true},{"value":"auditor"}]"#]),
        Case(
            "AssertiveAppRoleAssignments", #"{"op":"replace","path":"roles","value":[{"value":"x","primary":true}]}"#,
            ["roles": #"[{"value":"x","primary":true}]"#]),
        Case("an empty replace clears", #"{"op":"replace","path":"roles","value":[]}"#, ["roles": ""]),
        Case(
            "manager as a list", #"{"op":"Add","path":"manager","value":[{"$ref":"http://x/M-2","value":"M-2"}]}"#,
            [enterprise: #"{"department":"Audit","manager":{"value":"M-2","$ref":"http://x/M-2"}}"#]),
        Case(
            "manager as a bare id", #"{"op":"Replace","path":"\#(enterprise):manager","value":"M-3"}"#,
            [enterprise: #"{"department":"Audit","manager":{"value":"M-3"}}"#]),
        Case(
            "manager cleared by an empty string", #"{"op":"Replace","path":"\#(enterprise):manager","value":""}"#,
            [enterprise: #"{"department":"Audit"}"#]),
        Case(
            "manager by value keeps no reference of another",
            #"{"op":"add","path":"manager","value":{"value":"M-2","$ref":"http://x/M-2"}},{"op":"replace","path":"manager","value":{"value":"M-3"}}"#,
            [enterprise: #"{"department":"Audit","manager":{"value":"M-3"}}"#]),
        Case(
            "manager.value keeps no reference of another",
            #"{"op":"add","path":"manager","value":{"value":"M-2","$ref":"http://x/M-2"}},{"op":"replace","path":"manager.value","value":"M-3"}"#,
            [enterprise: #"{"department":"Audit","manager":{"value":"M-3"}}"#]),
        Case(
            "what is read-only in an object changes nothing",
            #"{"op":"add","path":"\#(enterprise):manager","value":{"displayName":"Boss"}}"#,
            [enterprise: #"{"department":"Audit","manager":{"value":"M-1"}}"#]),
        Case(
            "null for one sub-attribute clears that one",
            #"{"op":"replace","path":"name","value":{"familyName":null}}"#,
            ["name": #"{"givenName":"Barbara"}"#]),
        Case(
            "an empty object changes nothing",
            #"{"op":"add","value":{"name":{}}},{"op":"add","value":{"name":{"nosuch":"x"}}}"#,
            ["name": #"{"givenName":"Barbara","familyName":"Jensen"}"#]),
        Case(
            "null for a sub-attribute of a selected value",
            #"{"op":"add","path":"emails[type eq \"work\"]","value":{"display":null}},{"op":"add","path":"emails[type eq \"work\"]","value":{}}"#,
            [
                "emails":
                    #"[{"value":"bjensen@example.com","type":"work","primary":true},{"value":"babs@jensen.org","type":"home"}]"#
            ]),
        Case(
            "schemas follow from the attributes",
            #"{"op":"add","path":"schemas","value":["\#(enterprise)"]},{"op":"replace","path":"title","value":"S"}"#,
            ["title": "\"S\""]),
        Case(
            "the last extension attribute takes the URN along",
            #"{"op":"remove","path":"\#(enterprise):department"},{"op":"remove","path":"\#(enterprise):manager.value"}"#,
            [enterprise: ""]),
        Case(
            "an extension as a whole", #"{"op":"add","path":"\#(enterprise)","value":{"division":"D"}}"#,
            [enterprise: #"{"department":"Audit","manager":{"value":"M-1"},"division":"D"}"#]),
        Case("an extension removed", #"{"op":"remove","path":"\#(enterprise)"}"#, [enterprise: ""]),
        Case(
            "an extension in a path-less value", #"{"op":"replace","value":{"\#(enterprise)":{"department":"HR"}}}"#,
            [enterprise: #"{"department":"HR","manager":{"value":"M-1"}}"#]),
        Case(
            "core URN path", #"{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:title","value":"T"}"#,
            ["title": "\"T\""]),
        Case(
            "adding what is there", #"{"op":"add","path":"emails","value":{"value":"BABS@jensen.org","type":"Home"}}"#,
            [
                "emails":
                    #"[{"value":"bjensen@example.com","type":"work","primary":true},{"value":"babs@jensen.org","type":"home"}]"#
            ]),
        Case(
            "a new primary demotes the other", #"{"op":"add","path":"roles","value":[{"value":"r3","primary":true}]}"#,
            ["roles": #"[{"value":"admin","primary":false},{"value":"auditor"},{"value":"r3","primary":true}]"#]),
        Case(
            "removal by value list", #"{"op":"Remove","path":"roles","value":[{"$ref":null,"value":"admin"}]}"#,
            ["roles": #"[{"value":"auditor"}]"#]),
        Case(
            "removal of an empty list", #"{"op":"Remove","path":"roles","value":[]}"#,
            ["roles": #"[{"value":"admin","primary":true},{"value":"auditor"}]"#]),
        Case(
            "removal by filter", #"{"op":"remove","path":"emails[type eq \"home\"]"}"#,
            ["emails": #"[{"value":"bjensen@example.com","type":"work","primary":true}]"#]),
        Case(
            "removal of what is not there",
            #"{"op":"remove","path":"emails[type eq \"x\"]"},{"op":"remove","path":"nickName"}"#,
            ["title": "\"Clerk\""]),
        Case("removal of everything", #"{"op":"remove","path":"emails"}"#, ["emails": ""]),
        Case(
            "removal of a sub-attribute", #"{"op":"remove","path":"name.givenName"}"#,
            ["name": #"{"familyName":"Jensen"}"#]),
        Case(
            "replace leaves other sub-attributes", #"{"op":"replace","path":"name","value":{"givenName":"X"}}"#,
            ["name": #"{"givenName":"X","familyName":"Jensen"}"#]),
        Case("array of one for a single value", #"{"op":"replace","path":"title","value":["T"]}"#, ["title": "\"T\""]),
        Case(
            "operations follow each other",
            #"{"op":"remove","path":"title"},{"op":"add","path":"title","value":"A"},{"op":"replace","path":"title","value":"B"}"#,
            ["title": "\"B\""]),
        Case(
            "read-only and unknown names in a path-less value",
            #"{"op":"replace","name":"addMember","value":{"id":"other","meta":{},"groups":[],"nonsense":1,"title":"Z"}}"#,
            ["title": "\"Z\""]),
        Case(
            "a read-only attribute with its own value", #"{"op":"replace","path":"id","value":"2819c223"}"#,
            ["title": "\"Clerk\""]),
        Case(
            "a filtered primary demotes the other",
            #"{"op":"replace","path":"emails[type eq \"home\"].primary","value":true}"#,
            [
                "emails":
                    #"[{"value":"bjensen@example.com","type":"work","primary":false},{"value":"babs@jensen.org","type":"home","primary":true}]"#
            ]),
        Case(
            "a type that makes a pair stand twice completes the one that is there",
            #"{"op":"replace","path":"emails[type eq \"home\"]","value":{"value":"BJENSEN@example.com","type":"Work","display":"B"}}"#,
            ["emails": #"[{"value":"bjensen@example.com","type":"work","primary":true,"display":"B"}]"#]),
        Case(
            "one value for all leaves one", #"{"op":"replace","path":"roles.value","value":"same"}"#,
            ["roles": #"[{"value":"same","primary":true}]"#]),
        Case(
            "a sub-attribute whose removal makes two the same",
            #"{"op":"add","path":"emails","value":{"value":"babs@jensen.org"}},{"op":"remove","path":"emails.type"}"#,
            ["emails": #"[{"value":"bjensen@example.com","primary":true},{"value":"babs@jensen.org"}]"#]),
        Case(
            "no value for active leaves it", #"{"op":"replace","path":"active","value":null}"#, ["active": "true"]),
        Case("no values for active leave it", #"{"op":"add","path":"active","value":[]}"#, ["active": "true"]),
        Case("no value for active without path", #"{"op":"replace","value":{"active":null}}"#, ["active": "true"]),
        Case("active removed", #"{"op":"remove","path":"active"}"#, ["active": ""]),
        Case("an extension replaced by null", #"{"op":"replace","value":{"\#(enterprise)":null}}"#, [enterprise: ""]),
        Case(
            "an extension replaced by null, with path", #"{"op":"replace","path":"\#(enterprise)","value":null}"#,
            [enterprise: ""]),
        Case(
            "all e-mail types", #"{"op":"replace","path":"emails.type","value":"other"}"#,
            [
                "emails":
                    #"[{"value":"bjensen@example.com","type":"other","primary":true},{"value":"babs@jensen.org","type":"other"}]"#
            ]),
    ]

    @Test(arguments: cases)
    func result(_ test: Case) throws {
        let content = try patch(test.operations).content.attributes
        for (name, text) in test.expected {
            #expect(
                content[name] == (text.isEmpty ? Optional<JSONValue>.none : json(text)),
                "\(name): \(content[name]?.text ?? "-")")
        }
    }

    static let refusals: [(String, SCIMError.ScimType)] = [
        (#"{"op":"remove"}"#, .noTarget), (#"{"op":"update","path":"title","value":1}"#, .invalidSyntax),
        (#"{"op":"replace","path":"title"}"#, .invalidSyntax),
        (#"{"op":"replace","path":"title","value":5}"#, .invalidValue),
        (#"{"op":"replace","path":"nonsense","value":5}"#, .invalidPath),
        (#"{"op":"replace","path":"title[","value":5}"#, .invalidPath),
        (#"{"op":"replace","path":"title[value eq \"x\"]","value":"x"}"#, .invalidPath),
        (#"{"op":"replace","path":"emails[nonsense eq \"x\"].value","value":"x"}"#, .invalidPath),
        (#"{"op":"replace","path":"id","value":"other"}"#, .mutability),
        (#"{"op":"add","path":"groups","value":[{"value":"g"}]}"#, .mutability),
        (#"{"op":"replace","path":"meta.created","value":"2020-01-01T00:00:00Z"}"#, .mutability),
        (#"{"op":"remove","path":"userName"}"#, .mutability),
        (#"{"op":"replace","path":"userName","value":null}"#, .invalidValue),
        (#"{"op":"replace","path":"userName","value":""}"#, .invalidValue),
        (#"{"op":"replace","path":"active","value":"maybe"}"#, .invalidValue),
        (
            #"{"op":"replace","path":"emails","value":[{"value":"a","primary":true},{"value":"b","primary":true}]}"#,
            .invalidValue
        ),
        (#"{"op":"replace","path":"emails[type eq \"x\" and value sw \"y\"].value","value":"z"}"#, .noTarget),
        (#"{"op":"add","path":"emails[type co \"x\"].value","value":"z"}"#, .noTarget),
        (#"{"op":"replace","path":"emails[type eq \"x\"]","value":{"value":"z","type":"y"}}"#, .noTarget),
        (#"{"op":"replace","path":"emails.primary","value":true}"#, .invalidValue),
        (#"{"op":"replace","path":"emails[value pr].primary","value":true}"#, .invalidValue),
        (#"{"op":"replace","value":{"title":"a","TITLE":"b"}}"#, .invalidSyntax),
        (#"{"op":"replace","path":"name","value":{"givenName":"a","GIVENNAME":"b"}}"#, .invalidSyntax),
        (#"{"op":"replace","value":{"\#(enterprise)":{"division":"a","Division":"b"}}}"#, .invalidSyntax),
        (#"{"op":"replace","OP":"remove","path":"title","value":"x"}"#, .invalidSyntax),
        (#"{"op":"replace","value":5}"#, .invalidValue), (#"{"op":"replace","path":5,"value":5}"#, .invalidPath),
    ]

    @Test(arguments: refusals)
    func refusal(_ operations: String, _ type: SCIMError.ScimType) {
        #expect(failure { _ = try patch(operations) } == SCIMError(status: 400, type, ""))
    }

    @Test func passwordLeavesOnlyTheFact() throws {
        let result = try patch(#"{"op":"replace","value":{"password":"t1meMa$heen"}}"#)
        #expect(result.content.suppliesPassword)
        #expect(!JSONValue.object(result.content.attributes).text.contains("t1meMa"))
        #expect(try patch(#"{"op":"remove","path":"password"}"#).content.suppliesPassword == false)
    }

    @Test func messageShape() {
        for body in ["[]", "{}", #"{"schemas":[]}"#, #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}"#]
        {
            #expect(failure { _ = try Patch(parsing: json(body)) }?.scimType == .invalidSyntax)
        }
        let upper =
            #"{"SCHEMAS":["URN:ietf:params:scim:api:messages:2.0:patchop"],"operations":[{"OP":"ADD","Path":"title","Value":"x"}]}"#
        #expect(throws: Never.self) { _ = try Patch(parsing: json(upper)) }
    }
}
