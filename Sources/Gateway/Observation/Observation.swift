import JSON

/// What was seen of a resource behind a gateway at one moment.
enum Observation: Sendable {
    case there(ObservedResource)
    case absent
    /// It could not be seen, for this reason.
    case unknown(String)

    var resource: ObservedResource? {
        if case .there(let resource) = self { resource } else { nil }
    }

    var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }
}

/// A resource as its service showed it.
struct ObservedResource: Sendable, Equatable {
    /// As the service spells it.
    var id: String
    /// As records keep it: without secrets, members and what is the service's own.
    var state: JSONObject
    /// Attributes that are too large to be kept.
    var omitted = 0
    var entityTag: String?
    var members = ObservedMembers.notAsked
}

/// What was seen of a group's members.
enum ObservedMembers: Sendable, Equatable {
    case notAsked
    /// All of them, each with what the service says about it.
    case all([String: JSONObject])
    /// Whether those that were asked for are in it.
    case some([String: Bool])
    case unknown(String)
}
