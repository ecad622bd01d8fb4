import JSON
import Records
import Testing

@Suite struct StateDifferenceTests {
    private static func object(_ text: String) throws -> JSONObject {
        try #require(try JSONValue(parsing: text).objectValue)
    }

    /// Old state, new state, and the changes as `path before after`, with `-` for nothing.
    private static let cases: [(String, String, [String])] = [
        ("{}", "{}", []), (#"{"a":1}"#, #"{"a":1}"#, []), (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#, []),
        (#"{"title":"Clerk"}"#, #"{"title":"Auditor"}"#, [#"title "Clerk" "Auditor""#]),
        (#"{"title":"Clerk"}"#, "{}", [#"title "Clerk" -"#]), ("{}", #"{"active":false}"#, ["active - false"]),
        (#"{"userName":"bjensen"}"#, #"{"userName":"BJensen"}"#, [#"userName "bjensen" "BJensen""#]),
        (#"{"n":1.0}"#, #"{"n":1}"#, ["n 1.0 1"]),
        ("{\"n\":\"\u{e9}\"}", "{\"n\":\"e\u{301}\"}", ["n \"\u{e9}\" \"e\u{301}\""]),
        (
            #"{"name":{"givenName":"A","familyName":"B"}}"#, #"{"name":{"familyName":"C"}}"#,
            [#"name.givenName "A" -"#, #"name.familyName "B" "C""#]
        ),
        ("{}", #"{"name":{"givenName":"A"}}"#, [#"name.givenName - "A""#]),
        (#"{"a":null}"#, "{}", []), (#"{"a":[]}"#, #"{"a":{}}"#, []), (#"{"a":{"b":{"c":null}}}"#, #"{"a":null}"#, []),
        (
            #"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"1"}}}"#,
            #"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"2"},"department":"x"}}"#,
            [
                #"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value "1" "2""#,
                #"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department - "x""#,
            ]
        ),
        (
            #"{"emails":[{"value":"a","type":"work"},{"value":"b"}]}"#,
            #"{"emails":[{"value":"b"},{"type":"work","value":"a"}]}"#, []
        ),
        (
            #"{"emails":[{"value":"a"}]}"#, #"{"emails":[{"value":"b"}]}"#,
            [#"emails[value eq "a"] {"value":"a"} -"#, #"emails[value eq "b"] - {"value":"b"}"#]
        ),
        (
            #"{"emails":[{"value":"a","display":"A"}]}"#, #"{"emails":[{"value":"a","display":"B"}]}"#,
            [#"emails[value eq "a"].display "A" "B""#]
        ),
        (#"{"emails":[{"value":"a","primary":false}]}"#, #"{"emails":[{"value":"a"}]}"#, []),
        (#"{"emails":[{"value":"a"}]}"#, #"{"emails":[{"value":"a","primary":false}]}"#, []),
        (
            #"{"emails":[{"value":"a","primary":true},{"value":"b"}]}"#,
            #"{"emails":[{"value":"a"},{"value":"b","primary":true}]}"#,
            [#"emails[value eq "a"].primary true -"#, #"emails[value eq "b"].primary - true"#]
        ),
        (
            #"{"emails":[{"value":"a","type":"work"},{"value":"a","type":"home"}]}"#,
            #"{"emails":[{"value":"a","type":"work"}]}"#,
            [#"emails[value eq "a" and type eq "home"] {"value":"a","type":"home"} -"#]
        ),
        (
            #"{"addresses":[{"type":"work","locality":"X"}]}"#, #"{"addresses":[{"type":"work","locality":"Y"}]}"#,
            [#"addresses[type eq "work"].locality "X" "Y""#]
        ),
        (
            #"{"schemas":["a","b"]}"#, #"{"schemas":["b","c"]}"#,
            [#"schemas[value eq "a"] "a" -"#, #"schemas[value eq "c"] - "c""#]
        ),
        (#"{"a":["x","x"]}"#, #"{"a":["x"]}"#, [#"a ["x","x"] ["x"]"#]),
        (#"{"a":[{},{}]}"#, #"{"a":[{}]}"#, [#"a [{},{}] [{}]"#]),
        (#"{"a":[["x"],["y"]]}"#, #"{"a":[["y"],["x"]]}"#, []),
        (#"{"a":[{"value":"x\"y"}]}"#, "{}", [#"a[value eq "x\"y"] {"value":"x\"y"} -"#]),
        (#"{"a":"x"}"#, #"{"a":{"b":1}}"#, [#"a "x" {"b":1}"#]),
        (#"{"a":{"b":1}}"#, #"{"a":[1]}"#, [#"a {"b":1} [1]"#]),
        (#"{"urn:x:y":{"a":1}}"#, #"{"urn:x:y":7}"#, [#""urn:x:y" {"a":1} 7"#]),
        (#"{"a.b":1,"":2}"#, "{}", [#""a.b" 1 -"#, #""" 2 -"#]), (#"{"$ref":"x"}"#, "{}", [#"$ref "x" -"#]),
    ]

    @Test(arguments: 0..<cases.count) func difference(_ number: Int) throws {
        let (old, new, expected) = Self.cases[number]
        let (before, after) = (try Self.object(old), try Self.object(new))
        let changes = StateDifference.changes(from: before, to: after)
        #expect(changes.map { "\($0.path) \($0.before?.text ?? "-") \($0.after?.text ?? "-")" } == expected)
        try Self.check(before, after)
    }

    @Test func creationAndDeletion() throws {
        let state = try Self.object(#"{"userName":"b","emails":[{"value":"a"}],"active":true}"#)
        let created = StateDifference.changes(from: nil, to: state)
        #expect(created.map(\.path) == ["userName", #"emails[value eq "a"]"#, "active"])
        #expect(created.allSatisfy { $0.before == nil && $0.after != nil })
        let deleted = StateDifference.changes(from: state, to: nil)
        #expect(deleted.allSatisfy { $0.before != nil && $0.after == nil } && deleted.count == 3)
        #expect(try StateDifference.apply(created, to: JSONObject()) == state)
        #expect(try StateDifference.apply(deleted, to: state).isEmpty)
    }

    @Test func longValuesDoNotStandInPaths() throws {
        let long = String(repeating: "M", count: 4000)
        let old = try Self.object(#"{"x509Certificates":[{"value":"\#(long)"}]}"#)
        let changes = StateDifference.changes(from: old, to: JSONObject())
        #expect(changes.map(\.path) == ["x509Certificates"])
        try Self.check(old, JSONObject())
    }

    /// Applied to the old state, the changes give the new one, but for what is not a difference; and the same again
    /// when they have been through JSON.
    private static func check(_ before: JSONObject, _ after: JSONObject) throws {
        let changes = StateDifference.changes(from: before, to: after)
        let state = try StateDifference.apply(changes, to: before)
        #expect(
            StateDifference.isSame(state, after), "\(JSONValue.object(before).text) \(JSONValue.object(after).text)")
        #expect(Bare.value(.object(state)) == Bare.value(.object(after)))
        let stored = try changes.map { try Change(json: JSONValue(parsing: $0.json.bytes), at: "") }
        #expect(JSONValue.object(try StateDifference.apply(stored, to: before)).bytes == JSONValue.object(state).bytes)
        #expect(StateDifference.isSame(before, after) == (Bare.value(.object(before)) == Bare.value(.object(after))))
        for change in changes { #expect(change.before != change.after) }
    }

    @Test func randomStates() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<30_000 {
            let before = RandomState.object(depth: 3, &generator)
            let after =
                Bool.random(using: &generator)
                ? RandomState.object(depth: 3, &generator) : RandomState.mutated(before, &generator)
            try Self.check(before, after)
        }
    }

    @Test(arguments: [
        "", "a.", ".a", "a..b", "a[", "a[]", "a[value eq]", "a[value eq \"x\"", "a[value eq x]", "a[type eq \"x\"]b",
        "a[value ne \"x\"]", "a b", "\"a", "urn:x:", "1a", "a[value eq null]",
    ]) func otherPathsAreRefused(_ path: String) {
        #expect(throws: RecordError(.invalidValue, "changes[0].path", "")) {
            try StateDifference.apply([Change(path: path, after: 1)], to: JSONObject())
        }
    }

    @Test(arguments: [("a.b", #"{"a":1}"#), ("a[value eq 1]", #"{"a":{"b":1}}"#), ("a[value eq 1].b", #"{"a":[2]}"#)])
    func pathsThatDoNotFitAreRefused(_ path: String, _ state: String) throws {
        let state = try Self.object(state)
        #expect(throws: RecordError(.invalidValue, "changes[0].path", "")) {
            try StateDifference.apply([Change(path: path, after: 1)], to: state)
        }
    }

    @Test func randomPathsNeverTrap() {
        var generator = SeededGenerator(seed: 9)
        let pieces = [
            "a", ".", "[", "]", "value eq ", "type eq ", " and ", "\"", "\\", "urn:", ":", "x", "1", "é", "\u{0}", "$",
        ]
        for _ in 0..<50_000 {
            let path = (0..<Int.random(in: 0..<9, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
            _ = try? StateDifference.apply([Change(path: path, after: 1)], to: JSONObject())
        }
    }
}

/// A state without what is not a difference, its arrays in one order: the oracle.
private enum Bare {
    static func value(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .null: return nil
        case .object(let object):
            let members = object.members.compactMap { name, value in Self.value(value).map { (name, $0) } }
            return members.isEmpty ? nil : .object(JSONObject(members))
        case .array(let items):
            let bare = items.map(element).sorted { $0.canonicalBytes.lexicographicallyPrecedes($1.canonicalBytes) }
            return bare.isEmpty ? nil : .array(bare)
        default: return value
        }
    }

    private static func element(_ element: JSONValue) -> JSONValue {
        guard case .object(var object) = element else { return element }
        if object["primary"] == false { object["primary"] = nil }
        return value(.object(object)) ?? .object(JSONObject())
    }
}

private enum RandomState {
    private static let names = [
        "a", "b", "value", "type", "primary", "name", "a.b", "x y", "$ref", "urn:x:y", "urn:x:y:z", "", "é\"\\", "[",
        "Ω\u{7f}",
    ]
    private static let texts = [
        "x", "y", "work", "", "a\"b", "]", "é", "e\u{301}", "\u{85}\u{1}", "a.b[value eq \"x\"]",
    ]

    static func object(depth: Int, _ generator: inout SeededGenerator) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0..<5, using: &generator) {
            let name = names.randomElement(using: &generator) ?? ""
            object[name] = value(depth: depth, &generator)
        }
        return object
    }

    private static func value(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .int(Int.random(in: 0..<3, using: &generator))
        case 3, 4: .string(texts.randomElement(using: &generator) ?? "")
        case 5, 6: .object(object(depth: depth - 1, &generator))
        default: .array(elements(depth: depth - 1, &generator))
        }
    }

    private static func elements(depth: Int, _ generator: inout SeededGenerator) -> [JSONValue] {
        let isSCIM = Int.random(in: 0..<3, using: &generator) > 0
        return (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
            guard isSCIM else { return value(depth: depth, &generator) }
            var element = JSONObject()
            if Int.random(in: 0..<5, using: &generator) > 0 {
                element["value"] = .string(texts.randomElement(using: &generator) ?? "")
            }
            if Bool.random(using: &generator) { element["type"] = Bool.random(using: &generator) ? "work" : "home" }
            if Bool.random(using: &generator) { element["primary"] = .bool(.random(using: &generator)) }
            if Bool.random(using: &generator) { element["more"] = value(depth: max(0, depth - 1), &generator) }
            return .object(element)
        }
    }

    /// A few members changed, at any depth.
    static func mutated(_ object: JSONObject, _ generator: inout SeededGenerator) -> JSONObject {
        var object = object
        guard let name = object.names.randomElement(using: &generator), let old = object[name] else { return object }
        switch old {
        case .object(let inner): object[name] = .object(mutated(inner, &generator))
        case .array(var items):
            items.shuffle(using: &generator)
            if case .object(let inner)? = items.last, Bool.random(using: &generator) {
                items[items.count - 1] = .object(mutated(inner, &generator))
            } else if Bool.random(using: &generator) {
                items.append(contentsOf: elements(depth: 1, &generator))
            } else {
                _ = items.popLast()
            }
            object[name] = .array(items)
        default: object[name] = value(depth: 1, &generator)
        }
        return object
    }
}
