package import JSON

/// Keeps secrets out of records: passwords, tokens, client secrets, private keys and their like.
///
/// The fact that such a value stood somewhere is kept, the value never: a marker takes its place. `true`, `false` and
/// `null` pass, being facts. What counts as a secret is decided by name (`SecretNames`) wherever the name stands (in a
/// change's path, in objects within values and in `extra`, in pairs such as `{"name": "password", "value": …}`, in
/// JSON inside a string) and by the unmistakable form of a value (`SecretForms`). Cost is bounded: every value is
/// visited once, to a depth of 64 levels, and what lies deeper is withheld.
package enum Secrets {
    /// What stands in the place of a secret.
    package static let marker = "[withheld]"
    private static let depth = 64

    /// A change's path and values without secrets.
    static func withheld(path: String, before: JSONValue?, after: JSONValue?) -> (String, JSONValue?, JSONValue?) {
        let steps = PathNames(path)
        let names = steps.names + steps.comparisons.map(\.name)
        guard !names.contains(where: SecretNames.contains) else {
            return (steps.withoutFilters, before.map(hidden), after.map(hidden))
        }
        let isNamed = steps.comparisons.contains {
            namingMembers.contains($0.name.lowercased()) && SecretNames.contains($0.value)
        }
        let isShown = steps.comparisons.contains { SecretForms.matches($0.value) }
        guard !isNamed && !isShown else { return (steps.withoutFilters, before.map(hidden), after.map(hidden)) }
        return (path, before.map { clean($0, depth) }, after.map { clean($0, depth) })
    }

    /// An object without secrets.
    package static func withheld(_ object: JSONObject) -> JSONObject { clean(object, depth) }

    /// Whether an attribute of this name holds a secret.
    package static func isSecret(name: String) -> Bool { SecretNames.contains(name) }

    private static func clean(_ value: JSONValue, _ depth: Int) -> JSONValue {
        switch value {
        case .null, .bool, .number: value
        case .string(let text): clean(text, depth)
        case .array(let items): depth == 0 ? .string(marker) : .array(items.map { clean($0, depth - 1) })
        case .object(let object): depth == 0 ? .string(marker) : .object(clean(object, depth - 1))
        }
    }

    private static func clean(_ object: JSONObject, _ depth: Int) -> JSONObject {
        let isNamedSecret = object.members.contains { name, value in
            guard namingMembers.contains(name.lowercased()), case .string(let text) = value else { return false }
            return !text.utf8.contains(UInt8(ascii: " ")) && SecretNames.contains(text)
        }
        return JSONObject(
            object.members.map { name, value in
                let isValue = isNamedSecret && valueMembers.contains(name.lowercased())
                return (name, isValue || SecretNames.contains(name) ? hidden(value) : clean(value, depth))
            })
    }

    /// JSON within a string is cleaned in place; a string with the form of a secret is withheld.
    private static func clean(_ text: String, _ depth: Int) -> JSONValue {
        if SecretForms.matches(text) { return .string(marker) }
        guard depth > 0, let first = text.utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            let inner = try? JSONValue(parsing: text)
        else { return .string(text) }
        let cleaned = clean(inner, depth - 1)
        return cleaned == inner ? .string(text) : .string(cleaned.text)
    }

    private static func hidden(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool: value
        default: .string(marker)
        }
    }

    /// Members whose text names what a sibling member holds.
    private static let namingMembers: Set<String> = [
        "name", "key", "path", "type", "attribute", "attributename", "field", "property", "displayname", "header",
    ]
    /// The siblings that hold it.
    private static let valueMembers: Set<String> = [
        "value", "values", "newvalue", "oldvalue", "new", "old", "before", "after", "from", "to", "data", "content",
    ]
}
