import Synchronization

/// The writes that are under way through a gateway, and the bodies that it holds for them.
final class Traffic: Sendable {
    private struct State {
        var writes = 0
        var isStopped = false
        var bytes = 0
    }

    private let state = Mutex(State())
    /// Most bytes of bodies at once.
    private let budget: Int

    init(budget: Int) { self.budget = budget }

    /// Whether a write may begin; `end` follows then.
    func begin() -> Bool {
        state.withLock { state in
            guard !state.isStopped else { return false }
            state.writes += 1
            return true
        }
    }

    func end() { state.withLock { $0.writes -= 1 } }

    /// Lets no write begin any more, and waits for those that are under way: each ends, since each wait has a limit.
    func stop() async {
        state.withLock { $0.isStopped = true }
        while state.withLock(\.writes) > 0 { try? await Task.sleep(for: .milliseconds(10)) }
    }

    func resume() { state.withLock { $0.isStopped = false } }

    /// Whether so many bytes more may be held; `give` follows then.
    func take(_ bytes: Int) -> Bool {
        state.withLock { state in
            guard bytes <= budget - state.bytes else { return false }
            state.bytes += bytes
            return true
        }
    }

    func give(_ bytes: Int) { state.withLock { $0.bytes -= bytes } }
}

extension Gateway {
    /// Bodies of requests, of all that are under way, in multiples of the largest that one may have.
    static let bodies = 4

    /// Takes so many bytes of the budget for bodies; false when it is used up.
    package func takeBody(_ bytes: Int) -> Bool { traffic.take(bytes) }
    package func giveBody(_ bytes: Int) { traffic.give(bytes) }

    /// What a client gets whose body has no room now.
    package static let crowded = GatewayAnswer(
        503, "Nothing was changed: too much is on its way through this gateway. Try again.", retryAfter: 2)
}
