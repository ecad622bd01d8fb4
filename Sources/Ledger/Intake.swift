import Foundation
import Synchronization

/// Transactions on their way to the writer: bounded, in order of arrival.
final class Intake: Sendable {
    /// Whoever waits for what becomes of a transaction; what is thrown is a `LedgerError`.
    typealias Answer = UnsafeContinuation<Result<[Sequenced], any Error>, Never>

    struct Waiting: Sendable {
        let entries: [PendingEntry]
        let size: Int
        /// Resumed once: whoever takes a transaction out of the queue answers it. Unsafe, since the check costs as much as
        /// all the rest of the queue.
        let answer: Answer
    }

    private struct State {
        var waiting: [Waiting] = []
        var bytes = 0
        var closing = false
        var failure: LedgerError?
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let byteLimit: Int
    /// Transactions that were taken together last; only the writer's thread uses it.
    private let lastTaken = Atomic(0)

    init(byteLimit: Int) { self.byteLimit = byteLimit }

    /// Queues a transaction; the writer answers. Nobody can take it back.
    func submit(_ entries: [PendingEntry], size: Int, answer: Answer) {
        let refusal = state.withLock { state -> LedgerError? in
            if let failure = state.failure { return failure }
            if state.closing { return .closed }
            guard state.bytes + size <= byteLimit || state.waiting.isEmpty else { return .busy }
            state.waiting.append(Waiting(entries: entries, size: size, answer: answer))
            state.bytes += size
            if state.waiting.count == 1 { wake.signal() }
            return nil
        }
        if let refusal { answer.resume(returning: .failure(refusal)) }
    }

    /// Everything that waits, up to `limit` bytes and at least one transaction; blocks until there is something.
    ///
    /// Nil once the intake is closed and empty.
    func take(limit: Int) -> [Waiting]? {
        gather()
        while true {
            let (taken, isOver) = state.withLock { state -> ([Waiting], Bool) in
                var count = 0
                var bytes = 0
                while count < state.waiting.count, count == 0 || bytes + state.waiting[count].size <= limit {
                    bytes += state.waiting[count].size
                    count += 1
                }
                let taken = count == state.waiting.count ? state.waiting : Array(state.waiting[..<count])
                if count == state.waiting.count {
                    state.waiting = []
                    state.waiting.reserveCapacity(count)
                } else {
                    state.waiting.removeFirst(count)
                }
                state.bytes -= bytes
                if !state.waiting.isEmpty { wake.signal() }
                return (taken, state.closing || state.failure != nil)
            }
            if !taken.isEmpty {
                lastTaken.store(taken.count, ordering: .relaxed)
                return taken
            }
            if isOver { return nil }
            wake.wait()
        }
    }

    /// Lets transactions that are arriving arrive, when the last batch had several: a write and a sync cost the same for
    /// ten as for a hundred. A lone writer never waits for this, and nobody waits when nothing more comes.
    private func gather() {
        guard lastTaken.load(ordering: .relaxed) >= Self.several else { return }
        var count = 0
        for _ in 0..<Self.looks {
            let (now, isOver) = state.withLock { ($0.waiting.count, $0.closing || $0.failure != nil) }
            guard now > count, !isOver else { return }
            count = now
            usleep(Self.pause)
        }
    }

    /// Transactions of the last batch from which on more are waited for.
    private static let several = 8
    private static let looks = 4
    /// Microseconds.
    private static let pause: UInt32 = 50

    /// Takes no more; what waits is still written.
    func close() {
        state.withLock { $0.closing = true }
        wake.signal()
    }

    /// Takes no more and answers everything that waits with the failure.
    func fail(_ error: LedgerError) {
        let waiting = state.withLock { state in
            state.failure = state.failure ?? error
            defer { state.waiting = []; state.bytes = 0 }
            return state.waiting
        }
        for transaction in waiting { transaction.answer.resume(returning: .failure(error)) }
        wake.signal()
    }

    var failure: LedgerError? { state.withLock { $0.failure } }
    var queuedBytes: Int { state.withLock { $0.bytes } }
}
