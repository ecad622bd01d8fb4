import JSON
import SCIM

/// Where an attribute stands in a state without a schema: under a name, perhaps within an extension.
struct ObservedPlace: Hashable {
    /// The URN of the extension; nil for what stands at the top.
    let container: String?
    let name: String

    /// The path in the notation of RFC 7644, `$["name"]` for a name that no attribute can have.
    var path: String {
        let full = (container.map { $0 + ":" } ?? "") + name
        let isPlain = (try? AttributeReference(parsing: full)).map { reference in
            reference.sub == nil && reference.name == name && reference.schema == container
        }
        guard isPlain ?? false else {
            return "$" + (container.map { "[\(JSONValue.string($0).text)]" } ?? "") + "[\(JSONValue.string(name).text)]"
        }
        return full
    }

    /// Whether the path is one that a record takes.
    var isBounded: Bool {
        let path = path
        return path.utf8.count <= 512
            && !path.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    func value(in state: JSONObject) -> JSONValue? {
        let value = container == nil ? state[name] : state[container ?? ""]?[name]
        return value.flatMap { Shape.isNothing($0) ? nil : $0 }
    }

    /// Puts a value, or nothing, in its place; an extension without attributes goes.
    func set(_ value: JSONValue?, in state: inout JSONObject) {
        guard let container else {
            state[name] = value
            return
        }
        var inner = state[container]?.objectValue ?? JSONObject()
        inner[name] = value
        state[container] = inner.isEmpty ? nil : .object(inner)
    }

    /// The place that a path names, with the sub-attribute or the element that it names there.
    static func parse(_ path: String) -> (place: ObservedPlace, sub: String?, key: ElementKey?)? {
        if path.utf8.first == UInt8(ascii: "$") { return odd(path).map { ($0, nil, nil) } }
        guard let path = try? AttributePath(parsing: path) else { return nil }
        let place = ObservedPlace(container: path.reference.schema, name: path.reference.name)
        guard let filter = path.filter else { return (place, path.sub, nil) }
        return ElementKey(filter).map { (place, nil, $0) }
    }

    private static func odd(_ path: String) -> ObservedPlace? {
        // `$["a"]["b"]` becomes `[["a"],["b"]]`.
        let inner = path.dropFirst().split(separator: "][", omittingEmptySubsequences: false)
        let text = "[" + inner.joined(separator: "],[") + "]"
        guard let list = (try? JSONValue(parsing: text))?.arrayValue else { return nil }
        let names = list.compactMap { $0.arrayValue?.first?.stringValue }
        guard names.count == list.count, let name = names.last, (1...2).contains(names.count) else { return nil }
        return ObservedPlace(container: names.count == 2 ? names[0] : nil, name: name)
    }
}
