package import JSON

/// Which attributes an answer shows: `attributes` or `excludedAttributes` (RFC 7644 section 3.9).
package struct Projection: Sendable {
    private let included: [AttributeReference]
    private let excluded: [AttributeReference]
    /// What the request itself assigned: an attribute that is returned on request is returned with the answer to it.
    private var sent: [AttributeReference] = []
    /// The same, as types understand them: found out once for a type.
    private var resolved = Resolved(included: [], excluded: [], sent: [])
    private static let mostNames = 500

    /// Shows what is returned by default.
    package static let standard = Projection()

    private init() {
        included = []
        excluded = []
    }

    /// Reads two lists of attribute names, which exclude each other.
    package init(attributes: [String], excluding names: [String]) throws(SCIMError) {
        guard attributes.isEmpty || names.isEmpty else {
            throw SCIMError.invalidValue("excludedAttributes", "cannot be given together with attributes")
        }
        included = try Self.references(attributes, "attributes")
        excluded = try Self.references(names, "excludedAttributes")
        resolved = Resolved(included: included, excluded: excluded, sent: [])
    }

    private static func references(_ names: [String], _ list: String) throws(SCIMError) -> [AttributeReference] {
        guard names.count <= mostNames else {
            throw SCIMError.invalidValue(list, "has \(names.count) names, at most \(mostNames) are taken")
        }
        var references: [AttributeReference] = []
        for name in names {
            guard let reference = AttributeReference(token: name) else {
                throw SCIMError.invalidValue(list, "holds what is no attribute name")
            }
            references.append(reference)
        }
        return references
    }

    /// The projection for the answer to a write that assigned these attributes, by their paths.
    package func answering(_ references: [AttributeReference]) -> Projection {
        var copy = self
        copy.sent = references
        copy.resolved = Resolved(included: included, excluded: excluded, sent: references)
        return copy
    }

    /// Whether the client named attributes to return: then a PATCH must answer with them.
    package var namesAttributes: Bool { !included.isEmpty }

    /// Whether an attribute of the core schema can appear at all: what cannot need not be loaded.
    package func shows(_ name: String, of type: ResourceType) -> Bool {
        func isNamed(_ reference: AttributeReference) -> Bool {
            type.place(reference).map { $0.container == nil && $0.attribute.name == name } ?? false
        }
        if !included.isEmpty { return included.contains(where: isNamed) }
        return !excluded.contains { isNamed($0) && $0.sub == nil }
    }

    /// The part of a whole resource that is to be shown.
    package func apply(to resource: JSONObject, of type: ResourceType) -> JSONObject {
        guard !(included.isEmpty && excluded.isEmpty) || type.hasRequestedAttributes else { return resource }
        let names = resolved.names(in: type)
        var result = JSONObject()
        for (name, value) in resource.members {
            if let schema = type.extensions.first(where: { $0.id == name }) {
                guard let object = value.objectValue else { continue }
                let inner = project(object, names, in: schema)
                if !inner.isEmpty { result[name] = .object(inner) }
            } else {
                guard let attribute = definition(name, type) else { continue }
                result[name] = project(value, attribute, in: nil, names)
            }
        }
        return result
    }

    private func definition(_ name: String, _ type: ResourceType) -> Attribute? {
        type.schema.attributes.first { $0.name == name } ?? Attribute.common.first { $0.name == name }
    }

    private func project(_ object: JSONObject, _ names: Resolved.Names, in schema: Schema) -> JSONObject {
        var result = JSONObject()
        for (name, value) in object.members {
            guard let attribute = schema.attribute(name) else { continue }
            result[name] = project(value, attribute, in: schema, names)
        }
        return result
    }

    private func project(
        _ value: JSONValue, _ attribute: Attribute, in container: Schema?, _ names: Resolved.Names
    ) -> JSONValue? {
        if attribute.returned == .always { return value }
        if included.isEmpty {
            guard attribute.returned != .request || !names.sent.hits(attribute, container).isEmpty else { return nil }
            let hits = names.excluded.hits(attribute, container)
            if hits.contains(where: { $0 == nil }) { return nil }
            return keep(value) { name in !hits.contains { $0?.name == name } }
        }
        let hits = names.included.hits(attribute, container)
        if hits.isEmpty { return nil }
        if hits.contains(where: { $0 == nil }) { return value }
        return keep(value) { name in hits.contains { $0?.name == name } }
    }

    private func keep(_ value: JSONValue, where shown: (String) -> Bool) -> JSONValue? {
        switch value {
        case .object(let object):
            let kept = object.members.filter { shown($0.name) }
            return kept.isEmpty ? nil : .object(JSONObject(kept.map { ($0.name, $0.value) }))
        case .array(let items):
            let kept = items.compactMap { keep($0, where: shown) }
            return kept.isEmpty ? nil : .array(kept)
        default: return value
        }
    }
}
