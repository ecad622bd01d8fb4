import JSON
import Testing

/// Numbers: the grammar of RFC 8259 section 6, and no digit lost.
@Suite struct NumberTests {
    @Test(arguments: [
        "0", "-0", "1", "-1", "10", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
        "0.0", "-0.0", "1.0", "0.10", "1e0", "1E0", "1e+0", "1e-0", "1e00", "-1.25E-10", "1e400",
        "123456789012345678901234567890",
    ]) func keepsItsText(_ text: String) throws {
        #expect(try JSONValue(parsing: text).text == text)
        #expect(try JSONValue(parsing: "[\(text)]").text == "[\(text)]")
    }

    @Test(arguments: [
        ("-", 1), ("+1", 0), (".5", 0), ("1.", 2), ("1.e1", 2), ("1e", 2), ("1e+", 3), ("--1", 1), ("0x1", 1),
        ("01", 1),
        ("-01", 2), ("00", 1), ("1_000", 1), ("1,000", 1), ("Infinity", 0), ("-Infinity", 1), ("\u{0661}", 0),
        ("1.5.2", 3),
    ]) func isRefused(_ text: String, _ offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.offset == offset)
    }

    @Test func lengthIsBounded() throws {
        let longest = String(repeating: "9", count: 64)
        #expect(try JSONValue(parsing: longest).text == longest)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: longest + "9") }
        #expect(error?.code == .tooLarge)
    }

    @Test func wholeNumbersAreExact() throws {
        #expect(try JSONValue(parsing: "9223372036854775807").intValue == .max)
        #expect(try JSONValue(parsing: "-9223372036854775808").intValue == .min)
        #expect(try JSONValue(parsing: "9223372036854775808").intValue == nil)
        #expect(try JSONValue(parsing: "1.0").intValue == nil)
        #expect(try JSONValue(parsing: "1e2").intValue == nil)
        guard case .number(let number) = try JSONValue(parsing: "18446744073709551615") else {
            Issue.record("a number was expected")
            return
        }
        #expect(number.uint64Value == .max)
        #expect(number.intValue == nil)
    }

    @Test func doublesAreFinite() throws {
        #expect(try JSONValue(parsing: "-2.5e3").doubleValue == -2500)
        #expect(try JSONValue(parsing: "1e400").doubleValue == nil)
    }

    @Test func numbersAreComparedByTheirText() throws {
        #expect(try JSONValue(parsing: "1.0") != JSONValue(parsing: "1"))
        #expect(JSONValue.int(UInt64.max).text == "18446744073709551615")
        #expect(JSONValue.int(-5) == -5)
    }
}
