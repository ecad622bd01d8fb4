import Synchronization

/// Holds whoever waits for the catalog to take in an entry.
final class PositionGate: Sendable {
    private struct State {
        var position: UInt64
        var nextWaiter = 0
        var waiters: [Int: (index: UInt64, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var isClosed = false
    }

    private let state: Mutex<State>

    init(position: UInt64) { state = Mutex(State(position: position)) }

    /// Entries taken in, which is the index of the next.
    var position: UInt64 { state.withLock(\.position) }

    /// Whether somebody waits.
    var isAwaited: Bool { state.withLock { !$0.waiters.isEmpty } }

    /// Sets the position, also backwards when the catalog is built again, and lets go whoever has waited long enough.
    func move(to position: UInt64) {
        let reached = state.withLock { state in
            state.position = position
            let reached = state.waiters.filter { $0.value.index < position }
            for id in reached.keys { state.waiters[id] = nil }
            return reached
        }
        for waiter in reached.values { waiter.continuation.resume() }
    }

    /// Lets everybody go with `CatalogError.closed`, now and later.
    func close() {
        let left = state.withLock { state in
            defer { state.waiters = [:] }
            state.isClosed = true
            return state.waiters
        }
        for waiter in left.values { waiter.continuation.resume(throwing: CatalogError.closed) }
    }

    /// Returns once the entry with that index has been taken in.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, `CatalogError.closed`.
    func wait(for index: UInt64) async throws {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(id, index: index, continuation)
            }
        } onCancel: {
            // A handler that runs before the waiter has entered finds nothing; `enter` then sees the cancellation.
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    private func enter(_ id: Int, index: UInt64, _ continuation: CheckedContinuation<Void, any Error>) {
        let answer: Result<Void, any Error>? = state.withLock { state in
            if index < state.position { return .success(()) }
            if state.isClosed { return .failure(CatalogError.closed) }
            if Task.isCancelled { return .failure(CancellationError()) }
            state.waiters[id] = (index, continuation)
            return nil
        }
        if let answer { continuation.resume(with: answer) }
    }
}
