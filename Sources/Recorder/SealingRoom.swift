import Foundation
import Ledger
import Synchronization

/// Where small transactions that are handed in at the same time wait to be sealed together: hashing many records at once
/// takes a fraction of the time.
///
/// Whoever comes while few are there does not wait: a lone client gains nothing by company. What waits is sealed by tasks
/// of the room, as many as there are cores at most; each is queued behind whoever is about to hand something in.
final class SealingRoom: Sendable {
    /// A transaction, and who waits for what becomes of it.
    struct Waiting: Sendable {
        let submissions: [Submission]
        let answer: UnsafeContinuation<Result<[Sequenced], any Error>, Never>
    }

    private struct State {
        /// Appends that have begun and not ended, those that do not wait here among them.
        var inside = 0
        var waiting: [Waiting] = []
        /// Records of those that wait.
        var records = 0
        var sealers = 0
    }

    private let state = Mutex(State())
    private let sealerLimit = max(1, ProcessInfo.processInfo.activeProcessorCount)

    /// Records from which on a transaction is company enough by itself.
    static let few = 16
    /// Records that are sealed together at most, transactions being whole.
    private static let together = 64
    /// Appends from which on it is worth while to wait for one another.
    private static let crowd = 8

    /// Begins an append; answers whether it is worth while to wait.
    func enter() -> Bool {
        state.withLock { state in
            state.inside += 1
            return state.inside >= Self.crowd
        }
    }

    func leave() { state.withLock { $0.inside -= 1 } }

    /// Takes a transaction in; answers whether a sealer has to be begun.
    func wait(_ transaction: Waiting) -> Bool {
        state.withLock { state in
            state.waiting.append(transaction)
            state.records += transaction.submissions.count
            guard state.sealers < sealerLimit, state.records > state.sealers * Self.together / 2 else { return false }
            state.sealers += 1
            return true
        }
    }

    /// What a sealer is to seal next; nil, and the sealer's end, when nothing waits.
    func take() -> [Waiting]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.sealers -= 1
                return nil
            }
            var (count, records) = (0, 0)
            while count < state.waiting.count, records < Self.together {
                records += state.waiting[count].submissions.count
                count += 1
            }
            let taken = Array(state.waiting[..<count])
            state.waiting.removeFirst(count)
            state.records -= records
            return taken
        }
    }
}
