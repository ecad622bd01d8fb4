import DurableFiles
import Ledger
import Records
import Synchronization
import Testing
import TransparencyLog

/// What a log has promised so far, to be held against what a later start finds.
final class Promises: Sendable {
    struct Made: Sendable {
        /// The index that each acknowledged number was answered with.
        var acknowledged: [Int: UInt64] = [:]
        /// Numbers whose failure said that nothing of them was kept.
        var denied: Set<Int> = []
        /// Numbers that were submitted.
        var submitted: [Int] = []
        /// Checkpoints that were shown.
        var shown: [[UInt8]] = []
    }

    private let state: Mutex<Made>

    init(_ made: Made = Made()) { state = Mutex(made) }

    var made: Made { state.withLock { $0 } }

    /// Appends entries as one transaction and keeps what is answered.
    ///
    /// Returns the error when there is one.
    func append(
        _ entries: [NumberedEntry], to ledger: Ledger, _ acknowledge: Acknowledgement
    ) async -> LedgerError? {
        state.withLock { $0.submitted += entries.map(\.number) }
        do throws(LedgerError) {
            let outcomes = try await ledger.append(entries.map(\.pending), acknowledge: acknowledge)
            state.withLock { state in
                for (entry, outcome) in zip(entries, outcomes) { state.acknowledged[entry.number] = outcome.index }
            }
            show(ledger)
            return nil
        } catch {
            if case .batchFailed = error { state.withLock { $0.denied.formUnion(entries.map(\.number)) } }
            return error
        }
    }

    /// Keeps the checkpoint that anybody could have seen.
    func show(_ ledger: Ledger) {
        let note = ledger.checkpoint
        state.withLock { state in if !note.isEmpty && state.shown.last != note { state.shown.append(note) } }
    }
}

extension Promises.Made {
    /// Opens the log, submits everything again, and holds the log that comes of it against the promises: every
    /// acknowledged entry where it was answered to be, every entry once, every shown checkpoint a prefix.
    func check(_ log: SimulatedLog, on disk: MemoryDisk, _ comment: @autoclosure () -> String) async throws {
        let ledger: Ledger
        do throws(LedgerError) { ledger = try log.open(on: disk) } catch {
            Issue.record("\(comment()): it does not open: \(error)")
            return
        }
        let old = acknowledged.values.max().map { $0 + 1 } ?? 0
        #expect(ledger.committedSize >= old, "\(comment()): entries are lost")
        let numbers = submitted + [1_000_000]
        let outcomes = try await ledger.append(
            numbers.map { NumberedEntry(number: $0).pending }, acknowledge: .published)
        for (number, outcome) in zip(numbers, outcomes) {
            if let index = acknowledged[number] {
                #expect(outcome == .duplicate(index), "\(comment()): number \(number)")
            } else if denied.contains(number) || number == 1_000_000 {
                #expect(outcome == .recorded(outcome.index), "\(comment()): number \(number) was kept")
            }
        }
        await ledger.close()
        let found = try log.check(disk)
        for (number, outcome) in zip(numbers, outcomes) {
            #expect(found.places[NumberedEntry(number: number).key] == Int(outcome.index), "\(comment()): \(number)")
        }
        for note in shown {
            let before = try Checkpoint.open(note, key: SimulatedLog.key.verifierKey)
            #expect(found.root(at: before.size) == before.root, "\(comment()): a fork at \(before.size)")
        }
    }
}
