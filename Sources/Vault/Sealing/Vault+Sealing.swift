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
        try record.validate()
        guard kind.isSealed else { throw VaultError(.kind, "entries of the kind \(kind.rawValue) carry no record") }
        guard kind == .admin || !record.action.isAdmin else {
            throw RecordError(.reserved, "action", "is one of Muster's own administration")
        }
        let disclosures = try RecordDisclosures(record, log: log, random: random)
        let sealed = try encrypt(disclosures, idempotency)
        let template = EntryTemplate(
            kind: kind, action: record.action, outcome: record.outcome, references: references(of: record),
            commitment: sealed.commitment)
        return SealedSubmission(template: template, sealed: sealed.bytes)
    }

    private func references(of record: Record) -> [(role: Reference.Role, label: Label)] {
        var references: [(role: Reference.Role, label: Label)] = []
        references.reserveCapacity(3 + record.resources.count)
        references.append((.subject, label(of: record.identity(of: record.subject))))
        if let actor = record.actor { references.append((.actor, label(of: record.identity(of: actor)))) }
        if let behalf = record.onBehalfOf { references.append((.behalf, label(of: record.identity(of: behalf)))) }
        for resource in record.resources { references.append((.resource, label(of: record.identity(of: resource)))) }
        return references
    }

    private func encrypt(
        _ disclosures: RecordDisclosures, _ idempotency: Idempotency?
    ) throws -> (commitment: Hash, bytes: [UInt8]) {
        var parts: [SealedRecordHead.Part] = []
        var ciphertexts: [[UInt8]] = []
        for (number, owner) in disclosures.owners.enumerated() {
            let label = owner == log ? logLabel : label(of: owner)
            let key = try subjects.keyForSealing(label)
            let start = disclosures.nonces.startIndex + 12 * number
            let ciphertext = try SealedPart.seal(
                disclosures.plaintext(part: number), nonce: disclosures.nonces[start..<(start + 12)], key: key.key,
                context: SealedPart.context(label, key.generation, disclosures.digests))
            parts.append(
                SealedRecordHead.Part(
                    label: label, generation: key.generation, length: ciphertext.count, hash: Hash.sha256(ciphertext)))
            ciphertexts.append(ciphertext)
        }
        let head = SealedRecordHead(
            idempotency: idempotency, digests: disclosures.digests, parts: parts,
            namesLength: disclosures.names.count)
        let size = ciphertexts.reduce(head.size + disclosures.names.count) { $0 + $1.count }
        guard size <= SealedRecord.sizeLimit else {
            throw RecordError(
                .tooLarge, "", "the record has \(size) bytes when sealed, the limit is \(SealedRecord.sizeLimit)")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        head.append(to: &bytes)
        let commitment = Hash.sha256(bytes)
        bytes.append(contentsOf: disclosures.names)
        for ciphertext in ciphertexts { bytes.append(contentsOf: ciphertext) }
        return (commitment, bytes)
    }
}
