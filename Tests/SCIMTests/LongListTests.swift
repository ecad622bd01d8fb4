import JSON
import SCIM
import Testing

/// Many operations on many values: each finds what it is about without looking at all the rest. What is counted are the
/// comparisons that the request spends.
struct LongListTests {
    private static let count = 1_000

    /// A user with a thousand values of an attribute.
    private static func user(_ name: String, _ element: (Int) -> String) -> JSONObject {
        let elements = (0..<count).map(element).joined(separator: ",")
        return resource(#"{"id": "1", "userName": "a", "\#(name)": [\#(elements)]}"#)
    }

    private static func apply(
        _ operations: [String], to user: JSONObject, _ meter: FilterMeter
    ) throws(SCIMError) -> JSONObject {
        let body = json(
            #"{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [\#(operations.joined(separator: ","))]}"#
        )
        return try Patch(parsing: body).apply(to: user, of: .user, meter).content.attributes
    }

    private static func values(_ content: JSONObject, _ name: String) -> [String] {
        (content[name]?.arrayValue ?? []).compactMap { $0["value"]?.stringValue }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let operation: @Sendable (Int) -> String
        /// What the values are afterwards; nil for as before.
        let values: (@Sendable (Int) -> String)?
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "by value",
            operation: { #"{"op":"replace","path":"emails[value eq \"E\#($0)\"].display","value":"x"}"# },
            values: { "e\($0)" }),
        Case(
            name: "by value and type",
            operation: {
                #"{"op":"replace","path":"emails[type eq \"work\" and value eq \"e\#($0)\"].value","value":"n\#($0)"}"#
            },
            values: { "n\($0)" }),
        Case(
            name: "by type",
            operation: { #"{"op":"replace","path":"emails[type eq \"t\#($0)\"].value","value":"x\#($0)"}"# },
            values: { "x\($0)" }),
        Case(
            name: "added again",
            operation: { #"{"op":"add","path":"emails","value":[{"value":"E\#($0)","type":"WORK"}]}"# },
            values: { "e\($0)" }),
        Case(
            name: "removed by filter", operation: { #"{"op":"remove","path":"emails[value eq \"e\#($0)\"]"}"# },
            values: nil),
        Case(
            name: "removed by a list", operation: { #"{"op":"remove","path":"emails","value":[{"value":"e\#($0)"}]}"# },
            values: nil),
        Case(
            name: "removed by a list with types",
            operation: { #"{"op":"remove","path":"emails","value":[{"value":"e\#($0)","type":"work"}]}"# }, values: nil),
    ]

    @Test(arguments: cases)
    func aThousandOperations(_ test: Case) throws {
        let isByType = test.name == "by type"
        let user = Self.user("emails") { #"{"value":"e\#($0)","type":"\#(isByType ? "t\($0)" : "work")"}"# }
        let meter = FilterMeter()
        let content = try Self.apply((0..<Self.count).map(test.operation), to: user, meter)
        #expect(Self.values(content, "emails") == (test.values.map { (0..<Self.count).map($0) } ?? []))
        #expect(meter.spent <= 20 * Self.count, "\(meter.spent)")
    }

    /// Values without a `value`, of which a new list holds each once, and one is removed by all that it says.
    @Test func valuesWithoutValue() throws {
        let user = Self.user("addresses") { #"{"type":"work","streetAddress":"Street \#($0)"}"# }
        let again = (0..<Self.count).map {
            #"{"op":"add","path":"addresses","value":{"type":"WORK","streetAddress":"street \#($0)"}}"#
        }
        let meter = FilterMeter()
        let content = try Self.apply(again, to: user, meter)
        #expect(content["addresses"] == user["addresses"])
        let gone = (0..<Self.count).map { #"{"type":"work","streetAddress":"STREET \#($0)"}"# }.joined(separator: ",")
        let empty = try Self.apply([#"{"op":"remove","path":"addresses","value":[\#(gone)]}"#], to: user, meter)
        #expect(empty["addresses"] == nil)
        #expect(meter.spent <= 20 * Self.count, "\(meter.spent)")
    }

    /// Operations that have to look at everything are counted, and refused where it is too much.
    @Test(arguments: [
        #"{"op":"replace","path":"emails[value co \"zz\" or display pr].display","value":"x"}"#,
        #"{"op":"remove","path":"emails[not (value sw \"e\")]"}"#,
        #"{"op":"replace","path":"emails.display","value":"x"}"#,
    ])
    func whatLooksAtEverything(_ operation: String) throws {
        let user = Self.user("emails") { #"{"value":"e\#($0)","display":"d"}"# }
        let meter = FilterMeter()
        _ = try Self.apply(Array(repeating: operation, count: 3), to: user, meter)
        #expect(meter.spent >= 3 * Self.count)
        let body = json(
            #"{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [\#(Array(repeating: operation, count: 1_000).joined(separator: ","))]}"#
        )
        let error = failure { _ = try Patch(parsing: body).apply(to: user, of: .user) }
        #expect(error == SCIMError.tooMany(""))
        #expect(error?.detail.contains("500000") == true)
    }

    /// The limit of values holds whatever the number of operations that bring them.
    @Test func noMoreThanAThousand() {
        let user = Self.user("emails") { #"{"value":"e\#($0)"}"# }
        let error = failure {
            _ = try Self.apply([#"{"op":"add","path":"emails","value":{"value":"one more"}}"#], to: user, FilterMeter())
        }
        #expect(error == SCIMError(status: 400, .invalidValue, ""))
    }

    @Test func theMeter() throws {
        func spent(_ filter: String, _ text: String) throws -> Int {
            let meter = FilterMeter()
            _ = try Filter(parsing: filter).bound(to: .user).matches(resource(text), meter)
            return meter.spent
        }
        #expect(try spent(#"title eq "x""#, "{}") == 1)
        #expect(try spent(#"title eq "x" or nickName eq "x""#, "{}") == 2)
        #expect(try spent(#"title eq "x" and nickName eq "x""#, "{}") == 1)
        let long = String(repeating: "a", count: 640)
        #expect(try spent(#"title co "x""#, #"{"title":"\#(long)"}"#) == 11)
        #expect(try spent(#"emails co "x""#, #"{"emails":[{"value":"a"},{"value":"b"},{"value":"c"}]}"#) == 3)
        #expect(try spent(#"emails co "b""#, #"{"emails":[{"value":"a"},{"value":"b"},{"value":"c"}]}"#) == 2)
        #expect(try spent(#"emails[value co "x"]"#, #"{"emails":[{"value":"a"},{"value":"b"}]}"#) == 3)
        let meter = FilterMeter(limit: 3, refusal: SCIMError.tooMany("x"))
        try meter.charge(3)
        #expect(failure { try meter.charge(1) } == SCIMError.tooMany(""))
        #expect(failure { try FilterMeter().charge(.max) } == nil)
    }
}
