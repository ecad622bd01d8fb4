import Dispatch
import Foundation
import Glibc
import Synchronization

/// Starts pieces of work at a fixed rate, whether or not earlier ones have ended, and takes the time of each from the
/// moment at which it was due: a machine that falls behind cannot make its figures better by asking less.
final class BenchPace: Sendable {
    private struct State {
        var latencies = Latencies()
        var failure: (any Error)?
    }

    private let rate: Double
    private let permits: DispatchSemaphore
    private let state = Mutex(State())

    /// - Parameters:
    ///   - rate: Pieces a second.
    ///   - limit: Pieces under way at once; what is due beyond that waits, which counts as its own time.
    init(rate: Double, limit: Int) {
        self.rate = rate
        permits = DispatchSemaphore(value: limit)
    }

    /// Runs `count` pieces.
    func run(_ count: Int, _ work: @escaping @Sendable (Int) async throws -> Void) async throws -> Latencies {
        let finished = DispatchGroup()
        let thread = Thread { [self] in
            let start = ContinuousClock.now
            for number in 0..<count where state.withLock({ $0.failure == nil }) {
                let due = start + .seconds(Double(number) / rate)
                Self.sleep(until: due)
                permits.wait()
                finished.enter()
                Task {
                    await measure(from: due) { try await work(number) }
                    permits.signal()
                    finished.leave()
                }
            }
            finished.leave()
        }
        finished.enter()
        thread.start()
        await withCheckedContinuation { continuation in
            finished.notify(queue: .global()) { continuation.resume() }
        }
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.latencies
        }
    }

    private func measure(from due: ContinuousClock.Instant, _ work: () async throws -> Void) async {
        do {
            try await work()
            let seconds = (ContinuousClock.now - due) / .seconds(1)
            state.withLock { $0.latencies.append(seconds) }
        } catch { state.withLock { $0.failure = $0.failure ?? error } }
    }

    /// The clock's own sleep rounds up by about a millisecond; this thread has nothing else to do.
    private static func sleep(until due: ContinuousClock.Instant) {
        let rest = due - ContinuousClock.now
        guard rest > .zero else { return }
        let (seconds, attoseconds) = rest.components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        nanosleep(&time, nil)
    }
}
