package import JSON

/// The definition of one attribute of a schema, with every characteristic of RFC 7643 section 7.
package struct Attribute: Sendable {
    /// The data types of RFC 7643 section 2.3.
    package enum Kind: String, Sendable {
        case string, boolean, decimal, integer, dateTime, binary, reference, complex
    }
    package enum Mutability: String, Sendable { case readOnly, readWrite, immutable, writeOnly }
    package enum Returned: String, Sendable { case always, never, `default`, request }
    package enum Uniqueness: String, Sendable { case none, server, global }

    package let name: String
    package let kind: Kind
    package let summary: String
    package var isMultiValued = false
    package var isRequired = false
    package var isCaseExact = false
    package var mutability = Mutability.readWrite
    package var returned = Returned.default
    package var uniqueness = Uniqueness.none
    package var canonicalValues: [String] = []
    package var referenceTypes: [String] = []
    package var subAttributes: [Attribute] = []

    package init(_ name: String, _ kind: Kind = .string, _ summary: String) {
        self.name = name
        self.kind = kind
        self.summary = summary
    }

    /// The sub-attribute of that name in any case.
    package func sub(_ name: String) -> Attribute? {
        subAttributes.first { $0.name.isSameName(as: name) }
    }

    /// A copy with some characteristics changed.
    func with(_ change: (inout Attribute) -> Void) -> Attribute {
        var copy = self
        change(&copy)
        return copy
    }
}

extension Attribute {
    /// The definition as it stands in a Schema resource (RFC 7643 section 7).
    package var json: JSONValue {
        var object = JSONObject([
            ("name", .string(name)), ("type", .string(kind.rawValue)), ("multiValued", .bool(isMultiValued)),
            ("description", .string(summary)), ("required", .bool(isRequired)),
        ])
        if kind == .complex {
            object["mutability"] = .string(mutability.rawValue)
            object["returned"] = .string(returned.rawValue)
            object["subAttributes"] = .array(subAttributes.map(\.json))
            return .object(object)
        }
        if !canonicalValues.isEmpty { object["canonicalValues"] = .array(canonicalValues.map(JSONValue.string)) }
        object["caseExact"] = .bool(isCaseExact)
        object["mutability"] = .string(mutability.rawValue)
        object["returned"] = .string(returned.rawValue)
        object["uniqueness"] = .string(uniqueness.rawValue)
        if !referenceTypes.isEmpty { object["referenceTypes"] = .array(referenceTypes.map(JSONValue.string)) }
        return .object(object)
    }
}
