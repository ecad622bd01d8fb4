/// An attempt whose outcome is not on record yet.
package struct OpenAttempt: Sendable, Equatable {
    /// Of its entry.
    package let index: UInt64
    package let gateway: String
    /// `Users`, `Groups`, …; empty for a write of another form.
    package let endpoint: String
    /// Of the resource, as it was asked for; nil when it is being made.
    package let id: String?
    package let method: String
    /// Milliseconds since 1970.
    package let time: Int64
    package let transaction: String?
    /// Nil: not passed on, as far as is known.
    var mark: AttemptMark?
    /// By what the new resource can be found.
    var natural: NaturalKey?

    package static func == (left: OpenAttempt, right: OpenAttempt) -> Bool { left.index == right.index }
}

/// What is kept in `gateway.sqlite` of a write just before it is passed on; not in the log, and lost with the file.
struct AttemptMark: Sendable, Equatable {
    /// Entries in the log then: what was first seen later may be this write's work.
    var passed: UInt64
    /// Whether the state before was seen and is on record: of a new resource, who had its name before.
    var isSure: Bool
    /// The resource's id as the service spells it.
    var found: String?
}
