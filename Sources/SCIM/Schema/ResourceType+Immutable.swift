package import JSON

extension ResourceType {
    /// Refuses a change of what may be set once only (`mutability` immutable, RFC 7643 section 7): setting it for the
    /// first time is no change.
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

    /// Puts back what a PUT leaves out but cannot clear: immutable values stay (RFC 7644 section 3.5.1). An extension
    /// that the body does not use stays with them, and keeps what it requires; all else of it goes.
    func keepImmutable(of before: JSONObject, in content: inout JSONObject) {
        guard !before.isEmpty else { return }
        for schema in [schema] + extensions {
            let container = schema.id == self.schema.id ? nil : schema
            let isLeftOut = container != nil && content[schema.id] == nil
            let places = schema.attributes.map { Place(container: container, attribute: $0, sub: nil) }
            for place in places {
                guard let old = place.value(in: before) else { continue }
                place.set(place.attribute.keepingImmutable(of: old, in: place.value(in: content)), in: &content)
            }
            guard isLeftOut, content[schema.id] != nil else { continue }
            for place in places where place.attribute.isRequired && place.value(in: content) == nil {
                place.set(place.value(in: before), in: &content)
            }
        }
    }
}

extension Attribute {
    fileprivate func keepingImmutable(of old: JSONValue, in new: JSONValue?) -> JSONValue? {
        if mutability == .immutable { return new ?? old }
        guard !isMultiValued, kind == .complex, subAttributes.contains(where: { $0.mutability == .immutable }) else {
            return new
        }
        var object = new?.objectValue ?? JSONObject()
        for sub in subAttributes where sub.mutability == .immutable && object[sub.name] == nil {
            object[sub.name] = old[sub.name]
        }
        guard !object.isEmpty else { return nil }
        for sub in subAttributes where new == nil && sub.isRequired && object[sub.name] == nil {
            object[sub.name] = old[sub.name]
        }
        return .object(object)
    }

    // The order of a list is no difference.
    private func isSame(_ old: JSONValue, _ new: JSONValue?) -> Bool {
        guard isMultiValued, let left = old.arrayValue, let right = new?.arrayValue else { return old == new }
        return left.map(\.text).sorted() == right.map(\.text).sorted()
    }

    fileprivate func refuseChange(from old: JSONValue, to new: JSONValue?, path: String) throws(SCIMError) {
        if mutability == .immutable, !isSame(old, new) {
            throw SCIMError.mutability(path, "is immutable: it was set once and cannot be changed or removed")
        }
        guard !isMultiValued, kind == .complex else { return }
        for sub in subAttributes {
            guard let value = old[sub.name] else { continue }
            try sub.refuseChange(from: value, to: new?[sub.name], path: "\(path).\(sub.name)")
        }
    }
}
