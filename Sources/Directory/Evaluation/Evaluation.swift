package import Differences

/// What a request comes to: the records of the change, and what must stand still until they are part of the state.
package struct Evaluation: Sendable {
    /// In the order in which they are appended, as one transaction. Empty: nothing changes.
    package var drafts: [Draft]
    /// The resource that the answer shows.
    package var id: String
    package var locks: Set<LockKey>
}

/// What two writes must not work on at the same time.
package enum LockKey: Hashable, Comparable, Sendable {
    /// A resource: its attributes, and what groups it is in.
    case resource(String)
    /// A `userName`, folded: reserved while a user with it is being made.
    case userName(String)
    /// The nesting of groups, so that no two writes close a circle together.
    case nesting
}
