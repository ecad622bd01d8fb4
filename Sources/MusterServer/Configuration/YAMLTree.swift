import JSON
import Yams

/// A YAML structure as JSON, for settings that are more than one value.
enum YAMLTree {
    /// Mappings, sequences and plain values; `true`, `false`, `null` and whole numbers keep their types unless quoted.
    static func json(_ node: Node, file: String, depth: Int = 0) throws(ConfigurationError) -> JSONValue {
        let place = node.mark.map { "\(file) line \($0.line)" } ?? file
        guard depth < 16 else { throw ConfigurationError(place: place, reason: "this is nested deeper than 16 levels") }
        if let scalar = node.scalar { return value(scalar) }
        if let items = node.sequence {
            var list: [JSONValue] = []
            for item in items { list.append(try json(item, file: file, depth: depth + 1)) }
            return .array(list)
        }
        guard let mapping = node.mapping else { throw ConfigurationError(place: place, reason: "this is no value") }
        var object = JSONObject()
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw ConfigurationError(place: place, reason: "a key must be a plain word")
            }
            object[name] = try json(value, file: file, depth: depth + 1)
        }
        return .object(object)
    }

    private static func value(_ scalar: Node.Scalar) -> JSONValue {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch scalar.string {
        case "true": return true
        case "false": return false
        case "null", "~", "": return nil
        default: return Int(scalar.string).map { .int($0) } ?? .string(scalar.string)
        }
    }
}
