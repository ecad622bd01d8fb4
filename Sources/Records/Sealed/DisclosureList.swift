internal import JSON

/// Disclosure 0: the names of all other disclosures in order, each with the number of the part that holds it.
package struct DisclosureList: Sendable {
    /// One name and its owner.
    package struct Item: Sendable, Equatable {
        package let name: DisclosureName
        /// Number of the part, from 0.
        package let part: Int
    }

    package let items: [Item]

    /// Reads disclosure 0 strictly: `count` distinct known names in their fixed order, parts from 0 to `parts` - 1,
    /// every one of which holds something.
    package init(parsing bytes: ArraySlice<UInt8>, count: Int, parts: Int) throws(SealedRecordError) {
        guard let disclosure = Disclosure(parsing: bytes), disclosure.name.hasSameBytes(as: Disclosure.namesName),
            let pairs = disclosure.value.arrayValue
        else { throw SealedRecordError(.names, "disclosure 0 is not a list of names") }
        guard pairs.count == count else {
            throw SealedRecordError(.names, "disclosure 0 has \(pairs.count) names for \(count) disclosures")
        }
        var items: [Item] = []
        items.reserveCapacity(count)
        for pair in pairs {
            guard let pair = pair.arrayValue, pair.count == 2,
                let name = pair[0].stringValue.flatMap(DisclosureName.init),
                let part = pair[1].intValue, (0..<parts).contains(part)
            else { throw SealedRecordError(.names, "disclosure 0 has an item that is not a name and a part") }
            if let last = items.last, last.name >= name {
                throw SealedRecordError(.names, "disclosure 0 has names out of their order, or twice")
            }
            items.append(Item(name: name, part: part))
        }
        guard Set(items.map(\.part)).count == parts else {
            throw SealedRecordError(.names, "disclosure 0 leaves a part without names")
        }
        self.items = items
    }
}
