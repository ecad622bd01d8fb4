import JSON
import SCIM

/// Where an attribute stands in a state without a schema: under a name, perhaps within an extension.
struct ObservedPlace: Hashable {
    /// The URN of the extension; nil for what stands at the top.
    let container: String?
    let name: String
    /// The path in the notation of RFC 7644, `$["name"]` for a name that no attribute can have.
    let path: String

    init(container: String?, name: String) {
        self.container = container
        self.name = name
        if AttributeReference.isPlain(schema: container, name: name) {
            path = container.map { "\($0):\(name)" } ?? name
        } else {
            path =
                "$" + (container.map { "[\(JSONValue.string($0).text)]" } ?? "") + "[\(JSONValue.string(name).text)]"
        }
    }

    // Two places have two paths.
    static func == (left: ObservedPlace, right: ObservedPlace) -> Bool { left.path.hasSameBytes(as: right.path) }

    func hash(into hasher: inout Hasher) { hasher.combine(path) }

    /// Whether the path is one that a record takes.
    var isBounded: Bool {
        path.utf8.count <= 512
            && !path.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
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
