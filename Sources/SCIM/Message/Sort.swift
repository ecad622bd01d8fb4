package import JSON

/// The order that a client asks for (RFC 7644 section 3.4.2.3), not yet bound to a resource type.
package struct Sort: Sendable {
    package let reference: AttributeReference
    package let isDescending: Bool

    /// Nil without an attribute: then `sortOrder` means nothing.
    init?(by attribute: String?, order: String?) throws(SCIMError) {
        guard let attribute, !attribute.isEmpty else { return nil }
        reference = try AttributeReference(parsing: attribute)
        switch order?.caseFolded {
        case nil, "", "ascending": isDescending = false
        case "descending": isDescending = true
        default: throw SCIMError.invalidValue("sortOrder", "must be ascending or descending")
        }
    }

    /// The attribute in a type, nil where the type has none of that name.
    ///
    /// - Throws: `invalidPath` for a complex attribute without a `value`, which has no order, and for one that is never
    ///   returned (a password must not be guessed from an order).
    package func bound(to type: ResourceType, _ leniency: Leniency = .providers) throws(SCIMError) -> BoundSort? {
        guard var place = type.place(reference, leniency) else { return nil }
        guard place.attribute.returned != .never, place.leaf.returned != .never else {
            throw SCIMError.invalidPath("\(place.path) cannot be sorted by.", attribute: place.path)
        }
        if place.leaf.kind == .complex {
            guard place.sub == nil, let value = place.attribute.sub("value") else {
                throw SCIMError.invalidPath(
                    "\(place.path) is complex: sort by one of its sub-attributes.", attribute: place.path)
            }
            place = Place(container: place.container, attribute: place.attribute, sub: value)
        }
        return BoundSort(place: place)
    }

    /// The attribute in each of several types that are searched together; nil in a type where it has no order.
    ///
    /// - Throws: `invalidPath` when none of them can be sorted by it.
    package func bound(
        toEach types: [ResourceType], _ leniency: Leniency = .providers
    ) throws(SCIMError) -> [BoundSort?] {
        var bound: [BoundSort?] = []
        var refusal: SCIMError?
        for type in types {
            do throws(SCIMError) { bound.append(try self.bound(to: type, leniency)) } catch {
                refusal = refusal ?? error
                bound.append(nil)
            }
        }
        if bound.contains(where: { $0 != nil }) { return bound }
        throw refusal
            ?? SCIMError.invalidPath(
                "sortBy names \(reference.shown), which is no attribute here.", attribute: "sortBy")
    }
}

/// An attribute of a type to sort by.
package struct BoundSort: Sendable {
    package let place: Place

    /// What a resource is sorted by: of many values the primary one, else the first.
    package func key(of resource: JSONObject) -> SortKey {
        let elements = place.elements(in: resource)
        let chosen = elements.first { $0["primary"]?.boolValue == true } ?? elements.first
        let value = place.sub.map { sub in chosen?[sub.name] } ?? chosen
        guard let value, !value.isNull else { return .missing }
        switch place.leaf.kind {
        case .boolean: return value.lenientBool.map { .number($0 ? 1 : 0) } ?? .missing
        case .integer, .decimal: return value.doubleValue.map(SortKey.number) ?? .missing
        case .dateTime:
            return value.stringValue.flatMap(DateTime.milliseconds).map { .number(Double($0)) } ?? .missing
        case .string, .reference, .binary, .complex:
            return value.stringValue.map { .text(place.leaf.isCaseExact ? $0 : $0.caseFolded) } ?? .missing
        }
    }
}

/// A value to sort by. What is missing comes last in ascending order, and so first in descending.
package enum SortKey: Sendable, Equatable, Comparable {
    case number(Double)
    case text(String)
    case missing

    package static func == (left: SortKey, right: SortKey) -> Bool { !(left < right) && !(right < left) }

    package static func < (left: SortKey, right: SortKey) -> Bool {
        switch (left, right) {
        case (.missing, _): false
        case (_, .missing): true
        case (.number(let a), .number(let b)): a < b
        case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.number, .text): true
        case (.text, .number): false
        }
    }
}
