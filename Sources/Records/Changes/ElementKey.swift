internal import JSON

/// What an element of a multi-valued attribute is known by.
struct ElementKey: Hashable, Sendable {
    /// Its `value`, or the element itself when it is a string, number or boolean.
    let value: JSONValue?
    /// Its `type`, where `value` is not enough or not there.
    let type: JSONValue?

    /// Whether an element is the one meant.
    func matches(_ element: JSONValue) -> Bool {
        guard case .object = element else { return type == nil && value == element }
        guard element["value"] == value else { return false }
        return type == nil || element["type"] == type
    }
}

/// By what the elements of two arrays, the old one and the new one, can be told apart.
enum ElementIdentity: CaseIterable {
    case itself, value, valueAndType, type

    /// Bytes of the longest text that may stand in a path to tell an element.
    private static let limit = 256

    /// The simplest identity that is distinct within each of the two arrays; nil when there is none.
    static func common(_ left: [JSONValue], _ right: [JSONValue]) -> ElementIdentity? {
        allCases.first { identity in
            [left, right].allSatisfy { elements in
                let keys = elements.compactMap(identity.key)
                return keys.count == elements.count && Set(keys).count == keys.count
            }
        }
    }

    func key(_ element: JSONValue) -> ElementKey? {
        switch (self, element) {
        case (.itself, .object), (.itself, .array): nil
        case (.itself, _): Self.name(element).map { ElementKey(value: $0, type: nil) }
        case (.value, .object(let object)):
            object["value"].flatMap(Self.name).map { ElementKey(value: $0, type: nil) }
        case (.valueAndType, .object(let object)):
            object["value"].flatMap(Self.name).flatMap { value in
                object["type"].flatMap(Self.name).map { ElementKey(value: value, type: $0) }
            }
        case (.type, .object(let object)):
            object["value"] != nil ? nil : object["type"].flatMap(Self.name).map { ElementKey(value: nil, type: $0) }
        default: nil
        }
    }

    /// The value when it can stand in a path.
    private static func name(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .string(let text): text.utf8.count <= limit ? value : Optional.none
        case .number, .bool: value
        default: Optional.none
        }
    }
}
