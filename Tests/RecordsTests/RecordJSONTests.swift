import JSON
import Records
import Testing

/// Records come in strictly and go out as they came in.
@Suite struct RecordJSONTests {
    @Test func sampleIsReadAndWrittenAlike() throws {
        let json = try JSONValue(parsing: sampleText)
        let record = try Record(json: json)
        #expect(record.json == json)
        #expect(record.action == .userUpdate)
        #expect(record.occurredAt == Timestamp(milliseconds: 1_782_820_800_123))
        #expect(record.resources.map(\.id) == ["g-7"])
        #expect(record.changes == [Change(path: "title", before: "Clerk", after: "Auditor")])
        #expect(try Record(stored: record.json) == record)
    }

    @Test func actionAndSubjectAreEnough() throws {
        let record = try Record(
            json: JSONValue(parsing: #"{"action":"user.create","subject":{"type":"user","id":"1"}}"#))
        #expect(record == Record(action: .userCreate, subject: Party(type: "user", id: "1")))
        #expect(record.outcome == .success)
    }

    @Test func nullMembersCountAsAbsentButNotInChanges() throws {
        let record = try Record(
            json: sample([
                ("reason", nil), ("actor", .null), ("extra", .null),
                ("changes", [["path": "title", "before": nil], ["path": "a", "after": nil, "before": nil]]),
            ]))
        #expect(record.actor == nil && record.extra == nil && record.reason == nil)
        #expect(record.changes[0].before == JSONValue.null && record.changes[0].after == nil)
        #expect(record.changes[1].json == ["path": "a", "before": nil, "after": nil])
    }

    @Test func severalResources() throws {
        let resources: JSONValue = [["type": "role", "id": "1"], ["type": "app", "id": "2"]]
        let record = try Record(json: sample([("resource", resources)]))
        #expect(record.resources.count == 2)
        #expect(record.json["resource"] == resources)
    }

    private static let long = JSONValue.string(String(repeating: "x", count: 1025))
    private static let party: JSONValue = ["type": "user", "id": "1"]

    private static func nested(_ depth: Int) -> JSONValue { (0..<depth).reduce(1) { value, _ in .array([value]) } }

    private static let refusals: [(String, JSONValue?, RecordError.Code, String)] = [
        ("action", nil, .missing, "action"), ("subject", nil, .missing, "subject"),
        ("action", "user.updaet", .unknownAction, "action"), ("action", 7, .wrongType, "action"),
        ("action", "", .unknownAction, "action"),
        ("outcome", "ok", .invalidValue, "outcome"), ("occurredAt", "yesterday", .invalidValue, "occurredAt"),
        ("occurredAt", "2026-06-30T12:00:00", .invalidValue, "occurredAt"), ("occurredAt", 5, .wrongType, "occurredAt"),
        ("recordedBy", "me", .reserved, "recordedBy"), ("recordedBy", .null, .reserved, "recordedBy"),
        ("subjekt", "x", .unknownMember, "subjekt"), ("Actor", "x", .unknownMember, "Actor"),
        ("a\u{1b}[2J", "x", .unknownMember, "(unprintable)"),
        ("subject", "me", .wrongType, "subject"), ("subject", ["id": "1"], .missing, "subject.type"),
        ("subject", ["type": "user"], .missing, "subject.id"),
        ("subject", ["type": "user", "id": ""], .empty, "subject.id"),
        ("subject", ["type": "", "id": "1"], .empty, "subject.type"),
        ("subject", ["type": "User", "id": "1"], .invalidCharacter, "subject.type"),
        ("subject", ["type": "1user", "id": "1"], .invalidCharacter, "subject.type"),
        ("subject", ["type": "unreadable", "id": "1"], .reserved, "subject.type"),
        ("subject", ["type": "user", "id": "a\u{0}b"], .invalidCharacter, "subject.id"),
        ("subject", ["type": "user", "id": "a\u{7f}"], .invalidCharacter, "subject.id"),
        ("subject", ["type": "user", "id": "a\u{85}"], .invalidCharacter, "subject.id"),
        ("subject", ["type": "user", "id": 5], .wrongType, "subject.id"),
        ("subject", ["type": "user", "id": "1", "nmae": "x"], .unknownMember, "subject.nmae"),
        ("subject", ["type": "user", "id": "1", "name": long], .tooLong, "subject.name"),
        ("subject", ["type": "user", "id": long], .tooLong, "subject.id"),
        ("actor", [:], .missing, "actor.type"), ("onBehalfOf", ["type": "user"], .missing, "onBehalfOf.id"),
        ("actor", ["type": "user", "id": "1", "namespace": ""], .empty, "actor.namespace"),
        ("actor", ["type": "user", "id": "1", "session": long], .tooLong, "actor.session"),
        ("resource", 7, .wrongType, "resource"), ("resource", [party, 7], .wrongType, "resource[1]"),
        ("resource", [party, ["type": "a", "id": ""]], .empty, "resource[1].id"),
        ("resource", .array(Array(repeating: party, count: 101)), .tooMany, "resource"),
        ("changes", [:], .wrongType, "changes"), ("changes", [party], .unknownMember, "changes[0].type"),
        ("changes", [["path": "a"], [:]], .missing, "changes[1].path"),
        ("changes", [["path": ""]], .empty, "changes[0].path"),
        ("changes", [["path": 5]], .wrongType, "changes[0].path"),
        ("changes", [["path": long]], .tooLong, "changes[0].path"),
        ("changes", [["path": "a\nb"]], .invalidCharacter, "changes[0].path"),
        ("changes", .array(Array(repeating: ["path": "a"], count: 1001)), .tooMany, "changes"),
        ("changes", [["path": "a", "after": nested(33)]], .tooDeep, "changes[0].after"),
        (
            "changes", [["path": "a", "before": .string(String(repeating: "x", count: 256 << 10))]], .tooLong,
            "changes[0].before"
        ),
        ("extra", [], .wrongType, "extra"), ("extra", ["a": nested(32)], .tooDeep, "extra"),
        ("extra", ["a": .string(String(repeating: "x", count: 256 << 10))], .tooLong, "extra"),
        ("reason", .string(String(repeating: "x", count: 4097)), .tooLong, "reason"),
        ("reason", [], .wrongType, "reason"),
        ("id", "", .empty, "id"), ("id", long, .tooLong, "id"), ("id", "a\u{9}b", .invalidCharacter, "id"),
        ("source", "a\n", .invalidCharacter, "source"), ("transaction", long, .tooLong, "transaction"),
        ("request", "", .empty, "request"),
    ]

    @Test(arguments: 0..<refusals.count) func refused(_ number: Int) throws {
        let (name, value, code, field) = Self.refusals[number]
        let json = try sample([(name, value)])
        let error = try #require(#expect(throws: RecordError.self) { try Record(json: json) })
        #expect(error == RecordError(code, field, ""), "\(error)")
    }

    @Test func atTheLimitIsAccepted() throws {
        let text = JSONValue.string(String(repeating: "x", count: 1024))
        let members: [(String, JSONValue?)] = [
            ("id", text), ("reason", .string(String(repeating: "x", count: 4096))),
            ("resource", .array(Array(repeating: Self.party, count: 100))),
            ("changes", .array(Array(repeating: ["path": text, "after": Self.nested(32)], count: 500))),
            ("subject", ["type": "user", "id": text, "name": text, "namespace": text]),
        ]
        let record = try Record(json: sample(members))
        #expect(record.changes.count == 500)
    }

    @Test func wholeRecordIsBounded() throws {
        let value = JSONValue.string(String(repeating: "x", count: 200 << 10))
        let changes = JSONValue.array((0..<5).map { ["path": .string("p\($0)"), "after": value] })
        let error = try #require(#expect(throws: RecordError.self) { try Record(json: sample([("changes", changes)])) })
        #expect(error == RecordError(.tooLarge, "", ""))
    }

    @Test(arguments: [
        (#"{"acton":"user.create"}"#, "did you mean 'action'"), (#"{"changes_":1}"#, "did you mean 'changes'"),
        (#"{"on_behalf_of":1}"#, "did you mean 'onBehalfOf'"), (#"{"zzzzzz":1}"#, "known are id, action,"),
        (#"{"action":"user.crate","subject":{"type":"user","id":"1"}}"#, "Did you mean 'user.create'"),
        (#"{"action":"zap","subject":{"type":"user","id":"1"}}"#, "x.<namespace>.<name>"),
        ("[]", "a record must be an object, not an array"), ("7", "a record must be an object, not a number"),
    ]) func messagesHelp(_ text: String, _ part: String) throws {
        let error = try #require(#expect(throws: RecordError.self) { try Record(json: JSONValue(parsing: text)) })
        #expect(error.reason.contains(part), "\(error)")
    }

    @Test func messagesNeverRepeatValues() throws {
        for (name, value) in [("action", "hunter2"), ("outcome", "hunter2"), ("occurredAt", "hunter2")] {
            let json = try sample([(name, .string(value))])
            let error = try #require(#expect(throws: RecordError.self) { try Record(json: json) })
            #expect(!error.description.contains("hunter2"))
        }
    }

    @Test func spellingsOfOneCharacterStayApart() throws {
        let composed = try Record(json: sample([("reason", "caf\u{e9}")]))
        let decomposed = try Record(json: sample([("reason", "cafe\u{301}")]))
        #expect(composed != decomposed)
        #expect(Party(type: "user", id: "\u{e9}") != Party(type: "user", id: "e\u{301}"))
    }

    /// Random damage to the sample: never a trap, and what is accepted is read the same when written again.
    @Test func damagedRecords() throws {
        var generator = SeededGenerator(seed: 21)
        let bytes = Array(sampleText.utf8)
        var accepted = 0
        for _ in 0..<20_000 {
            var damaged = bytes
            for _ in 0...Int.random(in: 0..<3, using: &generator) {
                let place = Int.random(in: 0..<damaged.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: damaged[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: damaged.remove(at: place)
                default: damaged.insert(bytes.randomElement(using: &generator) ?? 0, at: place)
                }
            }
            guard let json = try? JSONValue(parsing: damaged), let record = try? Record(json: json) else { continue }
            accepted += 1
            #expect(try Record(json: record.json) == record)
        }
        #expect(accepted > 100)
    }

    @Test func encodedSizeIsExact() throws {
        let values: [JSONValue] = [
            nil, true, false, 17, "", "a\"b\\c\n\u{1}\u{8}é😀", [], [1], [1, "2", nil], [:], ["a": 1],
            ["a": [1, ["b\t": "x"]], "c": nil],
            try JSONValue(parsing: sampleText),
        ]
        for value in values { #expect(value.encodedSize == value.bytes.count) }
    }
}
