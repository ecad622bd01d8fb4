import JSON

/// A PATCH in progress: operations change the content one after the other.
struct PatchApplication {
    let type: ResourceType
    let leniency: Leniency
    /// What the client cannot change, for the comparison with what it tries to.
    private let original: JSONObject
    private let meter: FilterMeter
    private var result: PatchResult
    /// The lists that an operation was about, by path: put back into the content when all is done.
    private var lists: [String: ElementList] = [:]
    private var places: [Place] = []

    init(resource: JSONObject, type: ResourceType, leniency: Leniency, meter: FilterMeter) {
        self.type = type
        self.leniency = leniency
        self.meter = meter
        original = resource
        var content = JSONObject()
        for (name, value) in resource.members {
            let isReadOnly =
                (type.schema.attribute(name) ?? Attribute.common.first { $0.name == name })
                .map { $0.mutability == .readOnly } ?? false
            if !isReadOnly, name != "members" { content[name] = value }
        }
        result = PatchResult(content: ResourceContent(attributes: content))
    }

    /// What the operations so far come to.
    func finished() -> PatchResult {
        var result = result
        for place in places {
            let elements = lists[place.path]?.elements ?? []
            place.set(elements.isEmpty ? nil : .array(elements), in: &result.content.attributes)
        }
        return result
    }

    mutating func apply(_ operation: Patch.Operation) throws(SCIMError) {
        guard let path = operation.path else {
            return try applyWithoutPath(operation.verb, operation.value ?? .null)
        }
        switch type.resolve(path.wholeReference, leniency) {
        case .schemaExtension(let schema) where path.filter == nil:
            try apply(operation.verb, operation.value, toAllOf: schema)
        case .place(let place):
            try apply(operation.verb, operation.value, at: try selection(place, path))
        default:
            throw SCIMError.invalidPath(
                "The path names \(path.reference.shown), which is no attribute of \(type.name).",
                attribute: path.reference.description)
        }
    }

    private func selection(_ place: Place, _ path: AttributePath) throws(SCIMError) -> Selection {
        guard let filter = path.filter else {
            return whole(place)
        }
        let attribute = place.attribute
        guard attribute.isMultiValued || attribute.kind == .complex else {
            throw SCIMError.invalidPath("\(place.path) has no values to select from.", attribute: place.path)
        }
        do throws(SCIMError) {
            return Selection(
                place: place, filter: try filter.bound(inside: attribute, leniency),
                seed: leniency.makesFilteredElements ? try filter.seed(of: attribute) : nil, leniency: leniency,
                meter: meter)
        } catch {
            throw SCIMError(status: 400, .invalidPath, error.detail, attribute: place.path)
        }
    }

    private func whole(_ place: Place) -> Selection {
        Selection(place: place, filter: nil, seed: JSONObject(), leniency: leniency, meter: meter)
    }

    // RFC 7644 section 3.5.2.1: without a path the value's members are the targets. Their names may be dotted, carry a
    // URN or brackets (Entra). What is read-only or unknown there is let pass, as in a PUT.
    private mutating func applyWithoutPath(_ verb: Patch.Operation.Verb, _ value: JSONValue) throws(SCIMError) {
        guard case .object(let object) = value else {
            throw SCIMError.invalidValue("value", "must be an object when the operation has no path")
        }
        try object.refuseRepeatedNames()
        for (name, value) in object.members {
            if let schema = ([type.schema] + type.extensions).first(where: { $0.id.isSameName(as: name) }) {
                if !value.isNull || schema.id != type.schema.id { try apply(verb, value, toAllOf: schema) }
                continue
            }
            guard let path = try? AttributePath(parsing: name, leniency),
                case .place(let place)? = type.resolve(path.wholeReference, leniency),
                leniency.loosePaths || (path.filter == nil && path.sub == nil && place.container == nil)
            else {
                guard leniency.unknownAttributes else { throw SCIMError.unknown(name) }
                continue
            }
            if leniency.readOnlyInValues, place.attribute.mutability == .readOnly || place.leaf.mutability == .readOnly
            {
                continue
            }
            try apply(verb, value, at: try selection(place, path))
        }
    }

    private mutating func apply(
        _ verb: Patch.Operation.Verb, _ value: JSONValue?, toAllOf schema: Schema
    ) throws(SCIMError) {
        let container = schema.id == type.schema.id ? nil : schema
        // Without a value an extension is unassigned, and what it requires is required of who uses it only.
        let isUnassigned = verb == .remove || (value?.isNull ?? true)
        if isUnassigned, container != nil {
            if verb != .add { removeAll(of: schema) }
            return
        }
        guard verb != .remove else {
            for attribute in schema.attributes {
                let place = Place(container: container, attribute: attribute, sub: nil)
                if isAssigned(place) { try apply(.remove, nil, at: whole(place)) }
            }
            return
        }
        guard case .object(let object) = value ?? .null else {
            throw SCIMError.invalidValue(schema.id, "must be an object")
        }
        try object.refuseRepeatedNames(under: schema.id + ":")
        for (name, value) in object.members {
            guard let reference = AttributeReference(token: "\(schema.id):\(name)"), let place = type.place(reference),
                leniency.loosePaths || place.sub == nil
            else {
                guard leniency.unknownAttributes else { throw SCIMError.unknown(name) }
                continue
            }
            if leniency.readOnlyInValues, place.attribute.mutability == .readOnly || place.leaf.mutability == .readOnly
            {
                continue
            }
            try apply(verb, value, at: whole(place))
        }
    }

    private mutating func removeAll(of schema: Schema) {
        result.content.attributes[schema.id] = nil
        for place in places where place.container?.id == schema.id {
            lists[place.path] = ElementList(of: place.attribute)
        }
    }

    private func isAssigned(_ place: Place) -> Bool {
        lists[place.path].map { !$0.isEmpty } ?? (place.value(in: result.content.attributes) != nil)
    }

    private mutating func apply(
        _ verb: Patch.Operation.Verb, _ value: JSONValue?, at selection: Selection
    ) throws(SCIMError) {
        let place = selection.place
        guard place.attribute.mutability != .readOnly, place.leaf.mutability != .readOnly else {
            return try refuseUnlessEqual(verb, value, place)
        }
        if place.attribute.returned == .never {
            guard verb != .remove, let value, try place.attribute.normalized(value, path: place.path, leniency) != nil
            else {
                return
            }
            result.content.suppliesPassword = true
        } else if place.isMembers(of: type) {
            result.memberEdits += try selection.memberEdits(verb, value)
        } else if place.attribute.isMultiValued {
            let path = load(selection.whole)
            try selection.apply(verb, value, to: &lists[path, default: ElementList(of: place.attribute)])
        } else if verb != .remove, place.isStanding(of: type),
            try place.attribute.normalized(value ?? .null, path: place.path, leniency) == nil
        {
            // As in a PUT: who is disabled stays so unless `active` is set, or removed in so many words.
            return
        } else {
            try selection.apply(verb, value, to: &result.content.attributes)
        }
    }

    /// Makes a list of an attribute's values, once.
    private mutating func load(_ place: Place) -> String {
        let path = place.path
        if lists[path] == nil {
            let elements = place.value(in: result.content.attributes)?.arrayValue ?? []
            lists[path] = ElementList(of: place.attribute, elements)
            places.append(place)
        }
        return path
    }

    // Naming a read-only attribute is an error only when it asks for a change.
    private func refuseUnlessEqual(
        _ verb: Patch.Operation.Verb, _ value: JSONValue?, _ place: Place
    ) throws(SCIMError) {
        // Which schemas a resource has follows from its attributes.
        if place.attribute.name == "schemas", place.container == nil, verb != .remove, leniency.readOnlyInValues {
            return
        }
        let leaves = place.leaves(in: original)
        let isSame = verb != .remove && (leaves == [value ?? .null] || place.value(in: original) == value)
        guard isSame else { throw SCIMError.mutability(place.path, "is read-only") }
    }
}

extension AttributePath {
    /// The reference with the sub-attribute that stood after the brackets.
    var wholeReference: AttributeReference {
        AttributeReference(schema: reference.schema, name: reference.name, sub: sub)
    }
}
