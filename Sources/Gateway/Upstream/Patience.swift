import Synchronization

/// Waits for something, and no longer than that.
enum Patience {
    /// Waits until a moment; that counts as waiting for the upstream service.
    static func pause(until end: ContinuousClock.Instant) async {
        let start = ContinuousClock.now
        guard start < end else { return }
        try? await Task.sleep(until: end, clock: .continuous)
        UpstreamTime.current?.add(start.duration(to: .now))
    }

    /// The work's result; the work is cancelled when the time is over, within `Waits.step`.
    ///
    /// One task and no timer of its own: a sleep that is cancelled stays with the system until it would have ended, and a busy
    /// gateway waits some thousand times a second.
    ///
    /// - Throws: what the work throws, or `UpstreamFailure` when it took too long.
    static func give<Value: Sendable>(
        _ time: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task(operation: work)
        let wait = Waits.shared.begin(until: .now + time) { task.cancel() }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        guard Waits.shared.end(wait) else {
            throw UpstreamFailure(
                .tooLate, mayHaveArrived: true, "the upstream service did not answer in time")
        }
        return try result.get()
    }
}

/// Everything that is being waited for, looked through by one task while there is anything.
private final class Waits: Sendable {
    static let shared = Waits()

    /// How much later than its time a wait may end.
    static let step = Duration.milliseconds(20)

    private struct Wait {
        let end: ContinuousClock.Instant
        let giveUp: @Sendable () -> Void
    }

    private struct State {
        var waits: [UInt64: Wait] = [:]
        var next: UInt64 = 0
        var isWatched = false
    }

    private let state = Mutex(State())

    func begin(until end: ContinuousClock.Instant, _ giveUp: @escaping @Sendable () -> Void) -> UInt64 {
        let (number, isWatched) = state.withLock { state in
            defer {
                state.next += 1
                state.isWatched = true
            }
            state.waits[state.next] = Wait(end: end, giveUp: giveUp)
            return (state.next, state.isWatched)
        }
        if !isWatched { Task.detached { await self.watch() } }
        return number
    }

    /// Whether the wait had not been given up.
    func end(_ number: UInt64) -> Bool {
        state.withLock { $0.waits.removeValue(forKey: number) != nil }
    }

    private func watch() async {
        var idle = 0
        // Some rounds longer than there is anything: between two waits of one write there is nothing for a moment.
        while idle < 50 {
            try? await Task.sleep(for: Self.step)
            let now = ContinuousClock.now
            let late = state.withLock { state -> [Wait] in
                idle = state.waits.isEmpty ? idle + 1 : 0
                if idle >= 50 { state.isWatched = false }
                let late = state.waits.filter { $0.value.end <= now }
                for number in late.keys { state.waits[number] = nil }
                return Array(late.values)
            }
            for wait in late { wait.giveUp() }
        }
    }
}
