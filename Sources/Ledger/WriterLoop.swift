import DurableFiles
import Foundation
import Records

/// The writer: takes what waits, sequences it, commits it with one sync, answers. Runs on a thread of its own.
final class WriterLoop {
    private var sequencer: Sequencer
    private let ledger: Ledger

    /// The size of the log when the index tables were last told to become durable.
    private var tablesSynced: UInt64

    init(_ ledger: Ledger, sequencer: Sequencer) {
        self.ledger = ledger
        tablesSynced = sequencer.nextIndex
        self.sequencer = sequencer
    }

    func run() {
        while let waiting = ledger.intake.take(limit: ledger.settings.batchBytes) {
            do throws(LedgerError) {
                try waitForPublisher()
                let outcomes = try commit(waiting.map(\.entries))
                for (transaction, outcome) in zip(waiting, outcomes) {
                    transaction.answer.resume(returning: .success(outcome))
                }
            } catch {
                for transaction in waiting { transaction.answer.resume(returning: .failure(error)) }
                switch error {
                case .batchFailed, .busy: continue
                default: ledger.stop(error)
                }
            }
        }
    }

    /// Keeps committed entries that are not published within bounds: they are held in memory.
    private func waitForPublisher() throws(LedgerError) {
        guard ledger.tail.unpublishedBytes > ledger.settings.unpublishedBytes else { return }
        let end = DispatchTime.now() + ledger.settings.publicationPatience
        while ledger.tail.unpublishedBytes > ledger.settings.unpublishedBytes {
            guard ledger.failure == nil, .now() < end else { throw .busy }
            ledger.publication.hurry()
            ledger.publication.waitForProgress(until: .now() + .milliseconds(20))
        }
    }

    private func commit(_ transactions: [[PendingEntry]]) throws(LedgerError) -> [[Sequenced]] {
        let round = ledger.tables.reading { [sequencer] known in
            sequencer.sequence(transactions, now: ledger.settings.now(), known: known)
        }
        guard !round.entries.isEmpty else { return round.outcomes }
        let batch = Batch(firstIndex: round.firstIndex, entries: round.entries, sealed: round.sealed)
        do throws(FileError) { try ledger.tables.makeRoom(for: round) } catch {
            throw error.isSync ? .stopped("\(error)") : .batchFailed(error)
        }
        do { try ledger.settings.beforeCommit() } catch {
            guard let error = error as? FileError, !error.isSync else { throw .stopped("\(error)") }
            throw .batchFailed(error)
        }
        switch ledger.storage.commit(batch) {
        case .committed: break
        case .lost(let error): throw .batchFailed(error)
        case .unknown(let error): throw .stopped("\(error)")
        }
        sequencer.advance(past: round)
        let unpublished = ledger.tail.append(CommittedTail.Item(batch: batch, attachments: round.attachments))
        ledger.committed.reach(batch.endIndex)
        // Long before the writer would have to wait for it, the publisher stops waiting for its tick.
        if unpublished > ledger.settings.unpublishedBytes / 4 {
            ledger.publication.hurry()
        } else {
            ledger.publication.wakeUp()
        }
        do throws(FileError) { try ledger.tables.apply(round) } catch {
            // There was room, so this does not happen; the batch is durable, so answer it, then stop.
            ledger.stop(.stopped("the index tables cannot be written: \(error)"))
        }
        syncTablesNowAndThen()
        return round.outcomes
    }

    /// Bounds what is applied again at the start after a power cut. Beside the writer, which never waits for it.
    private func syncTablesNowAndThen() {
        guard sequencer.nextIndex &- tablesSynced >= ledger.settings.tableSyncEntries else { return }
        tablesSynced = sequencer.nextIndex
        DispatchQueue.global(qos: .utility).async(group: ledger.threads) { [ledger] in
            do throws(FileError) { try ledger.tables.sync() } catch {
                ledger.stop(.stopped("the index tables cannot be made durable: \(error)"))
            }
        }
    }
}
