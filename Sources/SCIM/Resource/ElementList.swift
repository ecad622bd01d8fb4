import JSON

/// The values of a multi-valued attribute while they are read or changed: no two stand for the same (RFC 7643
/// section 2.4).
///
/// A value is found by its identity, and by a term `name eq "…"`, without looking at the others, so that a thousand
/// operations on a thousand values are some thousand steps.
struct ElementList {
    let attribute: Attribute
    /// Nil where a value has gone.
    private var slots: [JSONValue?] = []
    private(set) var count = 0
    private var places: [ElementIdentity: Int] = [:]
    /// The slots of the values that are `primary`.
    private(set) var primaries: Set<Int> = []
    /// By sub-attribute, made when it is first asked for: the slots that have a value there.
    private var indexes: [String: [ElementIdentity: Set<Int>]] = [:]

    /// Takes elements as they are, also such as stand for the same: an older state may hold them.
    init(of attribute: Attribute, _ elements: [JSONValue] = []) {
        self.attribute = attribute
        for element in elements { append(element, attribute.identity(of: element)) }
    }

    var isEmpty: Bool { count == 0 }
    var elements: [JSONValue] { slots.compactMap { $0 } }

    subscript(_ slot: Int) -> JSONValue? { slots[slot] }

    /// Adds a value unless it is there; one that stands for the same is completed instead.
    ///
    /// - Returns: where it stands.
    @discardableResult mutating func add(_ element: JSONValue) -> Int {
        let identity = attribute.identity(of: element)
        guard let slot = places[identity], let present = slots[slot] else { return append(element, identity) }
        fill(slot, with: attribute.completed(present, by: element), identity)
        return slot
    }

    /// Puts a value in the place of another, or nothing. When it now stands for the same as a third, that one is
    /// completed and the place is emptied.
    ///
    /// - Returns: where the value stands, nil for nothing.
    @discardableResult mutating func put(_ element: JSONValue?, at slot: Int) -> Int? {
        empty(slot)
        guard let element else { return nil }
        let identity = attribute.identity(of: element)
        guard let other = places[identity], let present = slots[other] else {
            fill(slot, with: element, identity)
            return slot
        }
        fill(other, with: attribute.completed(present, by: element), identity)
        return other
    }

    /// A new primary value makes the others secondary (RFC 7644 section 3.5.2).
    mutating func makeSecondary(allBut slot: Int) {
        for other in primaries where other != slot {
            guard case .object(var object)? = slots[other] else { continue }
            object["primary"] = false
            fill(other, with: .object(object), attribute.identity(of: .object(object)))
        }
    }

    @discardableResult private mutating func append(_ element: JSONValue, _ identity: ElementIdentity) -> Int {
        slots.append(nil)
        fill(slots.count - 1, with: element, identity)
        return slots.count - 1
    }

    private mutating func fill(_ slot: Int, with element: JSONValue, _ identity: ElementIdentity) {
        empty(slot)
        slots[slot] = element
        count += 1
        if places[identity] == nil { places[identity] = slot }
        if element["primary"]?.boolValue == true { primaries.insert(slot) }
        // The names are copied first: what is held while it changes would be copied whole.
        for name in Array(indexes.keys) {
            for leaf in leaves(of: element, name) { indexes[name]?[leaf, default: []].insert(slot) }
        }
    }

    private mutating func empty(_ slot: Int) {
        guard let element = slots[slot] else { return }
        slots[slot] = nil
        count -= 1
        primaries.remove(slot)
        let identity = attribute.identity(of: element)
        if places[identity] == slot { places[identity] = nil }
        for name in Array(indexes.keys) {
            for leaf in leaves(of: element, name) { indexes[name]?[leaf]?.remove(slot) }
        }
    }
}

// Finding.
extension ElementList {
    /// The places that a filter selects, all of them without one.
    ///
    /// - Throws: what the meter throws.
    mutating func selected(by filter: BoundFilter?, _ meter: FilterMeter) throws(SCIMError) -> [Int] {
        guard let filter else {
            try meter.charge(count)
            return slots.indices.filter { slots[$0] != nil }
        }
        // Of the terms that must all hold, that which the fewest fulfil; the first few will do.
        var candidates: Set<Int>?
        for anchor in filter.anchors.prefix(4) {
            let found = holding(anchor.text, at: anchor.name)
            if found.count < candidates?.count ?? .max { candidates = found }
        }
        // Places that are empty are looked at too, though for less.
        if candidates == nil { try meter.charge(slots.count / 8) }
        var selected: [Int] = []
        for slot in candidates?.sorted() ?? Array(slots.indices) {
            guard let element = slots[slot], try filter.matchesElement(element, meter) else { continue }
            selected.append(slot)
        }
        return selected
    }

    /// Removes what a list of values describes: by `value`, and `type` where it is given, else by all that they say.
    mutating func remove(described list: [JSONValue], _ meter: FilterMeter) throws(SCIMError) {
        var described: [[String]: Set<ElementIdentity>] = [:]
        for wanted in list {
            guard attribute.kind == .complex, let object = wanted.objectValue else {
                if let slot = places[attribute.identity(of: wanted)] { empty(slot) }
                continue
            }
            if let value = object["value"]?.stringValue {
                if object["type"] != nil {
                    if let slot = places[attribute.identity(of: wanted)] { empty(slot) }
                } else {
                    for slot in holding(value, at: "value") { empty(slot) }
                }
                continue
            }
            let names = attribute.subAttributes.map(\.name).filter { object[$0] != nil }
            described[names, default: []].insert(attribute.identity(of: object, by: names.contains))
        }
        guard !described.isEmpty else { return }
        try meter.charge(described.count * slots.count)
        for slot in slots.indices {
            guard let present = slots[slot]?.objectValue else { continue }
            let isMeant = described.contains { names, identities in
                identities.contains(attribute.identity(of: present, by: names.contains))
            }
            if isMeant { empty(slot) }
        }
    }

    /// The places of the elements that have a text as the sub-attribute; in a list of simple values, that are it.
    private mutating func holding(_ text: String, at name: String) -> Set<Int> {
        if indexes[name] == nil {
            var index: [ElementIdentity: Set<Int>] = [:]
            for slot in slots.indices {
                guard let element = slots[slot] else { continue }
                for leaf in leaves(of: element, name) { index[leaf, default: []].insert(slot) }
            }
            indexes[name] = index
        }
        let leaf = attribute.kind == .complex ? attribute.sub(name) ?? attribute : attribute
        return indexes[name]?[ElementIdentity(.string(text), of: leaf)] ?? []
    }

    private func leaves(of element: JSONValue, _ name: String) -> [ElementIdentity] {
        guard attribute.kind == .complex else { return [ElementIdentity(element, of: attribute)] }
        guard let sub = attribute.sub(name), let value = element[sub.name] else { return [] }
        return (value.arrayValue ?? [value]).map { ElementIdentity($0, of: sub) }
    }
}
