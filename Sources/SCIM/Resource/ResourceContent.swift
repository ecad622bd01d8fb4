package import JSON

/// What a client can set of a resource: canonical names, canonical types, nothing unassigned, nothing read-only.
///
/// Core attributes stand at the top, an extension's in an object under its URN. `password` and, in groups, `members`
/// are never among them.
package struct ResourceContent: Sendable, Equatable {
    package var attributes: JSONObject
    /// Whether the request carried a password; the password itself is gone.
    package var suppliesPassword: Bool

    package init(attributes: JSONObject = JSONObject(), suppliesPassword: Bool = false) {
        self.attributes = attributes
        self.suppliesPassword = suppliesPassword
    }
}

/// What a request asks of a group's members. Edits apply in order; none of them needs the whole list to be loaded but
/// `replace`, `removeAll` and `removeMatching`.
package enum MemberEdit: Sendable, Equatable {
    /// Adds those that are not members yet. Every member has a `value`.
    case add([JSONObject])
    /// Makes these the members.
    case replace([JSONObject])
    /// Removes those that are members, by `value`.
    case remove([String])
    case removeAll
    /// Removes the members that a filter selects.
    case removeMatching(MemberFilter)
    /// Changes what is said about one member, by `value`.
    case merge(value: String, JSONObject, isMember: Membership)

    /// What becomes of a change that is about nobody who is a member.
    package enum Membership: Sendable, Equatable {
        /// It makes them one.
        case orBecomes
        /// It is refused.
        case required
        /// It changes nothing.
        case ifAny
    }

    /// A filter over members; equality looks at nothing, since filters have none.
    package struct MemberFilter: Sendable, Equatable {
        package let filter: BoundFilter

        package static func == (left: MemberFilter, right: MemberFilter) -> Bool { true }
    }
}
