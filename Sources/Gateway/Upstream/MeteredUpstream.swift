import Synchronization

/// How long one write has waited: for its upstream service, and for earlier writes to the same resource.
final class UpstreamTime: Sendable {
    private let sum = Mutex<Duration>(.zero)

    /// Of the write that this task carries out.
    @TaskLocal static var current: UpstreamTime?

    /// Whether this task has a limited time for all of a body, so that its parts need none.
    @TaskLocal static var isLimited = false

    var total: Duration { sum.withLock { $0 } }
    func add(_ time: Duration) { sum.withLock { $0 += time } }
}

/// An upstream service, with the time that is spent waiting for it.
struct MeteredUpstream: Upstream {
    let inner: any Upstream

    func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamAnswer {
        let start = ContinuousClock.now
        defer { UpstreamTime.current?.add(start.duration(to: .now)) }
        return try await inner.send(request)
    }
}
