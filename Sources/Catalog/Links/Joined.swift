/// Everybody who is one person with an identity, and why.
struct Joined {
    /// What joins an identity to one that was reached before it.
    enum Bond: Equatable {
        /// A link entry, by its index.
        case link(Int64)
        case match(IdentityMatching.Field)
    }

    struct Member {
        let identity: Int64
        /// Nil for the identity that was asked about.
        let bond: Bond?
        /// To whom the bond is.
        let to: Int64?
    }

    /// A value that was not used, since too many bear it.
    struct Shared: Hashable {
        let field: IdentityMatching.Field
        /// How many bear it; `LinkedIdentities.mostBearers` stands for that many and more.
        let bearers: Int
    }

    /// The identity asked about first, then in the order in which they were reached.
    var members: [Member]
    var shared: [Shared] = []
    /// Whether there are more than `LinkedIdentities.most`.
    var isCut = false

    var identities: [Int64] { members.map(\.identity) }
}
