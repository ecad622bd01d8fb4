import Synchronization

/// Attempts that somebody in this process is at work on, carrying them out or closing them: one at a time for each.
final class RunningAttempts: Sendable {
    private struct State {
        var held: Set<UInt64> = []
        /// Transactions whose attempts are on their way into the log, and have no index yet.
        var opening: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// Attempts of this transaction are about to be appended.
    func opens(_ transaction: String?) { state.withLock { $0.opening[transaction ?? "", default: 0] += 1 } }

    /// They were appended, under these indices, and are held from now on; none when that failed.
    func opened(_ transaction: String?, _ indices: [UInt64]) {
        state.withLock { state in
            state.held.formUnion(indices)
            let count = state.opening[transaction ?? "", default: 0] - 1
            state.opening[transaction ?? ""] = count > 0 ? count : nil
        }
    }

    func isHeld(_ attempt: OpenAttempt) -> Bool { state.withLock { Self.isHeld(attempt, $0) } }

    private static func isHeld(_ attempt: OpenAttempt, _ state: State) -> Bool {
        state.held.contains(attempt.index) || state.opening[attempt.transaction ?? ""] != nil
    }

    /// Takes attempts that nobody is at work on; all of them, or none.
    func take(_ attempts: [OpenAttempt]) -> Bool {
        state.withLock { state in
            guard !attempts.contains(where: { Self.isHeld($0, state) }) else { return false }
            state.held.formUnion(attempts.map(\.index))
            return true
        }
    }

    func release(_ attempts: [UInt64]) { state.withLock { $0.held.subtract(attempts) } }
}
