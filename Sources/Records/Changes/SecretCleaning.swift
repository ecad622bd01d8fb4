internal import JSON

/// Goes through JSON values and replaces secrets. Most values have none: those are left as they are, without a copy.
enum SecretCleaning {
    /// The value without secrets; nil when it has none.
    static func clean(_ value: JSONValue, _ depth: Int) -> JSONValue? {
        switch value {
        case .null, .bool, .number: return Optional.none
        case .string(let text): return clean(text, depth)
        case .array(let items):
            guard depth > 0 else { return .string(Secrets.marker) }
            return clean(items, depth - 1).map(JSONValue.array)
        case .object(let object):
            guard depth > 0 else { return .string(Secrets.marker) }
            return clean(object, depth - 1).map(JSONValue.object)
        }
    }

    private static func clean(_ items: [JSONValue], _ depth: Int) -> [JSONValue]? {
        var cleaned: [JSONValue]?
        for (place, item) in items.enumerated() {
            guard let item = clean(item, depth) else { continue }
            cleaned = cleaned ?? items
            cleaned?[place] = item
        }
        return cleaned
    }

    /// The object without secrets; nil when it has none.
    static func clean(_ object: JSONObject, _ depth: Int) -> JSONObject? {
        let siblings = Siblings(object)
        var cleaned: [(String, JSONValue)]?
        for (place, member) in object.members.enumerated() {
            let name = SecretForms.withheld(member.name)
            let value = clean(member, siblings, depth)
            guard name != nil || value != nil else { continue }
            cleaned = cleaned ?? object.members.map { ($0.name, $0.value) }
            cleaned?[place] = (name ?? member.name, value ?? member.value)
        }
        return cleaned.map { JSONObject($0) }
    }

    private static func clean(
        _ member: (name: String, value: JSONValue), _ siblings: Siblings, _ depth: Int
    ) -> JSONValue? {
        if SecretNames.contains(member.name) || siblings.nameSecret && isAmong(valueMembers, member.name) {
            return hidden(member.value)
        }
        if siblings.hasAccessKeyID, let text = member.value.stringValue, SecretForms.isAccessKeySecret(text) {
            return .string(Secrets.marker)
        }
        if case .string(let text) = member.value, IdentityNames.contains(member.name) {
            return SecretForms.withheld(text, names: false).map(JSONValue.string)
        }
        return clean(member.value, depth)
    }

    /// JSON within a string is cleaned in place.
    private static func clean(_ text: String, _ depth: Int) -> JSONValue? {
        guard depth > 0, let first = text.utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            let inner = try? JSONValue(parsing: text)
        else { return SecretForms.withheld(text).map(JSONValue.string) }
        return clean(inner, depth - 1).map { .string($0.text) }
    }

    /// What is left of a secret: facts pass.
    static func hidden(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool: value
        default: .string(Secrets.marker)
        }
    }

    /// What the members of an object say about one another.
    private struct Siblings {
        /// One names a secret that another holds: `{"name": "password", "value": …}`.
        var nameSecret = false
        /// One is the id of an AWS access key, so another may be its secret.
        var hasAccessKeyID = false

        init(_ object: JSONObject) {
            for (name, value) in object.members {
                guard case .string(let text) = value else { continue }
                hasAccessKeyID = hasAccessKeyID || SecretForms.isAccessKeyID(text)
                nameSecret =
                    nameSecret || isNaming(name) && !text.utf8.contains(UInt8(ascii: " ")) && SecretNames.contains(text)
            }
        }
    }

    /// Whether a member of this name may say what a sibling holds.
    static func isNaming(_ name: String) -> Bool { isAmong(namingMembers, name) }

    /// Members whose text names what a sibling member holds.
    private static let namingMembers: [StaticString] = [
        "name", "key", "path", "type", "attribute", "attributename", "field", "property", "displayname", "header",
    ]
    /// The siblings that hold it.
    private static let valueMembers: [StaticString] = [
        "value", "values", "newvalue", "oldvalue", "new", "old", "before", "after", "from", "to", "data", "content",
    ]

    /// Whether the name, letter case aside, is one of those.
    private static func isAmong(_ names: [StaticString], _ name: String) -> Bool {
        let count = name.utf8.count
        guard count <= 13 else { return false }
        return names.contains { one in
            guard one.utf8CodeUnitCount == count else { return false }
            var place = 0
            return name.utf8.allSatisfy { byte in
                defer { place += 1 }
                return byte | 0x20 == one.utf8Start[place]
            }
        }
    }
}
