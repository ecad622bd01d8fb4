import NIOCore

/// How much of a request body has come, and how long the server has waited for it.
///
/// Only time in which the server wants more counts: while it works on what it has, the client is not the slow one.
struct BodyProgress {
    private(set) var bytes = 0
    private var waited: TimeAmount = .nanoseconds(0)
    private var waitingSince: NIODeadline?

    init(now: NIODeadline) { waitingSince = now }

    mutating func received(_ count: Int) { bytes += count }

    mutating func waiting(now: NIODeadline) {
        if waitingSince == nil { waitingSince = now }
    }

    mutating func arrived(now: NIODeadline) {
        guard let since = waitingSince else { return }
        waited = waited + (now - since)
        waitingSince = nil
    }

    /// Whether fewer than the minimum rate of bytes came in the time waited beyond the grace period.
    func isTooSlow(now: NIODeadline, limits: ConnectionGuard.Limits) -> Bool {
        let total = waited + (waitingSince.map { now - $0 } ?? .nanoseconds(0))
        let counted = total - limits.grace
        guard counted > .nanoseconds(0) else { return false }
        return Double(bytes) < Double(limits.minimumRate) * Double(counted.nanoseconds) / 1e9
    }
}
