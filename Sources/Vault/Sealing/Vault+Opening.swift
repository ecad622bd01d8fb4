package import Records

extension Vault {
    /// Opens the sealed record of an entry and checks all of it: commitment, hashes, digests of every disclosure, names,
    /// the entry's labels, and owners.
    ///
    /// Parts whose owner's key is erased or missing are left out and named; nothing else is forgiven.
    package func open(entry: Entry, sealed bytes: [UInt8]) throws(VaultError) -> OpenedRecord {
        try open([(entry, bytes)])[0].get()
    }

    /// Opens the sealed records of several entries, each as if it were alone; one result each, in their order. What is
    /// hashed is hashed together, which is several times as quick.
    package func open(_ records: [(entry: Entry, sealed: [UInt8])]) -> [Result<OpenedRecord, VaultError>] {
        var results: [Result<OpenedRecord, VaultError>] = []
        results.reserveCapacity(records.count)
        for start in stride(from: 0, to: records.count, by: Self.openedTogether) {
            results += OpeningGroup(records[start..<min(start + Self.openedTogether, records.count)], self).results()
        }
        return results
    }

    /// More make nothing quicker, and their bytes would not stay in the processor's cache.
    private static let openedTogether = 32
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
