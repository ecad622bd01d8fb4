import JSON

extension Filter {
    /// Binds the filter to a type.
    ///
    /// - Throws: `invalidFilter` for an unknown attribute, an operator that its type does not have, a value of another
    ///   type, and for attributes that are never returned (a password must not be found by asking).
    package func bound(
        to type: ResourceType, _ leniency: Leniency = .providers
    ) throws(SCIMError) -> BoundFilter {
        try bound(toEach: [type], leniency)[0]
    }

    /// Binds the filter to several types that are searched together: an attribute that one of them lacks has no value
    /// there (RFC 7644 section 3.4.2.1).
    ///
    /// - Returns: the filter for each type, in their order.
    /// - Throws: `invalidFilter` for a condition that fits none of the types.
    package func bound(
        toEach types: [ResourceType], _ leniency: Leniency = .providers
    ) throws(SCIMError) -> [BoundFilter] {
        try FilterBinder(leniency: leniency).bind(self, in: types.map(FilterBinder.Scope.type))
    }

    /// Binds a filter inside brackets: its names are sub-attributes of `attribute`.
    package func bound(
        inside attribute: Attribute, _ leniency: Leniency = .providers
    ) throws(SCIMError) -> BoundFilter {
        try FilterBinder(leniency: leniency).bind(self, in: [.inside(attribute)])[0]
    }
}

/// Finds the attributes that a filter names, in one or more places at a time.
private struct FilterBinder {
    let leniency: Leniency

    /// Where names are looked up.
    enum Scope {
        case type(ResourceType)
        case inside(Attribute)
        /// Brackets behind an attribute that the type has not.
        case nowhere
    }

    /// The filter for each scope.
    func bind(_ filter: Filter, in scopes: [Scope]) throws(SCIMError) -> [BoundFilter] {
        switch filter {
        case .and(let terms): return try columns(terms, scopes).map(BoundFilter.all)
        case .or(let terms): return try columns(terms, scopes).map(BoundFilter.any)
        case .not(let term): return try bind(term, in: scopes).map(\.negated)
        case .present(let reference):
            return try places(reference, scopes) { place throws(SCIMError) in .present(place) }
                .map { $0 ?? .constant(false) }
        case .compare(let reference, let comparison, let value):
            // Without a value `eq null` holds, and `ne` whatever it is compared with.
            let holds = value.isNull ? comparison == .eq : comparison == .ne
            return try places(reference, scopes) { place throws(SCIMError) in
                let place = Self.significant(place)
                return .compare(place, comparison, try place.operand(value, comparison, leniency))
            }.map { $0 ?? .constant(holds) }
        case .values(let reference, let inner): return try values(reference, inner, scopes)
        }
    }

    private func columns(_ terms: [Filter], _ scopes: [Scope]) throws(SCIMError) -> [[BoundFilter]] {
        var columns = scopes.map { _ in [BoundFilter]() }
        for term in terms {
            for (column, bound) in try bind(term, in: scopes).enumerated() { columns[column].append(bound) }
        }
        return columns
    }

    private func values(
        _ reference: AttributeReference, _ inner: Filter, _ scopes: [Scope]
    ) throws(SCIMError) -> [BoundFilter] {
        let places = try places(reference, scopes) { place throws(SCIMError) -> Place in
            guard place.sub == nil, place.attribute.kind == .complex || place.attribute.isMultiValued else {
                throw SCIMError.invalidFilter("\(place.path) has no values to select from.", attribute: place.path)
            }
            return place
        }
        let bound = try bind(inner, in: places.map { $0.map { .inside($0.attribute) } ?? .nowhere })
        return zip(places, bound).map { place, bound in place.map { .values($0, bound) } ?? .constant(false) }
    }

    /// What is made of the attribute in each scope, nil where it is unknown or does not fit.
    ///
    /// - Throws: when nothing could be made of it anywhere: why not, above all where it is known.
    private func places<T>(
        _ reference: AttributeReference, _ scopes: [Scope], _ make: (Place) throws(SCIMError) -> T
    ) throws(SCIMError) -> [T?] {
        var made: [T?] = []
        var refusal: SCIMError?
        for scope in scopes {
            guard let place = place(reference, in: scope) else {
                made.append(nil)
                continue
            }
            do throws(SCIMError) {
                guard place.attribute.returned != .never, place.leaf.returned != .never else {
                    throw SCIMError.invalidFilter("\(place.path) cannot be used in a filter.", attribute: place.path)
                }
                made.append(try make(place))
            } catch {
                refusal = refusal ?? error
                made.append(nil)
            }
        }
        guard made.contains(where: { $0 != nil }) else {
            throw refusal
                ?? SCIMError.invalidFilter(
                    "The filter names \(reference.shown), which is no attribute here.",
                    attribute: reference.description)
        }
        return made
    }

    private func place(_ reference: AttributeReference, in scope: Scope) -> Place? {
        switch scope {
        case .type(let type): return type.place(reference, leniency)
        case .nowhere: return nil
        case .inside(let attribute):
            guard reference.schema == nil, reference.sub == nil else { return nil }
            let name = reference.name
            if let sub = attribute.sub(name) { return Place(container: nil, attribute: sub, sub: nil) }
            // A simple multi-valued attribute is compared through the name `value` (RFC 7643 section 2.4).
            guard attribute.kind != .complex, name.isSameName(as: "value") else { return nil }
            return Place(container: nil, attribute: attribute, sub: nil)
        }
    }

    // `emails co "x"` and `manager eq "id"` mean the sub-attribute `value`.
    private static func significant(_ place: Place) -> Place {
        guard place.sub == nil, place.attribute.kind == .complex, let value = place.attribute.sub("value") else {
            return place
        }
        return Place(container: place.container, attribute: place.attribute, sub: value)
    }
}
