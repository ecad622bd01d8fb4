import JSON
import SCIM
import Testing

/// What PATCH asks of a group's members, which are never loaded for it.
struct MemberEditTests {
    static let group = resource(#"{"id": "g", "displayName": "Auditors"}"#)

    static let cases: [(String, [MemberEdit])] = [
        (#"{"op":"Add","path":"members","value":[{"$ref":null,"value":"U"}]}"#, [.add([resource(#"{"value":"U"}"#)])]),
        (#"{"op":"Remove","path":"members","value":[{"$ref":null,"value":"U"}]}"#, [.remove(["U"])]),
        (#"{"op":"remove","path":"members[value eq \"U\"]"}"#, [.remove(["U"])]),
        (#"{"op":"remove","path":"Members[Value EQ\"U\"]"}"#, [.remove(["U"])]),
        (#"{"op":"Remove","path":"members","value":[]}"#, [.remove([])]),
        (#"{"op":"remove","path":"members"}"#, [.removeAll]),
        (#"{"op":"replace","path":"members","value":[]}"#, [.replace([])]),
        (
            #"{"op":"add","value":{"members":[{"value":"U","display":"Uma"}]}}"#,
            [.add([resource(#"{"value":"U","display":"Uma"}"#)])]
        ),
        (#"{"op":"replace","value":{"id":"g","displayName":"Auditors"}}"#, []),
        (#"{"op":"add","path":"members","value":"U"}"#, [.add([resource(#"{"value":"U"}"#)])]),
        (
            #"{"op":"replace","path":"members[value eq \"U\"].display","value":"V"}"#,
            [.merge(value: "U", resource(#"{"display":"V"}"#), isMember: .required)]
        ),
        (
            #"{"op":"add","path":"members[value eq \"U\"]","value":{"display":"V"}}"#,
            [.merge(value: "U", resource(#"{"display":"V"}"#), isMember: .orBecomes)]
        ),
        (
            #"{"op":"remove","path":"members[value eq \"U\"].display"}"#,
            [.merge(value: "U", resource(#"{"display":null}"#), isMember: .ifAny)]
        ),
        (
            #"{"op":"remove","path":"members[value eq \"U\"]"},{"op":"add","path":"members","value":[{"value":"V"}]}"#,
            [.remove(["U"]), .add([resource(#"{"value":"V"}"#)])]
        ),
    ]

    @Test(arguments: cases)
    func edits(_ operations: String, _ expected: [MemberEdit]) throws {
        #expect(try patch(operations, on: Self.group, of: .group).memberEdits == expected)
    }

    static let refusals: [(String, SCIMError.ScimType)] = [
        (#"{"op":"add","path":"members","value":[{}, {"display":"x"}]}"#, .invalidValue),
        (#"{"op":"add","path":"members","value":[5]}"#, .invalidValue),
        (#"{"op":"replace","path":"members[value eq \"U\"].value","value":"V"}"#, .mutability),
        (#"{"op":"replace","path":"members.value","value":"V"}"#, .mutability),
        (#"{"op":"remove","path":"displayName"}"#, .mutability),
    ]

    @Test(arguments: refusals)
    func refusal(_ operations: String, _ type: SCIMError.ScimType) {
        #expect(failure { _ = try patch(operations, on: Self.group, of: .group) }?.scimType == type)
    }
}
