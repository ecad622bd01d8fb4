package import JSON

/// The members of a message body, found by name in any case, with the types that the message asks for.
package struct MessageMembers: Sendable {
    private let object: JSONObject
    private let leniency: Leniency

    /// Takes a body that must be an object and name `schema` in its `schemas`.
    package init(_ body: JSONValue, schema: String, _ leniency: Leniency = .providers) throws(SCIMError) {
        guard case .object(let object) = body else {
            throw SCIMError.invalidSyntax("The body must be a JSON object, not \(body.kind).")
        }
        try object.refuseRepeatedNames()
        self.object = object
        self.leniency = leniency
        try Self.require(schema, in: self["schemas"], leniency)
    }

    package subscript(_ name: String) -> JSONValue? {
        object.members.first { $0.name.isSameName(as: name) && !$0.value.isNull }?.value
    }

    func string(_ name: String) throws(SCIMError) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.stringValue else {
            throw SCIMError.invalidSyntax("\(name) must be a string, not \(value.kind).", attribute: name)
        }
        return text
    }

    func strings(_ name: String) throws(SCIMError) -> [String] {
        guard let value = self[name] else { return [] }
        let items = value.arrayValue ?? [value]
        let texts = items.compactMap(\.stringValue)
        guard texts.count == items.count, leniency.oneForMany || value.arrayValue != nil else {
            throw SCIMError.invalidSyntax("\(name) must be an array of strings.", attribute: name)
        }
        return texts
    }

    func integer(_ name: String) throws(SCIMError) -> Int? {
        guard let value = self[name] else { return nil }
        guard let number = value.intValue else {
            throw SCIMError.invalidSyntax("\(name) must be a whole number.", attribute: name)
        }
        return number
    }

    /// Refuses `schemas` that is absent, malformed or without `schema`; URNs that nobody knows are let pass.
    static func require(_ schema: String, in schemas: JSONValue?, _ leniency: Leniency) throws(SCIMError) {
        guard let schemas else {
            throw SCIMError.invalidSyntax("schemas is required and must hold \(schema).", attribute: "schemas")
        }
        guard leniency.oneForMany || schemas.arrayValue != nil else {
            throw SCIMError.invalidSyntax("schemas must be an array of URNs.", attribute: "schemas")
        }
        let urns = (schemas.arrayValue ?? [schemas]).map(\.stringValue)
        guard urns.contains(where: { $0?.isSameName(as: schema) ?? false }) else {
            throw SCIMError.invalidSyntax("schemas must hold \(schema).", attribute: "schemas")
        }
    }
}
