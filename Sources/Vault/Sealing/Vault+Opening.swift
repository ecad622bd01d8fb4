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
        let items = try VaultError.rethrow { () throws(SealedRecordError) in
            try sealed.checkHashes(commitment: commitment)
            return try self.items(of: sealed)
        }
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
        let parts = try OpenedParts(sealed, items, subjects)
        let result = parts.bytes.withUnsafeBytes { bytes -> VaultError? in
            let digests = MerkleTree.digests(bytes, parts.ranges)
            for (place, range) in parts.ranges.enumerated() {
                let number = parts.numbers[place]
                guard digests[place] == sealed.head.digests[number] else {
                    return VaultError(.hash, "a disclosure does not have the digest that the head names")
                }
                guard
                    let value = Disclosure.value(
                        in: UnsafeRawBufferPointer(rebasing: bytes[range]), of: items[number - 1].name)
                else { return VaultError(.names, "a disclosure does not have the name that disclosure 0 lists") }
                values[number - 1].value = value
            }
            return nil
        }
        if let result { throw result }
        return (values, parts.unreadable)
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
