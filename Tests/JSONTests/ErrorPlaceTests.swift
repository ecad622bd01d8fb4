import JSON
import Testing

/// An error says where it stands, as a JSON pointer (RFC 6901), and never repeats what was written.
@Suite struct ErrorPlaceTests {
    @Test(arguments: [
        ("[", "/0"), (#"{"a":}"#, "/a"), (#"{"a":[1,{"b":tru}]}"#, "/a/1/b"), (#"{"a":{"x":1,"x":2}}"#, "/a/x"),
        (#"{"a/b":{"c~d":?}}"#, "/a~1b/c~0d"), (#"{"~1":?}"#, "/~01"), (#"{"":?}"#, "/"), ("?", ""),
        ("{\"~\u{301}\":?}", "/~0\u{301}"), ("{\"/\u{301}\":?}", "/~1\u{301}"), ("[0,[0,0,\"\\x\"]]", "/1/2"),
    ]) func pointerNamesThePlace(_ text: String, _ pointer: String) throws {
        let error = try #require(#expect(throws: JSONError.self) { try JSONValue(parsing: text) })
        #expect(error.pointer.hasSameBytes(as: pointer), "\(error.pointer)")
    }

    @Test func aHostileNameDoesNotFillTheMessage() throws {
        let name = String(repeating: "\u{e9}", count: 100_000)
        let error = try #require(#expect(throws: JSONError.self) { try JSONValue(parsing: "{\"\(name)\":?}") })
        #expect(error.description.utf8.count < 300)
    }

    @Test(arguments: [
        #"{"password": "hunter2-secret" "x"}"#, #"["hunter2-secret\x"]"#, "hunter2-secret",
        "[\"hunter2-secret\n\"]",
    ]) func valuesAreNotRepeated(_ text: String) throws {
        let error = try #require(#expect(throws: JSONError.self) { try JSONValue(parsing: text) })
        #expect(!error.description.contains("hunter2"))
    }

    @Test func descriptionHasReasonAndPlace() throws {
        let error = try #require(#expect(throws: JSONError.self) { try JSONValue(parsing: #"{"a":[tru]}"#) })
        #expect(error.description == "a value was expected (at byte 6, in /a/0)")
        #expect(error == (#expect(throws: JSONError.self) { try JSONValue(parsing: "?") }))
    }
}
