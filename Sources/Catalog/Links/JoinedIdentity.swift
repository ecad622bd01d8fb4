package import JSON
package import TransparencyLog

/// One of the identities that an answer covers, with what joins it to the others.
package struct JoinedIdentity: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// It is the one that was asked about.
        case asked
        /// A link entry, by its index.
        case link(UInt64)
        case match(IdentityMatching.Field)
    }

    package let identity: CataloguedIdentity
    package let by: Reason
    /// The label of the identity that it is joined to directly; nil for the one asked about.
    package let to: Hash?

    /// The identity as it stands in answers, with `by` (`asked`, `link`, `externalId`, `email`), for a link `link`, the index of
    /// its entry, and `to`.
    package var json: JSONValue {
        guard case .object(var object) = identity.json else { return .null }
        switch by {
        case .asked: object["by"] = "asked"
        case .link(let index):
            object["by"] = "link"
            object["link"] = .int(index)
        case .match(let field): object["by"] = .string(field.rawValue)
        }
        object["to"] = to.map { .string($0.base64) }
        return .object(object)
    }
}

/// Everybody whom an answer covers.
package struct JoinedIdentities: Sendable, Equatable {
    /// A value that joined nobody, since too many bear it: which, and how many. The value itself is not told.
    package struct Shared: Sendable, Equatable {
        package let field: IdentityMatching.Field
        package let identities: Int
    }

    /// The one that was asked about first.
    package var all: [JoinedIdentity] = []
    package var shared: [Shared] = []
    /// Whether more are joined than `LinkedIdentities.most`.
    package var isCut = false

    /// Members of an answer: `identities`, and where there is something to say `notJoined` and `identitiesCut`.
    package var members: [(name: String, value: JSONValue)] {
        var members: [(name: String, value: JSONValue)] = [("identities", .array(all.map(\.json)))]
        if !shared.isEmpty {
            members.append(
                (
                    "notJoined",
                    .array(
                        shared.map {
                            [
                                "by": .string($0.field.rawValue), "identities": .int($0.identities),
                                "reason": .string(
                                    "more than \(IdentityMatching.mostByValue) bear the same, so it joins nobody"),
                            ]
                        })
                ))
        }
        if isCut { members.append(("identitiesCut", true)) }
        return members
    }
}
