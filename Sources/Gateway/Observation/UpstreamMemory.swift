import Synchronization

/// What a gateway has learned about its upstream service; forgotten after a while, since services are replaced.
final class UpstreamMemory: Sendable {
    private struct Facts {
        var filtersMembers: (value: Bool, at: ContinuousClock.Instant)?
        var hasShownMembers = false
        var hasEntityTags: (value: Bool, at: ContinuousClock.Instant)?
        var leadsBack = false
    }

    private let facts = Mutex(Facts())
    private static let span = Duration.seconds(600)

    private static func fresh(_ fact: (value: Bool, at: ContinuousClock.Instant)?) -> Bool? {
        guard let fact, fact.at.duration(to: .now) < span else { return nil }
        return fact.value
    }

    /// Whether groups can be asked for by one of their members.
    var filtersMembers: Bool? { facts.withLock { Self.fresh($0.filtersMembers) } }
    func set(filtersMembers: Bool) { facts.withLock { $0.filtersMembers = (filtersMembers, .now) } }

    /// Whether any group was ever shown with members: else none shown may mean that none are ever shown.
    var hasShownMembers: Bool { facts.withLock(\.hasShownMembers) }
    func showsMembers() { facts.withLock { $0.hasShownMembers = true } }

    /// Whether the service announces entity tags (RFC 7644 section 3.14).
    var hasEntityTags: Bool? { facts.withLock { Self.fresh($0.hasEntityTags) } }
    func set(hasEntityTags: Bool) { facts.withLock { $0.hasEntityTags = (hasEntityTags, .now) } }

    /// Whether the last question came back to a gateway that it had passed.
    var leadsBack: Bool { facts.withLock(\.leadsBack) }
    func set(leadsBack: Bool) { facts.withLock { $0.leadsBack = leadsBack } }
}
