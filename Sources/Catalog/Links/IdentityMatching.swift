/// What the configuration takes for a sign that two identities of the kind `user` are one person.
package struct IdentityMatching: Sendable, Equatable {
    package enum Field: String, Sendable, CaseIterable {
        /// The newest externalId of both is the same.
        case externalId
        /// Both bear the same e-mail address: given by a change, or as a name with an `@` in it.
        case email
    }

    /// In the order in which they were given, each once.
    package var fields: [Field]

    package init(_ fields: [Field] = []) { self.fields = fields }

    /// Identities that one value may join. A value that more of them bear is shared (a mailbox of a team, a number that stands
    /// for none), and says nothing.
    package static let mostByValue = 8
}
