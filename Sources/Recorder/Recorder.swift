package import Ledger
import Records
package import TransparencyLog
package import Vault

/// The only way to append to a log: seals records, keeps retries apart from new ones, answers with indices and receipts.
///
/// Safe to use from any number of tasks. An append runs on the log's own threads: cancelling the task that waits for
/// it does not undo it.
package final class Recorder: Sendable {
    package let name: String
    package let origin: String
    package let vault: Vault
    package let ledger: Ledger
    package let folders: LogFolders
    let room = SealingRoom()

    init(name: String, origin: String, folders: LogFolders, vault: Vault, ledger: Ledger) {
        self.name = name
        self.origin = origin
        self.folders = folders
        self.vault = vault
        self.ledger = ledger
    }

    /// The key that checks this log's checkpoints.
    package var verifierKey: VerifierKey { ledger.verifierKey }
    /// The folder of the public files.
    package var logDirectory: String { folders.log }

    /// Appends records as one transaction, in order; answers one outcome a record.
    ///
    /// A record with an idempotency key that was recorded before is not recorded again: with the same content the
    /// answer is `duplicate` with the first index, with other content `conflict`. The other records of the
    /// transaction are recorded all the same.
    package func append(
        _ submissions: [Submission], acknowledge: Acknowledgement = .durable
    ) async throws(RecorderError) -> [Sequenced] {
        guard room.enter(), submissions.count < SealingRoom.few else {
            defer { room.leave() }
            return try await appendAlone(submissions, acknowledge)
        }
        defer { room.leave() }
        let result = await withUnsafeContinuation { answer in
            if room.wait(SealingRoom.Waiting(submissions: submissions, answer: answer)) {
                Task.detached { [self] in await sealWhatWaits() }
            }
        }
        do {
            let outcomes = try result.get()
            if acknowledge == .published { try await ledger.waitPublished(outcomes) }
            return outcomes
        } catch { throw RecorderError(appending: error) }
    }

    package func committedSize() -> UInt64 { ledger.committedSize }
    package func publishedSize() -> UInt64 { ledger.publishedSize }

    /// The checkpoint as last shown, a signed note; empty before the first.
    package func checkpoint() -> [UInt8] { ledger.checkpoint }

    /// The size that the shown checkpoint covers, and the checkpoint.
    package func publishedCheckpoint() -> (size: UInt64, note: [UInt8]) {
        let note = ledger.checkpoint
        return ((try? Checkpoint.unverified(note))?.size ?? 0, note)
    }

    /// Returns once more than `size` entries are committed; throws when the log stops or the task is cancelled.
    package func waitCommitted(beyond size: UInt64) async throws { try await ledger.waitCommitted(beyond: size) }

    /// Returns once the shown checkpoint covers `index`.
    package func waitPublished(index: UInt64) async throws(RecorderError) {
        do { try await ledger.waitPublished(index) } catch { throw RecorderError(error) }
    }

    /// The receipt for an entry (C2SP tlog-proof), which carries the entry itself in its line `extra`; nil while the shown
    /// checkpoint does not cover it.
    package func receipt(index: UInt64) throws(RecorderError) -> Receipt? {
        var receipt: Receipt?
        do { receipt = try ledger.receipt(index) } catch { throw RecorderError(error) }
        receipt?.extra = try entryBytes(index: index)
        return receipt
    }

    /// A file of the public log, by its path below the log's folder; nil when there is none.
    package func publicFile(path: String) throws(RecorderError) -> [UInt8]? {
        do { return try ledger.publicFile(path) } catch { throw RecorderError(error) }
    }

    /// Writes and publishes what waits, then closes the log.
    package func close() async { await ledger.close() }
}
