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

    /// In the order in which they are asked by.
    static let attributes = ["userName", "externalId", "displayName"]

    init(attribute: String, value: String) {
        self.attribute = attribute
        self.value = value
    }

    /// Nil where a resource has no such attribute, or one that nobody would ask by.
    init?(_ attribute: String, of resource: JSONObject) {
        guard let value = AskedPlace.member(resource, attribute)?.stringValue, !value.isEmpty, value.utf8.count <= 1_000
        else { return nil }
        self.init(attribute: attribute, value: value)
    }

    /// Where there is no name: the id that an answer gave.
    static func id(_ id: String) -> NaturalKey { NaturalKey(attribute: "id", value: id) }
}
