import JSON
import SCIM
import Testing

/// Bodies of POST and PUT, projections, entity tags.
struct ResourceTests {
    func read(_ text: String, _ type: ResourceType = .user) throws -> (content: ResourceContent, members: [JSONObject])
    {
        try ResourceReader(type).read(json(text))
    }

    @Test func takesWhatProvidersSend() throws {
        let (content, _) = try read(
            #"""
            {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "\#(enterprise)", "urn:unknown"],
             "USERNAME": "bj", "ACTIVE": "True", "addresses": null, "department": null, "roles": [], "groups": [{"value": "g"}],
             "id": "mine", "meta": {"resourceType": "User"}, "emails": {"value": "b@e"}, "nonsense": {"a": 1}, "password": "x",
             "name": {"GivenName": "B", "nonsense": 1}, "photos": [null, {}],
             "\#(enterprise)": {"manager": "M-1", "costCenter": null}}
            """#)
        #expect(
            JSONValue.object(content.attributes)
                == json(
                    #"{"userName":"bj","active":true,"emails":[{"value":"b@e"}],"name":{"givenName":"B"},"\#(enterprise)":{"manager":{"value":"M-1"}}}"#
                ))
        #expect(content.suppliesPassword)
    }

    static let refusals: [(String, String)] = [
        ("[]", "-"), ("{}", "schemas"), (#"{"schemas":["urn:x"],"userName":"a"}"#, "schemas"),
        (#"{"schemas":[],"userName":"a"}"#, "schemas"),
        (#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}"#, "userName"),
        (#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":" "}"#, "userName"),
        (#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":5}"#, "userName"),
        (#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","name":"x"}"#, "name"),
        (#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","emails":[5]}"#, "emails"),
        (
            #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","emails":[{"value":{}}]}"#,
            "emails.value"
        ),
        (#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","title":["x","y"]}"#, "title"),
        (
            #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","x509Certificates":[{"value":"*"}]}"#,
            "x509Certificates.value"
        ),
        (#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","\#(enterprise)":5}"#, enterprise),
        (#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","USERNAME":"b"}"#, "USERNAME"),
        (
            #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","name":{"givenName":"a","GivenName":"b"}}"#,
            "name.GivenName"
        ),
        (
            #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","\#(enterprise)":{"division":"a","DIVISION":"b"}}"#,
            "\(enterprise):DIVISION"
        ),
        (#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"Schemas":[],"userName":"a"}"#, "Schemas"),
    ]

    @Test(arguments: refusals)
    func refusal(_ body: String, _ attribute: String) {
        let error = failure { _ = try read(body) }
        #expect(error?.status == 400)
        #expect(error?.attribute ?? "-" == attribute)
    }

    @Test func longListsHoldEachPairOnce() throws {
        func body(_ count: Int) -> String {
            let roles = (0..<count).map { #"{"value":"R\#($0 % 500)","display":"\#($0)"}"# }.joined(separator: ",")
            return #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","roles":[\#(roles)]}"#
        }
        let list = try read(body(1_000)).content.attributes["roles"]?.arrayValue ?? []
        #expect(list.count == 500)
        #expect(list.first == ["value": "R0", "display": "500"])
        refusal(body(1_001), "roles")
    }

    @Test func membersMustSayWhom() {
        let body =
            #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"G","members":[{"display":"x"}]}"#
        #expect(failure { _ = try read(body, .group) }?.attribute == "members.value")
    }

    static let projections: [(String, String, String)] = [
        ("userName", "", #"["schemas","id","userName"]"#),
        ("USERNAME,name.GivenName", "", #"["schemas","id","userName","name"]"#),
        ("", "emails,name,meta,roles,title,\(enterprise)", #"["schemas","id","userName","externalId","active"]"#),
        (
            "", "id,schemas,emails",
            #"["schemas","id","userName","externalId","name","active","title","roles","meta","\#(enterprise)"]"#
        ),
        ("\(enterprise):department", "", #"["schemas","id","\#(enterprise)"]"#),
        (enterprise, "", #"["schemas","id","\#(enterprise)"]"#),
        ("unknown", "", #"["schemas","id"]"#),
    ]

    @Test(arguments: projections)
    func projection(_ attributes: String, _ excluded: String, _ names: String) throws {
        let request = try SearchRequest(query: [("attributes", attributes), ("excludedAttributes", excluded)])
        let shown = request.projection.apply(to: bjensen, of: .user)
        #expect(JSONValue.array(shown.names.map(JSONValue.string)) == json(names))
    }

    @Test func projectionOfSubAttributes() throws {
        let shown = try Projection(attributes: ["emails.value", "\(enterprise):department"], excluding: []).apply(
            to: bjensen, of: .user)
        #expect(shown["emails"] == json(#"[{"value":"bjensen@example.com"},{"value":"babs@jensen.org"}]"#))
        #expect(shown[enterprise] == json(#"{"department":"Audit"}"#))
        let rest = try Projection(attributes: [], excluding: ["emails.value"]).apply(to: bjensen, of: .user)
        #expect(rest["emails"] == json(#"[{"type":"work","primary":true},{"type":"home"}]"#))
        #expect(failure { _ = try Projection(attributes: ["a"], excluding: ["b"]) }?.scimType == .invalidValue)
    }

    @Test func searchRequests() throws {
        let request = try SearchRequest(query: [("aadOptscim062020", ""), ("StartIndex", "-5"), ("count", "-1")])
        #expect(request.page == .index(1))
        #expect(request.count == 0)
        #expect(failure { _ = try SearchRequest(query: [("count", "x")]) }?.attribute == "count")
        let body = json(
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"attributes":["userName"],"filter":"userName pr","count":3}"#
        )
        #expect(try SearchRequest(body: body).count == 3)
        #expect(failure { _ = try SearchRequest(body: json("{}")) }?.scimType == .invalidSyntax)
    }

    @Test func entityTags() {
        #expect(EntityTags(#"W/"17""#)?.contains(#"W/"17""#) == true)
        #expect(EntityTags(#""17""#)?.contains(#"W/"17""#) == true)
        #expect(EntityTags(#"W/"1", W/"17""#)?.contains(#"W/"17""#) == true)
        #expect(EntityTags(#"W/"1""#)?.contains(#"W/"17""#) == false)
        #expect(EntityTags("*")?.contains(#"W/"17""#) == true)
        for text in ["", ",", #"""#, #"W/"1"2""#] { #expect(EntityTags(text) == nil) }
    }

    @Test func errorBody() {
        let error = SCIMError(status: 409, .uniqueness, "userName is taken.", attribute: "userName")
        #expect(
            error.json
                == json(
                    #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"scimType":"uniqueness","detail":"userName is taken.","status":"409"}"#
                ))
        #expect(error.reason == "uniqueness: userName")
    }
}
