import JSON
import Records
import SCIM

/// What tells one element of a multi-valued attribute from the others: its `value`, and its `type` where it has one.
struct ElementKey: Hashable {
    let value: String
    let type: String?

    /// The key of an element; nil when it has no `value`, or one that cannot stand in a record's path.
    init?(_ element: JSONValue) {
        guard let value = element["value"]?.stringValue, !value.isEmpty else { return nil }
        self.value = value
        type = element["type"]?.stringValue
        // What a type names as a secret must not stand in a path, from which it is not withheld.
        guard !(type.map(Secrets.isSecret) ?? false), Self.fits(selection) else { return nil }
    }

    // Paths are bounded, and hold no control characters; those below 0x20 are escaped in JSON anyhow.
    private static func fits(_ selection: String) -> Bool {
        let bytes = Array(selection.utf8)
        return bytes.count <= 800
            && !bytes.indices.contains { place in
                bytes[place] == 0x7F || (bytes[place] < 0xA0 && place > 0 && bytes[place - 1] == 0xC2)
            }
    }

    /// The key that a path selects by: `value eq "…"`, perhaps `and type eq "…"`.
    init?(_ filter: Filter) {
        var named: [String: String] = [:]
        let terms: [Filter]
        if case .and(let inner) = filter { terms = inner } else { terms = [filter] }
        for term in terms {
            guard case .compare(let reference, .eq, .string(let text)) = term else { return nil }
            named[reference.name] = text
        }
        guard let value = named["value"] else { return nil }
        self.value = value
        type = named["type"]
    }

    /// The selection as it stands in a path (RFC 7644 figure 7).
    var selection: String {
        let byValue = "value eq \(JSONValue.string(value).text)"
        return type.map { "[\(byValue) and type eq \(JSONValue.string($0).text)]" } ?? "[\(byValue)]"
    }

    static func == (left: ElementKey, right: ElementKey) -> Bool {
        guard left.value.hasSameBytes(as: right.value) else { return false }
        switch (left.type, right.type) {
        case (nil, nil): return true
        case (let a?, let b?): return a.hasSameBytes(as: b)
        default: return false
        }
    }

    func hash(into hasher: inout Hasher) {
        for byte in value.utf8 { hasher.combine(byte) }
    }
}
