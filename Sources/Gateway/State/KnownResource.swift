import JSON

/// A resource as the records say that it was left.
struct KnownResource: Sendable, Equatable {
    var state: JSONObject
    /// Whether all members of the group are on record.
    var hasAllMembers: Bool
}

/// An attempt whose outcome is not on record yet.
package struct OpenAttempt: Sendable, Equatable {
    /// Of its entry.
    package let index: UInt64
    package let gateway: String
    /// `Users`, `Groups`, …; empty for a write of another form.
    package let endpoint: String
    /// Of the resource; nil when it is being made.
    package let id: String?
    package let method: String
    /// Milliseconds since 1970.
    package let time: Int64
    package let transaction: String?
    /// By what the new resource can be found.
    var natural: (attribute: String, value: String)?

    package static func == (left: OpenAttempt, right: OpenAttempt) -> Bool { left.index == right.index }
}
