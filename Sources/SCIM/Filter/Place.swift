package import JSON

/// Where an attribute stands in a resource of a known type.
package struct Place: Sendable {
    /// The extension that holds the attribute; nil in the core schema and for common attributes.
    package let container: Schema?
    package let attribute: Attribute
    package let sub: Attribute?

    package init(container: Schema?, attribute: Attribute, sub: Attribute?) {
        self.container = container
        self.attribute = attribute
        self.sub = sub
    }

    /// The path in the notation of RFC 7644: an extension's attribute with its full URN.
    package var path: String {
        (container.map { $0.id + ":" } ?? "") + attribute.name + (sub.map { "." + $0.name } ?? "")
    }

    /// The definition that decides about types: the sub-attribute when there is one.
    package var leaf: Attribute { sub ?? attribute }

    /// The value in a resource, nil when it is unassigned.
    package func value(in resource: JSONObject) -> JSONValue? {
        guard let container else { return resource[attribute.name] }
        return resource[container.id]?[attribute.name]
    }

    /// Puts a value, or nothing, in its place; an extension without attributes goes.
    package func set(_ value: JSONValue?, in resource: inout JSONObject) {
        guard let container else {
            resource[attribute.name] = value
            return
        }
        var inner = resource[container.id]?.objectValue ?? JSONObject()
        inner[attribute.name] = value
        resource[container.id] = inner.isEmpty ? nil : .object(inner)
    }
}

/// What a reference means for a resource type.
enum Target {
    case place(Place)
    case schemaExtension(Schema)
}

extension ResourceType {
    /// Finds what a reference names: an attribute of the core schema, a common one, one of an extension (with its URN,
    /// or without where the name is free, as Entra writes `manager`), or an extension as a whole. Nil when unknown.
    func resolve(_ reference: AttributeReference, _ leniency: Leniency = .providers) -> Target? {
        if let whole = extensions.first(where: { $0.id.isSameName(as: reference.description) }) {
            return .schemaExtension(whole)
        }
        guard let (container, attribute) = find(reference, leniency) else { return nil }
        guard let name = reference.sub else {
            return .place(Place(container: container, attribute: attribute, sub: nil))
        }
        guard let sub = attribute.sub(name) else { return nil }
        return .place(Place(container: container, attribute: attribute, sub: sub))
    }

    private func find(_ reference: AttributeReference, _ leniency: Leniency) -> (Schema?, Attribute)? {
        if let urn = reference.schema, !urn.isSameName(as: schema.id) {
            guard let schema = extensions.first(where: { $0.id.isSameName(as: urn) }) else { return nil }
            return schema.attribute(reference.name).map { (schema, $0) }
        }
        if let attribute = schema.attribute(reference.name) { return (nil, attribute) }
        if let attribute = Attribute.common.first(where: { $0.name.isSameName(as: reference.name) }) {
            return (nil, attribute)
        }
        guard reference.schema == nil, leniency.loosePaths else { return nil }
        for schema in extensions {
            if let attribute = schema.attribute(reference.name) { return (schema, attribute) }
        }
        return nil
    }

    /// The attribute that a reference names, nil when it names none.
    package func place(_ reference: AttributeReference, _ leniency: Leniency = .providers) -> Place? {
        if case .place(let place) = resolve(reference, leniency) { place } else { nil }
    }
}
