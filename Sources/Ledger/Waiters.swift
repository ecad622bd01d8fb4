import Synchronization

/// Tasks that wait until a number has grown beyond a threshold: the committed size, or the published one.
///
/// A waiting task that is cancelled stops waiting and throws `CancellationError`; what it waits for goes on.
final class Waiters: Sendable {
    private struct State {
        var reached: UInt64
        var failure: LedgerError?
        var nextID: UInt64 = 0
        var waiting: [UInt64: (threshold: UInt64, continuation: CheckedContinuation<Void, any Error>)] = [:]
    }

    private let state: Mutex<State>

    init(reached: UInt64) { state = Mutex(State(reached: reached)) }

    var reached: UInt64 { state.withLock { $0.reached } }

    /// Returns once more than `threshold` is reached.
    func wait(beyond threshold: UInt64) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = state.withLock { state -> Result<Void, any Error>? in
                    if state.reached > threshold { return .success(()) }
                    if let failure = state.failure { return .failure(failure) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiting[id] = (threshold, continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Raises the number and wakes everyone whose threshold it passes.
    func reach(_ number: UInt64) {
        let woken = state.withLock { state in
            state.reached = max(state.reached, number)
            let ready = state.waiting.filter { $0.value.threshold < state.reached }
            for id in ready.keys { state.waiting.removeValue(forKey: id) }
            return ready.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Wakes everyone, now and from now on, with the reason why the number grows no more.
    func fail(_ error: LedgerError) {
        let woken = state.withLock { state in
            state.failure = state.failure ?? error
            defer { state.waiting.removeAll() }
            return state.waiting.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume(throwing: error) }
    }
}
