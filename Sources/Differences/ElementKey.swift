package import JSON
import Records
import SCIM

/// What tells one element of a multi-valued attribute from the others: its `value`, and its `type` where it has one.
package struct ElementKey: Hashable, Sendable {
    let value: String
    let type: String?

    /// The key of an element; nil when it has no `value`, or one that cannot stand in a record's path.
    package init?(_ element: JSONValue) {
        guard let value = element["value"]?.stringValue else { return nil }
        self.value = value
        type = element["type"]?.stringValue
        guard canStandInAPath else { return nil }
    }

    // What a type names as a secret must not stand in a path, from which it is not withheld.
    private var canStandInAPath: Bool {
        !value.isEmpty && !(type.map(Secrets.isSecret) ?? false) && Self.fits(selection)
    }

    /// Where the element with this key stands in a list, found without making the keys of the others.
    func place(in list: [JSONValue]) -> Int? {
        guard canStandInAPath else { return nil }
        return list.firstIndex { element in
            // `==` tells most texts apart at a glance, and takes none for another that has the same bytes.
            guard case .object(let object) = element,
                case .string(let text)? = object.members.first(where: { $0.name == "value" })?.value,
                text == value, text.hasSameBytes(as: value)
            else { return false }
            return Self.isSame(object["type"]?.stringValue, type)
        }
    }

    private static func isSame(_ left: String?, _ right: String?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?): left.hasSameBytes(as: right)
        default: false
        }
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

    package static func == (left: ElementKey, right: ElementKey) -> Bool {
        left.value.hasSameBytes(as: right.value) && isSame(left.type, right.type)
    }

    package func hash(into hasher: inout Hasher) {
        Self.hash(value, into: &hasher)
        Self.hash(type ?? "", into: &hasher)
    }

    private static func hash(_ text: String, into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8(0xFF))
    }
}
