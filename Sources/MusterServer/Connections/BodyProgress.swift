import NIOCore

/// How much patience the server has left with the sender of a request body.
///
/// It begins with the grace period, is used up by waiting, and grows again with every byte by the time that the byte
/// may take, never beyond the grace period: what came fast at first does not excuse a stall later. Only time in which
/// the server wants more counts: while it works on what it has, the client is not the slow one.
struct BodyProgress {
    private let limits: ConnectionGuard.Limits
    private var patience: TimeAmount
    private var waitingSince: NIODeadline?

    init(now: NIODeadline, limits: ConnectionGuard.Limits) {
        self.limits = limits
        patience = limits.grace
        waitingSince = now
    }

    /// Bytes came, after the wait that this ends.
    mutating func received(_ count: Int, now: NIODeadline) {
        arrived(now: now)
        let earned = Int64(Double(count) / Double(max(1, limits.minimumRate)) * 1e9)
        patience = min(limits.grace, patience + .nanoseconds(earned))
    }

    mutating func waiting(now: NIODeadline) {
        if waitingSince == nil { waitingSince = now }
    }

    mutating func arrived(now: NIODeadline) {
        guard let since = waitingSince else { return }
        patience = patience - (now - since)
        waitingSince = nil
    }

    /// Whether the patience is used up.
    func isTooSlow(now: NIODeadline) -> Bool {
        patience - (waitingSince.map { now - $0 } ?? .nanoseconds(0)) < .nanoseconds(0)
    }
}
