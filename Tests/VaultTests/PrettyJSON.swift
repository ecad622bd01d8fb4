import JSON

/// JSON for people: members and elements on lines of their own down to a depth, compact below.
enum PrettyJSON {
    static func text(_ value: JSONValue, depth: Int) -> String { text(value, depth, "") + "\n" }

    private static func text(_ value: JSONValue, _ depth: Int, _ indent: String) -> String {
        let inner = indent + "  "
        switch value {
        case .array(let items) where depth > 0 && !items.isEmpty:
            return block("[", items.map { text($0, depth - 1, inner) }, "]", indent)
        case .object(let object) where depth > 0 && !object.isEmpty:
            let members = object.members.map {
                JSONValue.string($0.name).text + ": " + text($0.value, depth - 1, inner)
            }
            return block("{", members, "}", indent)
        default: return value.text
        }
    }

    private static func block(_ open: String, _ lines: [String], _ close: String, _ indent: String) -> String {
        open + "\n" + lines.map { indent + "  " + $0 }.joined(separator: ",\n") + "\n" + indent + close
    }
}
