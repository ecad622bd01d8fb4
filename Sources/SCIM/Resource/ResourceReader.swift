package import JSON

/// Reads the body of a POST or PUT against a resource type (RFC 7644 section 3.3).
///
/// Names are taken in any case, `null` and `[]` as unassigned, read-only attributes and unknown names as not there.
package struct ResourceReader: Sendable {
    package let type: ResourceType

    package let leniency: Leniency

    package init(_ type: ResourceType, _ leniency: Leniency = .providers) {
        self.type = type
        self.leniency = leniency
    }

    /// The settable content, and for a group the members it should have.
    ///
    /// - Parameters:
    ///   - body: the body of a POST or PUT.
    ///   - before: for a PUT what it replaces: immutable values of it stay when the body does not name them.
    /// - Returns: what the resource becomes, members apart.
    /// - Throws: `invalidSyntax` for what is no resource of the type, `invalidValue` for a value of another type or a
    ///   required attribute that is missing.
    package func read(
        _ body: JSONValue, replacing before: JSONObject = JSONObject()
    ) throws(SCIMError) -> (content: ResourceContent, members: [JSONObject]) {
        guard case .object(let object) = body else {
            throw SCIMError.invalidSyntax("The body must be a JSON object, not \(body.kind).")
        }
        try object.refuseRepeatedNames()
        let schemas = object.members.first { $0.name.isSameName(as: "schemas") }?.value
        try MessageMembers.require(type.schema.id, in: schemas, leniency)
        if !leniency.unknownAttributes { try refuseUnknownSchemas(schemas) }
        var content = ResourceContent()
        var members: [JSONObject] = []
        for (name, value) in object.members {
            for (place, value) in try assignments(name, value) {
                try assign(value, to: place, &content, &members)
            }
        }
        if !leniency.unlistedExtensions { try refuseUnlistedExtensions(content.attributes, schemas) }
        type.keepImmutable(of: before, in: &content.attributes)
        try requireAll(content.attributes)
        return (content, members)
    }

    /// What one member of the body assigns: one attribute, or all those in an extension's object.
    func assignments(_ name: String, _ value: JSONValue) throws(SCIMError) -> [(Place, JSONValue)] {
        if let exact = type.schema.attributes.first(where: { $0.name.hasSameBytes(as: name) }) {
            return [(Place(container: nil, attribute: exact, sub: nil), value)]
        }
        if let schema = ([type.schema] + type.extensions).first(where: { $0.id.isSameName(as: name) }) {
            let container = type.extensions.first { $0.id.isSameName(as: name) }
            guard !value.isNull else { return [] }
            guard case .object(let inner) = value else { throw SCIMError.invalidValue(schema.id, "must be an object") }
            try inner.refuseRepeatedNames(under: schema.id + ":")
            var assignments: [(Place, JSONValue)] = []
            for member in inner.members {
                guard let attribute = schema.attribute(member.name) else {
                    guard leniency.unknownAttributes else { throw SCIMError.unknown("\(schema.id):\(member.name)") }
                    continue
                }
                assignments.append((Place(container: container, attribute: attribute, sub: nil), member.value))
            }
            return assignments
        }
        guard let reference = AttributeReference(token: name), let place = type.place(reference, leniency),
            leniency.loosePaths || (place.sub == nil && reference.schema == nil)
        else {
            guard leniency.unknownAttributes else { throw SCIMError.unknown(name) }
            return []
        }
        return [(place, value)]
    }

    private func assign(
        _ value: JSONValue, to place: Place, _ content: inout ResourceContent, _ members: inout [JSONObject]
    ) throws(SCIMError) {
        guard place.attribute.mutability != .readOnly else { return }
        if let sub = place.sub {
            guard !place.attribute.isMultiValued else { return }
            let whole = Place(container: place.container, attribute: place.attribute, sub: nil)
            var object = whole.value(in: content.attributes)?.objectValue ?? JSONObject()
            object[sub.name] = try sub.normalized(value, path: place.path, leniency)
            whole.set(object.isEmpty ? nil : .object(object), in: &content.attributes)
            return
        }
        if place.isMembers(of: type) { try Self.refuseNameless(value) }
        let normal = try place.attribute.normalized(value, path: place.path, leniency)
        if place.attribute.returned == .never {
            content.suppliesPassword = content.suppliesPassword || normal != nil
        } else if place.isMembers(of: type) {
            members = try Self.members(normal)
        } else if let dotted = place.value(in: content.attributes)?.objectValue, let whole = normal?.objectValue {
            // `name.givenName` stood before `name`: both count.
            place.set(
                .object(
                    JSONObject(dotted.members.map { ($0.name, $0.value) } + whole.members.map { ($0.name, $0.value) })),
                in: &content.attributes)
        } else {
            place.set(normal, in: &content.attributes)
        }
    }

    /// Refuses members that name nobody before they are normalised: an empty object or text is no empty list, and must
    /// not be taken for one, which would remove everybody.
    static func refuseNameless(_ value: JSONValue) throws(SCIMError) {
        for item in value.arrayValue ?? (value.isNull ? [] : [value]) {
            let named: JSONValue? =
                if case .object(let member) = item {
                    member.members.first { $0.name.isSameName(as: "value") }?.value
                } else {
                    item
                }
            guard case .string(let id)? = named, !id.isEmpty else {
                throw SCIMError.invalidValue("members.value", "is required in every member, as a text")
            }
        }
    }

    /// The members of a normalised list; each must say whom it means.
    static func members(_ value: JSONValue?) throws(SCIMError) -> [JSONObject] {
        var members: [JSONObject] = []
        for item in value?.arrayValue ?? [] {
            guard let member = item.objectValue, let id = member["value"]?.stringValue, !id.isEmpty else {
                throw SCIMError.invalidValue("members.value", "is required in every member")
            }
            members.append(member)
        }
        return members
    }

    private func refuseUnlistedExtensions(_ attributes: JSONObject, _ schemas: JSONValue?) throws(SCIMError) {
        let named = (schemas?.arrayValue ?? []).compactMap(\.stringValue)
        for schema in type.extensions where attributes[schema.id] != nil {
            guard named.contains(where: { $0.isSameName(as: schema.id) }) else {
                throw SCIMError.invalidSyntax(
                    "schemas must hold \(schema.id), since the body has values of it.", attribute: "schemas")
            }
        }
    }

    private func refuseUnknownSchemas(_ schemas: JSONValue?) throws(SCIMError) {
        let known = [type.schema.id] + type.extensions.map(\.id)
        for urn in schemas?.arrayValue ?? [] {
            guard let urn = urn.stringValue, known.contains(where: { $0.isSameName(as: urn) }) else {
                throw SCIMError.invalidSyntax("schemas holds what is no schema of \(type.name).", attribute: "schemas")
            }
        }
    }
}

extension Place {
    /// Whether this is the `members` attribute of a group, which is kept apart from the rest.
    func isMembers(of type: ResourceType) -> Bool {
        container == nil && attribute.name == "members" && type.schema.id == Schema.group.id
    }
}

extension Place {
    /// Whether this is `active` of a User: what is unset counts as active, so no omission may unset it.
    func isStanding(of type: ResourceType) -> Bool {
        container == nil && attribute.name == "active" && type.schema.id == Schema.user.id
    }
}

extension String {
    var trimmedIsEmpty: Bool { utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
}
