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
        let entries =
            submissions.count < Self.many
            ? try pending(submissions[...]).get() : try await pendingInParts(submissions)
        do { return try await ledger.append(entries, acknowledge: acknowledge) } catch { throw RecorderError(error) }
    }

    /// Submissions of one transaction from which on they are sealed in parts, on all cores.
    private static let many = 256

    private func pendingInParts(_ submissions: [Submission]) async throws(RecorderError) -> [PendingEntry] {
        let size = Self.many / 2
        let parts = await withTaskGroup(of: (Int, Result<[PendingEntry], RecorderError>).self) { group in
            for start in stride(from: 0, to: submissions.count, by: size) {
                group.addTask { (start, self.pending(submissions[start..<min(start + size, submissions.count)])) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var entries: [PendingEntry] = []
        entries.reserveCapacity(submissions.count)
        for start in parts.keys.sorted() { entries += try parts[start]?.get() ?? [] }
        return entries
    }

    private func pending(_ submissions: ArraySlice<Submission>) -> Result<[PendingEntry], RecorderError> {
        var entries: [PendingEntry] = []
        entries.reserveCapacity(submissions.count)
        for start in stride(from: submissions.startIndex, to: submissions.endIndex, by: Self.together) {
            let requests = submissions[start..<min(start + Self.together, submissions.endIndex)].map { submission in
                SealingRequest(
                    record: submission.record.resolved, kind: submission.kind, idempotency: idempotency(of: submission))
            }
            for (request, result) in zip(requests, vault.seal(requests)) {
                do { entries.append(PendingEntry(request, try result.get())) } catch {
                    return .failure(RecorderError(sealing: error))
                }
            }
        }
        return .success(entries)
    }

    /// Submissions of one transaction that are sealed together: from some on, more make nothing quicker.
    private static let together = 64

    /// The keyed hashes under which a submission is known again; nil when it has no key.
    func idempotency(of submission: Submission) -> Idempotency? {
        submission.idempotencyKey.map { key in
            vault.idempotency(
                source: submission.record.source ?? "", key: key,
                content: submission.record.idempotentContent + submission.binding)
        }
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

extension Record {
    /// What must be the same for two submissions under one key to be the same: all that the submitter said, in
    /// canonical JSON; not what Muster added, which differs from one try to the next.
    var idempotentContent: [UInt8] {
        var said = self
        said.id = nil
        if let token = recordedBy {
            if let actor, actor.type == "service", actor.namespace == "muster", actor.id == token { said.actor = nil }
        }
        said.source = nil  // the key is of that source already
        if transaction == request { said.transaction = nil }
        said.recordedBy = nil
        said.request = nil
        return said.canonicalBytes
    }
}

extension PendingEntry {
    fileprivate init(_ request: SealingRequest, _ sealed: SealedSubmission) {
        self.init(
            .template(sealed.template), sealed: sealed.sealed, idempotency: request.idempotency,
            attachment: request.record)
    }
}
