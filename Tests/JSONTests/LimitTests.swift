import JSON
import Testing

/// Bounds against hostile texts: size, depth, number of values.
@Suite struct LimitTests {
    @Test func depthIsCountedAcrossArraysAndObjects() throws {
        let limits = JSONLimits(depth: 4)
        _ = try JSONValue(parsing: "[[[[1]]]]", limits: limits)
        _ = try JSONValue(parsing: #"{"a":[{"b":[1]}]}"#, limits: limits)
        for text in ["[[[[[]]]]]", #"{"a":[{"b":[{}]}]}"#] {
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text, limits: limits) }
            #expect(error?.code == .tooDeep)
        }
    }

    @Test func siblingsDoNotAddDepth() throws {
        let wide = "[" + Array(repeating: "[[]]", count: 1000).joined(separator: ",") + "]"
        _ = try JSONValue(parsing: wide, limits: JSONLimits(depth: 3))
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"]) func aMillionLevelsAreRefusedQuickly(_ opening: String) {
        let text = String(repeating: opening, count: 1_000_000)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == .tooDeep)
    }

    @Test func valuesAreCounted() throws {
        let limits = JSONLimits(values: 4)
        _ = try JSONValue(parsing: "[1,[2]]", limits: limits)
        _ = try JSONValue(parsing: #"{"a":1,"b":2,"c":3}"#, limits: limits)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "[1,2,3,4]", limits: limits) }
        #expect(error?.code == .tooMany)
    }

    @Test func bytesAreCounted() throws {
        _ = try JSONValue(parsing: "[1,2]", limits: JSONLimits(bytes: 5))
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "[1,22]", limits: JSONLimits(bytes: 5)) }
        #expect(error?.code == .tooLarge)
    }

    @Test func aWideObjectIsReadInLinearTime() throws {
        let members = (0..<100_000).map { "\"member-\($0)\":0" }.joined(separator: ",")
        let clock = ContinuousClock()
        let time = try clock.measure { _ = try JSONValue(parsing: "{\(members)}") }
        #expect(time < .seconds(20), "comparing all pairs of 100,000 names takes minutes")
    }
}
