internal import JSON

/// Reads one JSON object strictly: every member by name, no other members.
///
/// Errors name the field as a path from the record: `resource[2].name`.
struct RecordReader {
    private let object: JSONObject
    private let path: String

    // `members` are the names that the object may have, `kept` those of them that nobody is told of.
    init(_ value: JSONValue, at path: String, members: [String], kept: [String] = []) throws(RecordError) {
        guard case .object(let object) = value else {
            let what = path.isEmpty ? "a record" : "this"
            throw RecordError(.wrongType, path, "\(what) must be an object, not \(article(value.kind))")
        }
        self.object = object
        self.path = path
        for name in object.names where !members.contains(where: { $0.hasSameBytes(as: name) }) {
            throw Self.unknown(name, members.filter { !kept.contains($0) }, in: path)
        }
    }

    private static func unknown(_ name: String, _ members: [String], in path: String) -> RecordError {
        let shown = name.utf8.count <= 64 && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? name : "(unprintable)"
        let field = path.isEmpty ? shown : "\(path).\(shown)"
        let hint = Spelling.closest(to: name, among: members).map { "; did you mean '\($0)'?" } ?? ""
        let list = hint.isEmpty ? "; known are \(members.joined(separator: ", "))" : ""
        return RecordError(.unknownMember, field, "unknown member\(hint)\(list)")
    }

    func field(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// The member, unless it is absent or null.
    func value(_ name: String) -> JSONValue? {
        object[name].flatMap { $0.isNull ? Optional.none : $0 }
    }

    /// The member even when it is null.
    func written(_ name: String) -> JSONValue? { object[name] }

    /// The member when it is there, which must be a string; its limits are checked with the whole record.
    func text(_ name: String) throws(RecordError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.stringValue else {
            throw RecordError(.wrongType, field(name), "must be a string, not \(article(value.kind))")
        }
        return text
    }

    func need<T>(_ name: String, _ value: T?) throws(RecordError) -> T {
        guard let value else { throw RecordError(.missing, field(name), "required") }
        return value
    }
}

/// "an array", "a string", "null".
func article(_ kind: String) -> String {
    switch kind {
    case "null": kind
    case "array", "object": "an \(kind)"
    default: "a \(kind)"
    }
}
