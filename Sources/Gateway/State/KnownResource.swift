import JSON

/// A resource as the records say that it was left.
struct KnownResource: Sendable, Equatable {
    var state: JSONObject
    /// Whether all members of the group are on record.
    var hasAllMembers: Bool
    /// Index of the record that put it there.
    var firstSeen: UInt64 = 0
}

/// What a new resource can be found by.
struct NaturalKey: Sendable, Equatable {
    let attribute: String
    let value: String
}
