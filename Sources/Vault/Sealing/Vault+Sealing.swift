internal import Crypto
package import Records
internal import TransparencyLog

extension Vault {
    /// Seals a record: cuts it into salted disclosures and encrypts each owner's under that owner's key.
    ///
    /// Owners without a key get one, which must be made durable (`syncNewKeys`) before the result is.
    ///
    /// - Throws: `RecordError` when the record breaks a rule; `VaultError`.
    package func seal(
        _ record: Record, kind: EntryKind = .record, idempotency: Idempotency? = nil
    ) throws -> SealedSubmission {
        try seal([SealingRequest(record: record, kind: kind, idempotency: idempotency)])[0].get()
    }

    /// Seals records, each as if it were alone; what has to be hashed is hashed for many of them together.
    ///
    /// - Returns: one result a record, in their order. What keeps one from being sealed is no matter for the others.
    package func seal(_ requests: [SealingRequest]) -> [Result<SealedSubmission, any Error>] {
        var results: [Result<SealedSubmission, any Error>?] = Array(repeating: nil, count: requests.count)
        var cuts: [RecordCut] = []
        var places: [Int] = []
        cuts.reserveCapacity(requests.count)
        places.reserveCapacity(requests.count)
        var size = 0
        for (place, request) in requests.enumerated() {
            do {
                let (cut, bytes) = try cut(request)
                if size + bytes > Self.groupSize {
                    seal(requests, places, cuts, &results)
                    (cuts, places, size) = ([], [], 0)
                }
                cuts.append(cut)
                places.append(place)
                size += bytes
            } catch { results[place] = .failure(error) }
        }
        seal(requests, places, cuts, &results)
        return results.compactMap(\.self)  // each has got one
    }

    /// Bytes of records that are sealed together at most, unless one has more: a bound on memory.
    private static let groupSize = 2 << 20

    /// Seals the records at `places`, which have been cut.
    private func seal(
        _ requests: [SealingRequest], _ places: [Int], _ cuts: [RecordCut],
        _ results: inout [Result<SealedSubmission, any Error>?]
    ) {
        var group = SealingGroup(self, DisclosureGroup(cuts, random: random))
        for (number, place) in places.enumerated() {
            do { try group.encrypt(number, owners: cuts[number].owners) } catch { results[place] = .failure(error) }
        }
        group.finish(places.map { requests[$0].idempotency })
        for (number, place) in places.enumerated() where results[place] == nil {
            results[place] = Result { try submission(requests[place], cuts[number], group.sealed(number)) }
        }
    }

    /// The record cut into fields, and about how many bytes it has when sealed.
    private func cut(_ request: SealingRequest) throws -> (RecordCut, size: Int) {
        let size = try request.record.validate()
        guard request.kind.isSealed else {
            throw VaultError(.kind, "entries of the kind \(request.kind.rawValue) carry no record")
        }
        guard request.kind.takes(request.record.action) else {
            throw RecordError(
                .reserved, "action", "is not one that stands in entries of the kind \(request.kind.rawValue)")
        }
        guard !request.kind.isLink || (request.record.resources.count == 1 && request.record.onBehalfOf == nil) else {
            throw RecordError(.invalidValue, "resource", "must be one party: a link is between two identities")
        }
        return (try RecordCut(request.record, log: log), size)
    }

    private func submission(
        _ request: SealingRequest, _ cut: RecordCut, _ sealed: (commitment: Hash, bytes: [UInt8])
    ) throws -> SealedSubmission {
        guard sealed.bytes.count <= SealedRecord.sizeLimit else {
            throw RecordError(
                .tooLarge, "",
                "the record has \(sealed.bytes.count) bytes when sealed, the limit is \(SealedRecord.sizeLimit)")
        }
        let template = EntryTemplate(
            kind: request.kind, action: request.record.action, outcome: request.record.outcome,
            references: cut.parties.map { ($0.role, label(of: $0.identity)) }, commitment: sealed.commitment)
        return SealedSubmission(template: template, sealed: sealed.bytes)
    }
}
