import JSON

/// A change as pages show it: what stood there, what stands there now, and in a word what that is.
struct ChangeView {
    let path: String
    /// `added`, `removed` or `changed`.
    let verb: String
    let before: ValueView?
    let after: ValueView?

    init(_ json: JSONValue) {
        path = json["path"]?.stringValue ?? ""
        let (old, new) = (json["before"], json["after"])
        verb = old == nil ? "added" : new == nil ? "removed" : "changed"
        let differ = Self.isList(old) && Self.isList(new)
        before = old.map { ValueView($0, without: differ ? new : nil) }
        after = new.map { ValueView($0, without: differ ? old : nil) }
    }

    private static func isList(_ value: JSONValue?) -> Bool { value?.arrayValue != nil }
}

/// A value: its text, or the elements of a list one by one, those marked that the other side does not have.
struct ValueView {
    struct Item {
        let text: String
        let isMarked: Bool
    }

    let text: String?
    let items: [Item]
    let isList: Bool

    init(_ value: JSONValue, without other: JSONValue?) {
        guard case .array(let elements) = value, !elements.isEmpty else {
            (text, items, isList) = (Self.text(value), [], false)
            return
        }
        let others = Set(other?.arrayValue ?? [])
        text = nil
        items = elements.map { Item(text: Self.text($0), isMarked: other != nil && !others.contains($0)) }
        isList = true
    }

    /// A text as it is, everything else as JSON, objects one member a line.
    static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text.isEmpty ? "(empty text)" : text
        case .object(let object) where !object.isEmpty:
            object.members.map { "\($0.name): \(plain($0.value))" }.joined(separator: "\n")
        default: value.text
        }
    }

    private static func plain(_ value: JSONValue) -> String { value.stringValue ?? value.text }
}

extension JSONValue {
    /// The value's text, indented, for people.
    func indented(_ depth: Int = 0) -> String {
        let inner = String(repeating: "  ", count: depth + 1)
        let outer = String(repeating: "  ", count: depth)
        switch self {
        case .object(let object) where !object.isEmpty:
            let lines = object.members.map { name, value in
                "\(inner)\(JSONValue.string(name).text): \(value.indented(depth + 1))"
            }
            return "{\n\(lines.joined(separator: ",\n"))\n\(outer)}"
        case .array(let items) where !items.isEmpty:
            return "[\n\(items.map { inner + $0.indented(depth + 1) }.joined(separator: ",\n"))\n\(outer)]"
        default: return text
        }
    }
}
