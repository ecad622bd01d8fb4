import Synchronization

/// How far the projection has come, and who waits for it.
final class ProjectionGate: Sendable {
    private struct State {
        var position: UInt64
        var failure: String?
        /// Beyond the last entry whose waiter was let go without it: until then nothing may be evaluated.
        var floor: UInt64 = 0
        var isClosed = false
        var waiters: [(index: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    private let state: Mutex<State>

    init(position: UInt64) { state = Mutex(State(position: position)) }

    /// Entries taken in, which is the index of the next.
    var position: UInt64 { state.withLock(\.position) }

    /// Why the projection does not move, while it does not.
    var failure: String? { state.withLock(\.failure) }

    /// Whether the state may be trusted to hold everything that was answered for.
    var isTrustworthy: Bool { state.withLock { $0.failure == nil && $0.position >= $0.floor && !$0.isClosed } }

    func move(to position: UInt64) {
        let reached = state.withLock { state in
            state.position = position
            state.failure = nil
            let reached = state.waiters.filter { $0.index < position }
            if !reached.isEmpty { state.waiters.removeAll { $0.index < position } }
            return reached
        }
        for waiter in reached { waiter.continuation.resume(returning: true) }
    }

    /// Lets everybody go unserved, until the projection moves again.
    func fail(_ reason: String) { letGo { $0.failure = reason } }

    func close() { letGo { $0.isClosed = true } }

    private func letGo(_ change: (inout State) -> Void) {
        let left = state.withLock { state in
            change(&state)
            defer { state.waiters = [] }
            state.floor = max(state.floor, state.waiters.map { $0.index + 1 }.max() ?? 0)
            return state.waiters
        }
        for waiter in left { waiter.continuation.resume(returning: false) }
    }

    /// Returns once the entry with that index is part of the state; false when that cannot be waited for.
    func wait(for index: UInt64) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if index < state.position { return true }
                if state.failure != nil || state.isClosed {
                    state.floor = max(state.floor, index + 1)
                    return false
                }
                state.waiters.append((index, continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}
