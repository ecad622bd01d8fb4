import JSON
import Testing

/// Texts that RFC 8259 allows, and the value that each of them is.
@Suite struct ValidTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let value: JSONValue
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "null", text: "null", value: .null),
        Case(name: "true", text: "true", value: true),
        Case(name: "false", text: "false", value: false),
        Case(name: "zero", text: "0", value: 0),
        Case(name: "empty string", text: #""""#, value: ""),
        Case(name: "empty array", text: "[]", value: []),
        Case(name: "empty object", text: "{}", value: [:]),
        Case(name: "space of all four kinds", text: " \t\r\n[ \t1 ,\n2\r] \n", value: [1, 2]),
        Case(name: "space inside empty brackets", text: "[ ]", value: []),
        Case(name: "space inside empty braces", text: "{\n}", value: [:]),
        Case(name: "members keep their values", text: #"{"b":1,"a":[true,null]}"#, value: ["b": 1, "a": [true, nil]]),
        Case(name: "empty member name", text: #"{"":1}"#, value: ["": 1]),
        Case(name: "every short escape", text: #""\"\\\/\b\f\n\r\t""#, value: "\"\\/\u{8}\u{c}\n\r\t"),
        Case(name: "escape of NUL", text: #""\u0000""#, value: "\0"),
        Case(name: "hexadecimal in both cases", text: #""\u00e9\u00E9""#, value: "\u{e9}\u{e9}"),
        Case(name: "surrogate pair", text: #""\ud83d\ude00""#, value: "\u{1F600}"),
        Case(name: "lowest pair", text: #""\uD800\uDC00""#, value: "\u{10000}"),
        Case(name: "highest pair", text: #""\uDBFF\uDFFF""#, value: "\u{10FFFF}"),
        Case(name: "last code before the surrogates", text: #""\uD7FF""#, value: "\u{D7FF}"),
        Case(name: "first code after the surrogates", text: #""\uE000""#, value: "\u{E000}"),
        Case(name: "noncharacter", text: #""\uFFFF""#, value: "\u{FFFF}"),
        Case(
            name: "raw UTF-8 of every length", text: "\"a\u{e9}\u{20ac}\u{1F600}\"", value: "a\u{e9}\u{20ac}\u{1F600}"),
        Case(name: "delete is no control here", text: "\"\u{7f}\"", value: "\u{7f}"),
        Case(name: "line separators", text: "\"\u{2028}\u{2029}\"", value: "\u{2028}\u{2029}"),
        Case(name: "byte order mark inside a string", text: "\"\u{FEFF}\"", value: "\u{FEFF}"),
        Case(name: "raw after escaped", text: #""\nabc\n""#, value: "\nabc\n"),
    ]

    @Test(arguments: cases) func isRead(_ example: Case) throws {
        #expect(try JSONValue(parsing: example.text) == example.value)
    }

    @Test(arguments: cases) func survivesWriting(_ example: Case) throws {
        let written = try JSONValue(parsing: example.text).bytes
        #expect(try JSONValue(parsing: written) == example.value)
    }

    @Test func anySequenceOfBytesIsRead() throws {
        #expect(try JSONValue(parsing: "[1]".utf8) == [1])
        #expect(try JSONValue(parsing: Array("x[1]".utf8)[1...]) == [1])
    }

    @Test func memberOrderIsKept() throws {
        let text = #"{"z":1,"a":2,"m":{"y":1,"b":2}}"#
        #expect(try JSONValue(parsing: text).text == text)
    }
}
