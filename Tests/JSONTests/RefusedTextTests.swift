import JSON
import Testing

/// Texts that must be refused, with the reason's code and the byte where reading stopped.
@Suite struct RefusedTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let code: JSONError.Code
        let offset: Int
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ code: JSONError.Code, at offset: Int) {
            self.init(name, bytes: Array(text.utf8), code, at: offset)
        }

        init(_ name: String, bytes: [UInt8], _ code: JSONError.Code, at offset: Int) {
            self.name = name
            self.bytes = bytes
            self.code = code
            self.offset = offset
        }
    }

    static let structure: [Case] = [
        Case("nothing", "", .syntax, at: 0),
        Case("only space", " \n", .syntax, at: 2),
        Case("two values", "1 2", .trailingBytes, at: 2),
        Case("NUL after the value", "1\0", .trailingBytes, at: 1),
        Case("byte order mark", "\u{FEFF}1", .syntax, at: 0),
        Case("form feed as space", "\u{c}1", .syntax, at: 0),
        Case("no-break space", "\u{a0}1", .syntax, at: 0),
        Case("comment", "/**/1", .syntax, at: 0),
        Case("capital word", "True", .syntax, at: 0),
        Case("cut word", "tru", .syntax, at: 0),
        Case("longer word", "nullx", .trailingBytes, at: 4),
        Case("NaN", "NaN", .syntax, at: 0),
        Case("array not closed", "[1", .syntax, at: 2),
        Case("array cut after comma", "[1,", .syntax, at: 3),
        Case("trailing comma in array", "[1,]", .syntax, at: 3),
        Case("leading comma in array", "[,1]", .syntax, at: 1),
        Case("missing comma in array", "[1 2]", .syntax, at: 3),
        Case("array closed by brace", "[1}", .syntax, at: 2),
        Case("closing bracket alone", "]", .syntax, at: 0),
        Case("object not closed", "{", .syntax, at: 1),
        Case("object cut after name", #"{"a""#, .syntax, at: 4),
        Case("object cut after colon", #"{"a":"#, .syntax, at: 5),
        Case("trailing comma in object", #"{"a":1,}"#, .syntax, at: 7),
        Case("bare member name", "{a:1}", .syntax, at: 1),
        Case("number as member name", "{1:1}", .syntax, at: 1),
        Case("single quotes", "{'a':1}", .syntax, at: 1),
        Case("missing colon", #"{"a" 1}"#, .syntax, at: 5),
        Case("two colons", #"{"a"::1}"#, .syntax, at: 5),
    ]

    static let strings: [Case] = [
        Case("string not closed", #""a"#, .syntax, at: 0),
        Case("string cut in an escape", #""\"#, .syntax, at: 2),
        Case("unknown escape", #""\x""#, .syntax, at: 2),
        Case("capital escape", #""\N""#, .syntax, at: 2),
        Case("escape of an apostrophe", #""\'""#, .syntax, at: 2),
        Case("short hexadecimal", #""\u12""#, .syntax, at: 5),
        Case("no hexadecimal", #""\u00g0""#, .syntax, at: 5),
        Case("plus sign in hexadecimal", #""\u+123""#, .syntax, at: 3),
        Case("raw line feed", "\"a\nb\"", .syntax, at: 2),
        Case("raw tab after an escape", "\"\\n\tb\"", .syntax, at: 3),
        Case("raw NUL", "\"\0\"", .syntax, at: 1),
        Case("lone high surrogate", #""\ud800""#, .invalidUTF8, at: 3),
        Case("lone low surrogate", #""\udc00""#, .invalidUTF8, at: 3),
        Case("high surrogate and a letter", #""\ud800\u0041""#, .invalidUTF8, at: 3),
        Case("two high surrogates", #""\ud800\ud800""#, .invalidUTF8, at: 3),
        Case("high surrogate and another escape", #""\ud800\n""#, .invalidUTF8, at: 3),
        Case("pair the wrong way round", #""\udc00\ud800""#, .invalidUTF8, at: 3),
    ]

    static let encodings: [Case] = [
        Case("lone continuation byte", bytes: [0x22, 0x80, 0x22], .invalidUTF8, at: 0),
        Case("cut sequence", bytes: [0x22, 0xC3, 0x22], .invalidUTF8, at: 0),
        Case("cut sequence at the end", bytes: [0x22, 0xE2, 0x82], .syntax, at: 0),
        Case("overlong slash", bytes: [0x22, 0xC0, 0xAF, 0x22], .invalidUTF8, at: 0),
        Case("overlong NUL", bytes: [0x22, 0xE0, 0x80, 0x80, 0x22], .invalidUTF8, at: 0),
        Case("encoded surrogate", bytes: [0x22, 0xED, 0xA0, 0x80, 0x22], .invalidUTF8, at: 0),
        Case("beyond the last code", bytes: [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], .invalidUTF8, at: 0),
        Case("byte FF", bytes: [0x22, 0xFF, 0x22], .invalidUTF8, at: 0),
        Case("invalid after an escape", bytes: [0x22, 0x5C, 0x6E, 0xFF, 0x22], .invalidUTF8, at: 0),
        Case("invalid member name", bytes: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], .invalidUTF8, at: 1),
        Case("UTF-16", bytes: [0xFF, 0xFE, 0x31, 0x00], .syntax, at: 0),
        Case("UTF-16 without mark", bytes: [0x31, 0x00], .trailingBytes, at: 1),
    ]

    static let duplicates: [Case] = [
        Case("same name twice", #"{"a":1,"a":1}"#, .duplicateName, at: 7),
        Case("same name once escaped", #"{"a":1,"\u0061":2}"#, .duplicateName, at: 7),
        Case("empty name twice", #"{"":1,"":2}"#, .duplicateName, at: 6),
        Case("deep inside", #"[{"b":{"a":1,"c":2,"a":3}}]"#, .duplicateName, at: 19),
    ]

    @Test(arguments: structure + strings + encodings + duplicates) func isRefused(_ example: Case) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: example.bytes) }
        #expect(error?.code == example.code)
        #expect(error?.offset == example.offset)
    }

    @Test func spellingsThatOnlyLookAlikeAreTwoNames() throws {
        let value = try JSONValue(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(value["\u{e9}"] == 1)
        #expect(value["e\u{301}"] == 2)
    }

    @Test(arguments: [15, 16, 17, 18, 200]) func lateDuplicateIsFoundInAWideObject(_ width: Int) {
        for repeated in [0, width / 2, width - 1] {
            let names = (0..<width).map { "n\($0)" } + ["n\(repeated)"]
            let text = "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
            #expect(error?.code == .duplicateName)
            #expect(error?.pointer == "/n\(repeated)")
        }
    }

    @Test func everyCutOfAValidTextIsRefused() throws {
        let whole = Array(#" {"a":[1,-2.5e+3,true,{"b":"x\u00e9\n"}],"c":null}"#.utf8)
        _ = try JSONValue(parsing: whole)
        for length in 0..<whole.count {
            #expect(throws: JSONError.self, "cut to \(length)") { try JSONValue(parsing: whole[..<length]) }
        }
    }
}
