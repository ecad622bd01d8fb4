import JSON
import SCIM

/// Reads the attributes of a schema of the configuration (RFC 7643 section 7).
struct AttributeReader {
    let place: String

    typealias Fault = CustomSchemas.Fault

    private static let keys = [
        "name", "type", "description", "multiValued", "required", "caseExact", "mutability", "returned", "uniqueness",
        "canonicalValues", "referenceTypes", "subAttributes",
    ]
    /// Names that every resource has already.
    private static let taken = ["schemas", "id", "externalId", "meta"]

    func attributes(_ value: JSONValue?, under key: String, isInner: Bool = false) throws(Fault) -> [Attribute] {
        let place = "\(self.place).\(key)"
        guard let items = value?.arrayValue, !items.isEmpty else {
            throw Fault(place: place, reason: "is required and must be a list with at least one attribute")
        }
        guard items.count <= CustomSchemas.mostAttributes else {
            throw Fault(
                place: place,
                reason:
                    "has \(items.count) attributes, and at most \(CustomSchemas.mostAttributes) are taken: use a second schema"
            )
        }
        var attributes: [Attribute] = []
        for (number, item) in items.enumerated() {
            let place = "\(place)[\(number)]"
            let attribute = try AttributeReader(place: place).attribute(item, isInner: isInner)
            let isKnown = attributes.contains { $0.name.isSameName(as: attribute.name) }
            let isTaken = !isInner && Self.taken.contains { $0.isSameName(as: attribute.name) }
            guard !isKnown, !isTaken else {
                throw Fault(place: "\(place).name", reason: "is an attribute already: choose another name")
            }
            attributes.append(attribute)
        }
        return attributes
    }

    private func attribute(_ item: JSONValue, isInner: Bool) throws(Fault) -> Attribute {
        let object = try SchemaReader.object(item, keys: Self.keys, place: place)
        guard let name = object["name"]?.stringValue, Self.isName(name) else {
            throw fault("name", "is required: a letter, then letters, digits, - or _, at most 64 in all")
        }
        let kind = try choice(
            object, "type", Attribute.Kind.self,
            [.string, .boolean, .decimal, .integer, .dateTime, .binary, .reference, .complex], .string)
        var attribute = Attribute(name, kind, object["description"]?.stringValue ?? name)
        attribute.isMultiValued = try flag(object, "multiValued")
        attribute.isRequired = try flag(object, "required")
        attribute.isCaseExact = try flag(object, "caseExact")
        attribute.canonicalValues = try texts(object, "canonicalValues")
        attribute.referenceTypes = try texts(object, "referenceTypes")
        attribute.mutability = try mutability(object)
        attribute.returned = try returned(object, isInner: isInner)
        attribute.uniqueness = try uniqueness(object)
        if kind == .complex {
            guard !isInner else {
                throw fault("type", "cannot be complex inside a complex attribute (RFC 7643 section 2.3.8)")
            }
            attribute.subAttributes = try attributes(object["subAttributes"], under: "subAttributes", isInner: true)
            if attribute.isMultiValued,
                let fixed = attribute.subAttributes.first(where: { $0.mutability == .immutable })
            {
                throw fault(
                    "subAttributes",
                    "have \(fixed.name) immutable in a list, whose values nothing tells apart once they change: make the whole "
                        + "attribute immutable, or neither")
            }
        } else if object["subAttributes"] != nil {
            throw fault("subAttributes", "belong to an attribute of the type complex: set type, or leave them out")
        }
        return attribute
    }

    // A writeOnly attribute would be a secret, and what is readOnly nobody could ever set.
    private func mutability(_ object: JSONObject) throws(Fault) -> Attribute.Mutability {
        guard object["mutability"]?.stringValue != "writeOnly" else {
            throw fault("mutability", "cannot be writeOnly: Muster keeps no secrets, so leave the attribute out")
        }
        return try choice(
            object, "mutability", Attribute.Mutability.self, [.readWrite, .immutable, .readOnly], .readWrite)
    }

    private func returned(_ object: JSONObject, isInner: Bool) throws(Fault) -> Attribute.Returned {
        guard object["returned"]?.stringValue != "never" else {
            throw fault("returned", "cannot be never: Muster keeps no secrets, so leave the attribute out")
        }
        return try choice(
            object, "returned", Attribute.Returned.self, isInner ? [.default] : [.default, .always, .request], .default)
    }

    // What is announced as unique and is not would be believed.
    private func uniqueness(_ object: JSONObject) throws(Fault) -> Attribute.Uniqueness {
        if let value = object["uniqueness"]?.stringValue, ["server", "global"].contains(value) {
            throw fault("uniqueness", "cannot be \(value): only userName is kept unique, so leave it out")
        }
        return try choice(object, "uniqueness", Attribute.Uniqueness.self, [.none], .none)
    }

    private func choice<T: RawRepresentable<String>>(
        _ object: JSONObject, _ key: String, _: T.Type, _ allowed: [T], _ standard: T
    ) throws(Fault) -> T {
        guard let value = object[key] else { return standard }
        guard let choice = value.stringValue.flatMap({ T(rawValue: $0) }),
            allowed.contains(where: { $0.rawValue == choice.rawValue })
        else { throw fault(key, "must be one of \(allowed.map(\.rawValue).joined(separator: ", "))") }
        return choice
    }

    private func flag(_ object: JSONObject, _ key: String) throws(Fault) -> Bool {
        guard let value = object[key] else { return false }
        guard let flag = value.boolValue else { throw fault(key, "must be true or false") }
        return flag
    }

    private func texts(_ object: JSONObject, _ key: String) throws(Fault) -> [String] {
        guard let value = object[key] else { return [] }
        let texts = (value.arrayValue ?? []).compactMap(\.stringValue)
        guard let items = value.arrayValue, texts.count == items.count, texts.count <= 200 else {
            throw fault(key, "must be a list of at most 200 texts")
        }
        return texts
    }

    private func fault(_ key: String, _ reason: String) -> Fault { Fault(place: "\(place).\(key)", reason: reason) }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, SchemaReader.isLetter(first), name.utf8.count <= 64 else { return false }
        return name.utf8.allSatisfy {
            SchemaReader.isLetter($0) || SchemaReader.isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
    }
}
