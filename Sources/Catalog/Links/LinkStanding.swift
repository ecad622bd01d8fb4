package import JSON

/// How identities stand to one another, for whoever is to link or part them.
package struct LinkStanding: Sendable {
    /// Those named, each once, in the order of their naming.
    package let identities: [CataloguedIdentity]
    /// For each the number of the group into which links alone put it.
    package let linked: [Int]
    /// How many identities each of these groups has, those not named included.
    package let sizes: [Int]
    /// Pairs, by their places in `identities`, that a link or a match joins directly.
    package let direct: [(Int, Int)]
    /// Pairs that are joined at all.
    package let joined: [(Int, Int)]

    /// Identities that links join at most.
    package static let most = LinkedIdentities.most

    /// The links to be recorded so that all are one: each from the first to another that is not linked yet. Nil when the
    /// person would have more than `most` identities.
    package var missing: [(Int, Int)]? {
        var groups: Set<Int> = [linked[0]]
        var size = sizes[linked[0]]
        var pairs: [(Int, Int)] = []
        for place in identities.indices.dropFirst() where groups.insert(linked[place]).inserted {
            size += sizes[linked[place]]
            pairs.append((0, place))
        }
        return size <= Self.most ? pairs : nil
    }
}

/// An answer about names, one of which may be no good.
package enum LinkAnswer<Answer: Sendable>: Sendable {
    /// No entry names such an identity; the place of the name.
    case unknown(Int)
    case ambiguous(Int, [CataloguedIdentity])
    case found(Answer)
}

/// A link that holds.
package struct HeldLink: Sendable {
    /// The entry that made it.
    package let index: UInt64
    package let identities: [CataloguedIdentity]

    package var json: JSONValue {
        ["index": .int(index), "identities": .array(identities.map(\.json))]
    }
}
