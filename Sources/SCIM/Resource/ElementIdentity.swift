import JSON

/// What tells one element of a list from the others, as bytes: two elements stand for the same value when these are the
/// same (RFC 7643 section 2.4).
struct ElementIdentity: Hashable {
    private var bytes: [UInt8] = []

    init() {}

    /// The identity of a single value, of the attribute itself or of a sub-attribute.
    init(_ value: JSONValue, of attribute: Attribute) { append(value, of: attribute) }

    static func == (left: ElementIdentity, right: ElementIdentity) -> Bool { left.bytes == right.bytes }

    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }

    /// Adds one value; nil stands for none.
    mutating func append(_ value: JSONValue?, of attribute: Attribute) {
        guard let value else { return bytes.append(0) }
        let content: [UInt8]
        if let text = value.stringValue {
            bytes.append(1)
            content = Array((attribute.isCaseExact ? text : text.caseFolded).utf8)
        } else {
            bytes.append(2)
            content = value.bytes
        }
        withUnsafeBytes(of: content.count.littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: content)
    }
}

extension Attribute {
    /// The identity of an element: its `value` and `type` where it has a `value`, else everything that it holds.
    ///
    /// Texts are folded unless they are case-exact, and `primary: false` is as good as none.
    func identity(of element: JSONValue) -> ElementIdentity {
        guard kind == .complex, case .object(var object) = element else { return ElementIdentity(element, of: self) }
        if object["value"] != nil { return identity(of: object) { $0 == "value" || $0 == "type" } }
        if object["primary"] == false { object["primary"] = nil }
        return identity(of: object) { _ in true }
    }

    /// The identity of an element by some of its sub-attributes.
    func identity(of object: JSONObject, by isMeant: (String) -> Bool) -> ElementIdentity {
        var identity = ElementIdentity()
        for sub in subAttributes { identity.append(isMeant(sub.name) ? object[sub.name] : nil, of: sub) }
        return identity
    }

    /// An element with what another one of the same identity says beside: only what it says otherwise, so that a text
    /// in another case is left as it is.
    func completed(_ element: JSONValue, by more: JSONValue) -> JSONValue {
        guard case .object(var present) = element, case .object(let more) = more else { return element }
        for (name, value) in more.members {
            let old = present[name]
            if name == "primary", value == false, old == nil { continue }
            let isSame = old.map { old in
                sub(name).map { ElementIdentity(old, of: $0) == ElementIdentity(value, of: $0) } ?? (old == value)
            }
            if !(isSame ?? false) { present[name] = value }
        }
        return .object(present)
    }
}
