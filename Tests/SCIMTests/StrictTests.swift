import Foundation
import JSON
import SCIM
import Testing

/// What providers send and the RFCs do not have: taken by default, refused where the RFCs alone count.
struct StrictTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let operations: String
        let refusal: SCIMError.ScimType
        var testDescription: String { operations }

        init(_ operations: String, _ refusal: SCIMError.ScimType) {
            self.operations = operations
            self.refusal = refusal
        }
    }

    static let patches: [Case] = [
        Case(#"{"op":"Replace","path":"title","value":"x"}"#, .invalidSyntax),
        Case(#"{"op":"replace","path":"active","value":"False"}"#, .invalidValue),
        Case(#"{"op":"replace","path":"title","value":["x"]}"#, .invalidValue),
        Case(#"{"op":"add","path":"\#(enterprise):manager","value":"M-2"}"#, .invalidValue),
        Case(#"{"op":"add","path":"manager","value":{"value":"M-2"}}"#, .invalidPath),
        Case(#"{"op":"remove","path":"roles","value":[{"value":"admin"}]}"#, .invalidSyntax),
        Case(#"{"op":"replace","path":"emails[type eq \"x\"].value","value":"o"}"#, .noTarget),
        Case(#"{"op":"add","path":"addresses[type eq \"work\"].streetAddress","value":"o"}"#, .noTarget),
        Case(#"{"op":"replace","path":"roles[primary eq \"True\"].value","value":"o"}"#, .invalidPath),
        Case(#"{"op":"replace","value":{"name.givenName":"Bea"}}"#, .invalidSyntax),
        Case(#"{"op":"replace","value":{"nonsense":1}}"#, .invalidSyntax),
        Case(#"{"op":"replace","value":{"id":"other"}}"#, .mutability),
        Case(#"{"op":"replace","path":"name","value":{"nonsense":1}}"#, .invalidSyntax),
        Case(#"{"op":"replace","path":"emails","value":{"value":"n@e"}}"#, .invalidValue),
        Case(#"{"op":"replace","value":{"emails":{"value":"n@e"}}}"#, .invalidValue),
    ]

    @Test(arguments: patches)
    func patch(_ test: Case) {
        #expect(throws: Never.self, "providers send it") { _ = try SCIMTests.patch(test.operations) }
        let strict = failure { _ = try SCIMTests.patch(test.operations, .none) }
        #expect(strict == SCIMError(status: 400, test.refusal, ""), "\(strict as Any)")
    }

    /// What both read alike.
    @Test(arguments: [
        #"{"op":"add","path":"emails","value":[{"value":"n@e","type":"other"}]}"#,
        #"{"op":"add","path":"emails","value":{"value":"n@e","type":"other"}}"#,
        #"{"op":"replace","path":"NAME.familyname","value":"x"}"#, #"{"op":"remove","path":"emails[type eq\"home\"]"}"#,
        #"{"op":"replace","value":{"title":"x","\#(enterprise)":{"department":"y"}}}"#,
        #"{"op":"add","path":"\#(enterprise):manager","value":{"value":"M-2"}}"#,
    ])
    func same(_ operations: String) throws {
        let lenient = try SCIMTests.patch(operations).content
        #expect(try SCIMTests.patch(operations, .none).content == lenient)
    }

    static let bodies: [(String, SCIMError.ScimType)] = [
        (#""active":"True""#, .invalidValue), (#""emails":{"value":"a"}"#, .invalidValue),
        (#""emails":["a"]"#, .invalidValue), (#""nonsense":1"#, .invalidSyntax),
        (#""name.givenName":"a""#, .invalidSyntax), (#""\#(enterprise):department":"a""#, .invalidSyntax),
        (#""department":"a""#, .invalidSyntax), (#""\#(enterprise)":{"nonsense":1}"#, .invalidSyntax),
    ]

    @Test(arguments: bodies)
    func body(_ member: String, _ refusal: SCIMError.ScimType) {
        let body = json(#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a",\#(member)}"#)
        #expect(throws: Never.self) { _ = try ResourceReader(.user).read(body) }
        #expect(failure { _ = try ResourceReader(.user, .none).read(body) }?.scimType == refusal)
    }

    /// `schemas` is a list, and names the schema of every extension that the body has values of.
    @Test(arguments: [
        #"{"schemas":"urn:ietf:params:scim:schemas:core:2.0:User","userName":"a"}"#,
        #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","\#(enterprise)":{"division":"d"}}"#,
    ])
    func schemas(_ text: String) {
        #expect(throws: Never.self) { _ = try ResourceReader(.user).read(json(text)) }
        let error = failure { _ = try ResourceReader(.user, .none).read(json(text)) }
        #expect(error?.scimType == .invalidSyntax && error?.attribute == "schemas")
    }

    /// An extension without values needs no URN, one that is named needs no values.
    @Test(arguments: [
        #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","\#(enterprise)":{}}"#,
        #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","\#(enterprise)"],"userName":"a"}"#,
        #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","URN\#(enterprise.dropFirst(3))"],"userName":"a","\#(enterprise)":{"division":"d"}}"#,
    ])
    func schemasThatAreRight(_ text: String) {
        #expect(throws: Never.self) { _ = try ResourceReader(.user, .none).read(json(text)) }
    }

    @Test func messages() {
        let search = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
        for text in [#"{"schemas":"\#(search)"}"#, #"{"schemas":["\#(search)"],"attributes":"id"}"#] {
            #expect(throws: Never.self) { _ = try SearchRequest(body: json(text)) }
            #expect(failure { _ = try SearchRequest(body: json(text), .none) }?.scimType == .invalidSyntax)
        }
        let operations = #""Operations":[{"op":"remove","path":"title"}]"#
        let patch = json(#"{"schemas":"urn:ietf:params:scim:api:messages:2.0:PatchOp",\#(operations)}"#)
        #expect(throws: Never.self) { _ = try Patch(parsing: patch) }
        #expect(failure { _ = try Patch(parsing: patch, .none) }?.attribute == "schemas")
    }

    @Test func bulkMethods() throws {
        let bulk = json(
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"delete","path":"/Users/1"}]}"#
        )
        #expect(try BulkRequest(parsing: bulk, limit: 1).operations[0].method == "DELETE")
        let strict = try BulkRequest(parsing: bulk, limit: 1, .none).operations[0]
        #expect(strict.refusal?.scimType == .invalidSyntax && strict.refusal?.attribute == "method")
    }

    /// Every departure is a property that one switch turns off, and a row of the page.
    @Test func thePageIsTheCode() throws {
        let departures = Mirror(reflecting: Leniency.providers).children
        #expect(departures.allSatisfy { $0.value as? Bool == true })
        #expect(Mirror(reflecting: Leniency.none).children.allSatisfy { $0.value as? Bool == false })
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/scim.md"), encoding: .utf8)
        let table = page.components(separatedBy: "| departure | example | name |\n|---|---|---|\n")
        let rows = (table.last ?? "").split(separator: "\n", omittingEmptySubsequences: false).prefix {
            $0.hasPrefix("|")
        }
        let names = rows.map { $0.split(separator: "|").last?.filter { $0.isLetter } ?? "" }
        #expect(table.count == 2)
        #expect(names == departures.compactMap(\.label))
    }

    @Test func unknownSchemas() {
        let body = json(#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:x"],"userName":"a"}"#)
        #expect(throws: Never.self) { _ = try ResourceReader(.user).read(body) }
        #expect(failure { _ = try ResourceReader(.user, .none).read(body) }?.attribute == "schemas")
    }

    @Test(arguments: [
        #"active eq "True""#, "active eq True", #"manager.value eq "M-1""#, #"emails[type eq "work"].value eq "x""#,
    ])
    func filter(_ text: String) {
        #expect(throws: Never.self) { _ = try Filter(parsing: text).bound(to: .user) }
        #expect(failure { _ = try Filter(parsing: text, .none).bound(to: .user, .none) }?.scimType == .invalidFilter)
    }

    @Test func entityTags() {
        #expect(EntityTags("7")?.contains("W/\"7\"") == true)
        #expect(EntityTags("7", .none) == nil)
        #expect(EntityTags("W/\"7\", \"8\"", .none)?.contains("\"8\"") == true)
        #expect(EntityTags("*", .none)?.contains("W/\"1\"") == true)
    }
}
