import Differences
import JSON
import Records
import Testing

@Suite struct ObservedDifferenceTests {
    static let users = ObservedDifference(isUser: true, create: .userCreate, update: .userUpdate, delete: .userDelete)

    static func object(_ text: String) throws -> JSONObject { try #require(JSONValue(parsing: text).objectValue) }

    static let cases: [(String, String, [String])] = [
        (#"{"title":"a"}"#, #"{"title":"b"}"#, ["title"]),
        (
            #"{"name":{"givenName":"a","familyName":"b"}}"#, #"{"name":{"givenName":"c","familyName":"b"}}"#,
            ["name.givenName"]
        ),
        (#"{}"#, #"{"name":{"givenName":"a"}}"#, ["name.givenName"]),
        (#"{"urn:x:User":{"department":"a"}}"#, #"{"urn:x:User":{"department":"b"}}"#, ["urn:x:User:department"]),
        (#"{"manager":{"value":"1"}}"#, #"{"manager":{"value":"2"}}"#, ["manager"]),
        (#"{"emails":[{"value":"a"},{"value":"b"}]}"#, #"{"emails":[{"value":"b"},{"value":"a"}]}"#, []),
        (#"{"emails":[{"value":"a"}]}"#, #"{"emails":[{"value":"a"},{"value":"b"}]}"#, [#"emails[value eq "b"]"#]),
        (#"{"tags":["a","b"]}"#, #"{"tags":["b","a"]}"#, []), (#"{"tags":["a"]}"#, #"{"tags":["b"]}"#, ["tags"]),
        (#"{"a":null,"b":[],"c":{}}"#, #"{}"#, []), (#"{"id":"1","meta":{},"schemas":["x"],"groups":[1]}"#, #"{}"#, []),
        (#"{"odd name":1,"a.b":2}"#, #"{}"#, [#"$["odd name"]"#, #"$["a.b"]"#]),
        (#"{"urn:x":{"odd name":1}}"#, #"{}"#, [#"$["urn:x"]["odd name"]"#]),
    ]

    @Test(arguments: cases) func paths(_ before: String, _ after: String, _ expected: [String]) throws {
        let (old, new) = (try Self.object(before), try Self.object(after))
        let changes = Self.users.changes(from: old, to: new)
        #expect(changes.map(\.path) == expected)
        // The changes lead there, and back.
        #expect(Self.users.changes(from: Self.users.apply(changes, to: old), to: new).isEmpty)
        let made = Self.users.apply(Self.users.creation(of: new), to: JSONObject())
        #expect(Self.users.changes(from: made, to: new).isEmpty)
    }

    @Test func keepsNoSecrets() throws {
        let state = try Self.object(#"{"userName":"a","password":"hunter22","x":{"apiKey":"0123456789abcdef0123"}}"#)
        let (kept, omitted) = Self.users.kept(state)
        #expect(omitted == 0 && !JSONValue.object(kept).text.contains("hunter22"))
        #expect(!JSONValue.object(kept).text.contains("0123456789abcdef"))
        // What is kept is what is kept again: no change for ever.
        #expect(Self.users.changes(from: kept, to: Self.users.kept(state).state).isEmpty)
        #expect(Self.users.kept(Self.users.apply(Self.users.creation(of: kept), to: JSONObject())).state == kept)
    }

    @Test func isBounded() throws {
        var state = JSONObject()
        for number in 0..<1_000 { state["a\(number)"] = .string("x") }
        state["big"] = .string(String(repeating: "x", count: 200 << 10))
        var deep = JSONValue.int(1)
        for _ in 0..<20 { deep = .array([deep]) }
        state["deep"] = deep
        let (kept, omitted) = Self.users.kept(state)
        #expect(kept.count == 400 && omitted == 602)
    }
}
