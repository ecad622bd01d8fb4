package import Ledger
import Records
import Vault

extension Recorder {
    /// Submissions of one transaction from which on they are sealed in parts, on all cores.
    private static let many = 256
    /// Submissions of one transaction that are sealed together: from some on, more make nothing quicker.
    private static let together = 64

    /// Seals submissions for `Ledger.append`: for whoever has the next ones sealed while the last ones are written, and
    /// keeps them in order himself. Several tasks may do so at once.
    package func sealed(_ submissions: [Submission]) throws(RecorderError) -> [PendingEntry] {
        try pending(submissions[...]).get()
    }

    /// Seals and appends without waiting for others to seal with.
    func appendAlone(
        _ submissions: [Submission], _ acknowledge: Acknowledgement
    ) async throws(RecorderError) -> [Sequenced] {
        let entries =
            submissions.count < Self.many
            ? try pending(submissions[...]).get() : try await pendingInParts(submissions)
        do { return try await ledger.append(entries, acknowledge: acknowledge) } catch { throw RecorderError(error) }
    }

    /// A sealer of the room: seals what waits there and hands it on to the writer, until nothing waits.
    func sealWhatWaits() async {
        while let transactions = room.take() {
            var results = seal(transactions.flatMap(\.submissions)[...])[...]
            for transaction in transactions {
                let count = transaction.submissions.count
                do {
                    ledger.append(try results.prefix(count).map { try $0.get() }, answer: transaction.answer)
                } catch { transaction.answer.resume(returning: .failure(error)) }
                results = results.dropFirst(count)
            }
            await Task.yield()  // whoever is about to hand something in comes first
        }
    }

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
            let part = submissions[start..<min(start + Self.together, submissions.endIndex)]
            for result in seal(part) {
                do throws(RecorderError) { entries.append(try result.get()) } catch { return .failure(error) }
            }
        }
        return .success(entries)
    }

    /// Seals submissions together, each as if it were alone; one result each.
    private func seal(_ submissions: ArraySlice<Submission>) -> [Result<PendingEntry, RecorderError>] {
        let requests = submissions.map { submission in
            SealingRequest(
                record: submission.record.resolved, kind: submission.kind, idempotency: idempotency(of: submission))
        }
        return zip(requests, vault.seal(requests)).map { request, result in
            result.map { PendingEntry(request, $0) }.mapError { RecorderError(sealing: $0) }
        }
    }

    /// The keyed hashes under which a submission is known again; nil when it has no key.
    func idempotency(of submission: Submission) -> Idempotency? {
        submission.idempotencyKey.map { key in
            vault.idempotency(
                source: submission.record.source ?? "", key: key,
                content: submission.record.idempotentContent + submission.binding)
        }
    }
}

extension PendingEntry {
    fileprivate init(_ request: SealingRequest, _ sealed: SealedSubmission) {
        self.init(
            .template(sealed.template), sealed: sealed.sealed, idempotency: request.idempotency,
            attachment: request.record)
    }
}

extension Record {
    /// What must be the same for two submissions under one key to be the same: all that the submitter said, in
    /// canonical JSON; not what Muster added, which differs from one try to the next.
    var idempotentContent: [UInt8] {
        var omitted: CanonicalOmission = [.id, .source, .recordedBy, .request]  // the key is of that source already
        if let token = recordedBy {
            if let actor, actor.type == "service", actor.namespace == "muster", actor.id == token {
                omitted.insert(.actor)
            }
        }
        if transaction == request { omitted.insert(.transaction) }
        return canonicalBytes(omitting: omitted)
    }
}
