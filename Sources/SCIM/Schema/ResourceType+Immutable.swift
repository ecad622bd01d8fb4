package import JSON

extension ResourceType {
    /// Refuses a change of what may be set once only (`mutability` immutable, RFC 7643 section 7): setting it for the first
    /// time is no change.
    package func refuseChangesOfImmutable(from before: JSONObject, to after: JSONObject) throws(SCIMError) {
        for schema in [schema] + extensions {
            let container = schema.id == self.schema.id ? nil : schema
            for attribute in schema.attributes {
                let place = Place(container: container, attribute: attribute, sub: nil)
                guard let old = place.value(in: before) else { continue }
                try attribute.refuseChange(from: old, to: place.value(in: after), path: place.path)
            }
        }
    }
}

extension Attribute {
    fileprivate func refuseChange(from old: JSONValue, to new: JSONValue?, path: String) throws(SCIMError) {
        if mutability == .immutable, old != new {
            throw SCIMError.mutability(path, "is immutable: it was set once and cannot be changed or removed")
        }
        guard !isMultiValued, kind == .complex else { return }
        for sub in subAttributes {
            guard let value = old[sub.name] else { continue }
            try sub.refuseChange(from: value, to: new?[sub.name], path: "\(path).\(sub.name)")
        }
    }
}
