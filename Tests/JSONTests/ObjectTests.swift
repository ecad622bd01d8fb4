import JSON
import Testing

/// Objects and values as data: exact equality, order, access.
@Suite struct ObjectTests {
    @Test func settingReplacesInPlaceAndNilRemoves() {
        var object = JSONObject([("a", 1), ("b", 2)])
        object["a"] = 3
        object["c"] = 4
        #expect(object.names == ["a", "b", "c"])
        #expect(object["a"] == 3)
        object["b"] = nil
        object["missing"] = nil
        #expect(object.names == ["a", "c"])
        object["a"] = .some(.null)
        #expect(object["a"]?.isNull == true)
        #expect(object.count == 2)
    }

    @Test func ofANameGivenTwiceTheLastValueStands() {
        #expect(JSONObject([("a", 1), ("b", 2), ("a", 3)]) == JSONObject([("b", 2), ("a", 3)]))
    }

    @Test func equalityIsExact() {
        #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
        #expect(JSONObject([("\u{e9}", 1)]) != JSONObject([("e\u{301}", 1)]))
        #expect(JSONObject([("a", 1), ("b", 2)]) == JSONObject([("b", 2), ("a", 1)]))
        #expect(JSONObject([("a", 1), ("b", 2)]) != JSONObject([("a", 1), ("c", 2)]))
        #expect(JSONObject([("a", 1)]) != JSONObject([("a", 1), ("b", 2)]))
        #expect(JSONValue.array([1, 2]) != [2, 1])
        #expect(JSONValue.null != false)
        #expect(JSONValue.string("1") != 1)
    }

    @Test func accessorsAnswerOnlyForTheirKind() {
        let values: [JSONValue] = [nil, true, 1, "s", [1], ["a": 1]]
        #expect(values.map(\.kind) == ["null", "boolean", "number", "string", "array", "object"])
        #expect(values.map { $0.boolValue != nil } == [false, true, false, false, false, false])
        #expect(values.map { $0.intValue != nil } == [false, false, true, false, false, false])
        #expect(values.map { $0.stringValue != nil } == [false, false, false, true, false, false])
        #expect(values.map { $0.arrayValue != nil } == [false, false, false, false, true, false])
        #expect(values.map { $0.objectValue != nil } == [false, false, false, false, false, true])
        #expect(values.map(\.isNull) == [true, false, false, false, false, false])
        #expect(values[5]["a"] == 1)
        #expect(values[4]["a"] == nil)
    }
}
