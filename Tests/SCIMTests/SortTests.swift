import JSON
import SCIM
import Testing

/// Sort keys (RFC 7644 section 3.4.2.3) and the parameters of a search.
struct SortTests {
    private func search(_ query: [(String, String)]) throws -> SearchRequest { try SearchRequest(query: query) }

    private func key(_ attribute: String, _ text: String) throws -> SortKey? {
        try search([("sortBy", attribute)]).sort?.bound(to: .user)?.key(of: resource(text))
    }

    @Test func keys() throws {
        #expect(try key("userName", #"{"userName":"BJ"}"#) == .text("bj"))
        #expect(try key("externalId", #"{"externalId":"BJ"}"#) == .text("BJ"))
        #expect(try key("name.familyName", #"{"name":{"familyName":"X"}}"#) == .text("x"))
        #expect(try key("name.familyName", #"{"name":{}}"#) == .missing)
        let two = #"{"emails":[{"value":"b@e"},{"value":"a@e","primary":true}]}"#
        #expect(try key("emails", two) == .text("a@e"))
        #expect(try key("emails.value", two) == .text("a@e"))
        #expect(try key("emails", #"{"emails":[{"value":"b@e"},{"value":"a@e"}]}"#) == .text("b@e"))
        #expect(try key("active", #"{"active":true}"#) == .number(1))
        #expect(try key("meta.created", #"{"meta":{"created":"1970-01-01T00:00:01Z"}}"#) == .number(1_000))
        #expect(try key("\(enterprise):department", #"{"\#(enterprise)":{"department":"Q"}}"#) == .text("q"))
        #expect(try key("nonsense", "{}") == nil)
    }

    @Test func order() {
        #expect(SortKey.text("a") < .text("b"))
        #expect(SortKey.text("zzz") < .missing)
        #expect(!(SortKey.missing < .missing))
        #expect(SortKey.number(-1) < .number(0))
    }

    @Test(arguments: ["name", "password", "addresses"])
    func refusedAttributes(_ attribute: String) throws {
        let sort = try search([("sortBy", attribute)]).sort
        #expect(failure { _ = try sort?.bound(to: .user) } == SCIMError(status: 400, .invalidPath, ""))
    }

    static let refused: [([(String, String)], SCIMError.ScimType)] = [
        ([("sortBy", "a b")], .invalidPath), ([("sortBy", "id"), ("sortOrder", "up")], .invalidValue),
        ([("count", "x")], .invalidValue), ([("startIndex", "1.5")], .invalidValue),
        ([("cursor", ""), ("count", "x")], .invalidCount), ([("cursor", ""), ("count", "0")], .invalidCount),
        ([("cursor", ""), ("startIndex", "1")], .invalidValue),
        ([("attributes", "id"), ("excludedAttributes", "name")], .invalidValue), ([("filter", "x")], .invalidFilter),
    ]

    @Test(arguments: refused.indices)
    func refusedParameters(_ number: Int) {
        let (query, type) = Self.refused[number]
        #expect(failure { _ = try search(query) } == SCIMError(status: 400, type, ""))
    }

    @Test func parameters() throws {
        #expect(try search([]).page == .index(1))
        #expect(try search([("STARTINDEX", "-4"), ("count", "-1")]).page == .index(1))
        #expect(try search([("count", "-1")]).count == 0)
        #expect(try search([("cursor", "")]).page == .cursor(""))
        #expect(try search([("sortBy", "id"), ("sortOrder", "Descending")]).sort?.isDescending == true)
        #expect(try search([("sortOrder", "descending")]).sort == nil)
        let body = json(
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"cursor":"","count":5,"sortBy":"id"}"#)
        let request = try SearchRequest(body: body)
        #expect(request.page == .cursor("") && request.count == 5 && request.sort != nil)
    }
}
