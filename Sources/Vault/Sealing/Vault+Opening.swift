internal import JSON
package import Records
internal import TransparencyLog

extension Vault {
    /// Opens the sealed record of an entry and checks all of it: commitment, hashes, digests of every disclosure, names,
    /// the entry's labels, and owners.
    ///
    /// Parts whose owner's key is erased or missing are left out and named; nothing else is forgiven.
    package func open(entry: Entry, sealed bytes: [UInt8]) throws(VaultError) -> OpenedRecord {
        guard let commitment = entry.commitment, let action = entry.action, let outcome = entry.outcome,
            entry.kind.isSealed
        else { throw VaultError(.kind, "entries of the kind \(entry.kind.rawValue) carry no record") }
        let sealed = try VaultError.rethrow { () throws(SealedRecordError) in try SealedRecord(parsing: bytes) }
        let items = try VaultError.rethrow { () throws(SealedRecordError) in try sealed.check(commitment: commitment) }
        let (values, unreadable) = try readValues(sealed, items)
        let disclosed = try VaultError.rethrow { () throws(SealedRecordError) in
            try DisclosedRecord(values: values, action: action, outcome: outcome, references: entry.references)
        }
        try OwnerCheck(vault: self, references: entry.references, parts: sealed.head.parts, items: items)
            .check(disclosed)
        return OpenedRecord(record: disclosed.record, unreadable: unreadable)
    }

    /// The value of every name, nil where the owner's key is not there; and those owners.
    private func readValues(
        _ sealed: SealedRecord, _ items: [DisclosureList.Item]
    ) throws(VaultError) -> ([(name: DisclosureName, value: JSONValue?)], [Label]) {
        var values = items.map { (name: $0.name, value: JSONValue?.none) }
        var unreadable: [Label] = []
        for (number, part) in sealed.head.parts.enumerated() {
            guard let key = try subjects.key(for: part.label), key.generation == part.generation else {
                unreadable.append(part.label)
                continue
            }
            let context = SealedPart.context(part.label, part.generation, sealed.head.digests)
            guard let plaintext = SealedPart.open(sealed.ciphertext(number), key: key.key, context: context),
                let disclosures = SealedPart.disclosures(in: plaintext)
            else {
                throw VaultError(.decryption, "part \(number) of the sealed record does not open with its owner's key")
            }
            guard disclosures.count == items.count(where: { $0.part == number }) else {
                throw VaultError(.names, "part \(number) does not have the disclosures that disclosure 0 lists")
            }
            for (place, bytes) in disclosures {
                guard place <= items.count, items[place - 1].part == number else {
                    throw VaultError(.names, "part \(number) does not have the disclosures that disclosure 0 lists")
                }
                values[place - 1].value = try Self.value(bytes, items[place - 1], sealed.head.digests[place])
            }
        }
        return (values, unreadable)
    }

    private static func value(
        _ bytes: ArraySlice<UInt8>, _ item: DisclosureList.Item, _ digest: Hash
    ) throws(VaultError) -> JSONValue {
        guard bytes.withUnsafeBytes({ Hash.sha256($0) }) == digest else {
            throw VaultError(.hash, "a disclosure does not have the digest that the head names")
        }
        guard let disclosure = Disclosure(parsing: bytes),
            disclosure.name.utf8.elementsEqual(item.name.description.utf8)
        else { throw VaultError(.names, "a disclosure does not have the name that disclosure 0 lists") }
        return disclosure.value
    }
}

extension VaultError {
    init(_ error: SealedRecordError) {
        let code: Code =
            switch error.code {
            case .form: .form
            case .tooLarge: .tooLarge
            case .commitment: .commitment
            case .hash: .hash
            case .names: .names
            }
        self.init(code, error.reason)
    }

    static func rethrow<T>(_ body: () throws(SealedRecordError) -> T) throws(VaultError) -> T {
        do throws(SealedRecordError) { return try body() } catch { throw VaultError(error) }
    }
}
