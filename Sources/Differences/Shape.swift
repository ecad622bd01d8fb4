import JSON
import SCIM

/// What a value without a schema looks like.
enum Shape {
    /// Unassigned (RFC 7643 section 2.5): null and the empty list are as good as nothing.
    static func isNothing(_ value: JSONValue) -> Bool {
        value.isNull || value.arrayValue?.isEmpty ?? value.objectValue?.isEmpty ?? false
    }

    /// The URN of an extension, in whose object its attributes stand.
    static func isURN(_ name: String) -> Bool {
        name.utf8.count > 4 && String(name.prefix(4)).isSameName(as: "urn:") || name.hasPrefix("http")
    }

    static func isList(_ value: JSONValue?) -> Bool { value?.arrayValue != nil }

    /// Whether a value is no deeper than attributes are, with a level to spare for those of other services.
    static func isShallow(_ value: JSONValue, _ depth: Int = 8) -> Bool {
        guard depth > 0 else { return false }
        switch value {
        case .array(let items): return items.allSatisfy { isShallow($0, depth - 1) }
        case .object(let object): return object.members.allSatisfy { isShallow($0.value, depth - 1) }
        default: return true
        }
    }

    /// The names to compare two complex values by; nil when they are told as a whole: what has a `value` (a manager) is one
    /// thing, and names that no attribute can have stand in no path.
    static func subAttributes(_ old: JSONValue?, _ new: JSONValue?) -> [String]? {
        let objects = [old, new].compactMap { $0 }.map(\.objectValue)
        guard objects.allSatisfy({ $0 != nil }) else { return nil }
        var names: [String] = []
        for name in objects.flatMap({ $0?.names ?? [] }) where !names.contains(where: { $0.hasSameBytes(as: name) }) {
            names.append(name)
        }
        let arePlain = names.allSatisfy { name in
            let reference = try? AttributeReference(parsing: name)
            return reference?.schema == nil && reference?.sub == nil && reference?.name == name && name != "value"
        }
        return arePlain ? names : nil
    }
}
