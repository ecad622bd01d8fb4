internal import JSON
internal import Records
internal import TransparencyLog

/// Sealed records that are opened together, step by step: whatever fails at one leaves the others alone.
struct OpeningGroup {
    private struct Opening {
        let entry: Entry
        let sealed: SealedRecord
        var items: [DisclosureList.Item] = []
        var share = OpenedParts.Share(places: 0..<0, unreadable: [])
    }

    private let vault: Vault
    private var openings: [Result<Opening, VaultError>]

    init(_ records: ArraySlice<(entry: Entry, sealed: [UInt8])>, _ vault: Vault) {
        self.vault = vault
        openings = records.map { record in
            Self.attempt { () throws(VaultError) in try Self.read(record.entry, record.sealed) }
        }
    }

    /// Opens and checks; one result a record, in their order.
    func results() -> [Result<OpenedRecord, VaultError>] {
        var group = self
        group.checkHashes()
        let parts = group.openParts()
        return parts.bytes.withUnsafeBytes { bytes in
            let digests = MerkleTree.digests(bytes, parts.ranges)
            return group.openings.map { opening in
                opening.flatMap { opening in
                    Self.attempt { () throws(VaultError) in try group.finish(opening, parts, digests, bytes) }
                }
            }
        }
    }

    private static func read(_ entry: Entry, _ bytes: [UInt8]) throws(VaultError) -> Opening {
        guard entry.commitment != nil, entry.kind.isSealed else {
            throw VaultError(.kind, "entries of the kind \(entry.kind.rawValue) carry no record")
        }
        return Opening(
            entry: entry,
            sealed: try VaultError.rethrow { () throws(SealedRecordError) in try SealedRecord(parsing: bytes) })
    }

    /// Compares heads, lists of names and ciphertexts with the hashes that entries and heads name.
    private mutating func checkHashes() {
        var memory: [UInt8] = []
        var ranges: [Range<Int>] = []
        memory.reserveCapacity(openings.reduce(0) { $0 + ((try? $1.get())?.sealed.bytes.count ?? 0) })
        let places = openings.map { opening -> Range<Int> in
            guard case .success(let opening) = opening else { return 0..<0 }
            let first = ranges.count
            for range in opening.sealed.hashed {
                ranges.append(memory.count + range.lowerBound..<memory.count + range.upperBound)
            }
            memory.append(contentsOf: opening.sealed.bytes)
            return first..<ranges.count
        }
        let hashes = memory.withUnsafeBytes { MerkleTree.digests($0, ranges) }
        step { [vault] (place, opening) throws(VaultError) in
            opening.items = try VaultError.rethrow { () throws(SealedRecordError) in
                try opening.sealed.check(hashes[places[place]], commitment: opening.entry.commitment ?? .zero)
                return try vault.items(of: opening.sealed)
            }
        }
    }

    private mutating func openParts() -> OpenedParts {
        var parts = OpenedParts(size: openings.reduce(0) { $0 + ((try? $1.get())?.sealed.bytes.count ?? 0) })
        step { [vault] (_, opening) throws(VaultError) in
            opening.share = try parts.add(opening.sealed, opening.items, vault.subjects)
        }
        return parts
    }

    /// Compares the disclosures with their digests, reads them, and puts the record together.
    private func finish(
        _ opening: Opening, _ parts: OpenedParts, _ digests: [Hash], _ bytes: UnsafeRawBufferPointer
    ) throws(VaultError) -> OpenedRecord {
        let (entry, head, items) = (opening.entry, opening.sealed.head, opening.items)
        // The value of every name, nil where the owner's key is not there.
        var values = items.map { (name: $0.name, value: JSONValue?.none) }
        for place in opening.share.places {
            let number = parts.numbers[place]
            guard digests[place] == head.digests[number] else {
                throw VaultError(.hash, "a disclosure does not have the digest that the head names")
            }
            guard
                let value = Disclosure.value(
                    in: UnsafeRawBufferPointer(rebasing: bytes[parts.ranges[place]]), of: items[number - 1].name)
            else {
                throw VaultError(.names, "a disclosure does not have the name that disclosure 0 lists")
            }
            values[number - 1].value = value
        }
        guard let action = entry.action, let outcome = entry.outcome else {
            throw VaultError(.kind, "entries of the kind \(entry.kind.rawValue) carry no record")
        }
        let disclosed = try VaultError.rethrow { () throws(SealedRecordError) in
            try DisclosedRecord(values: values, action: action, outcome: outcome, references: entry.references)
        }
        try OwnerCheck(vault: vault, references: entry.references, parts: head.parts, items: items).check(disclosed)
        return OpenedRecord(record: disclosed.record, unreadable: opening.share.unreadable)
    }

    /// Takes every record that is still good one step further.
    private mutating func step(_ body: (Int, inout Opening) throws(VaultError) -> Void) {
        for place in openings.indices {
            guard case .success(var opening) = openings[place] else { continue }
            openings[place] = Self.attempt { () throws(VaultError) in
                try body(place, &opening)
                return opening
            }
        }
    }

    private static func attempt<T>(_ body: () throws(VaultError) -> T) -> Result<T, VaultError> {
        do throws(VaultError) { return .success(try body()) } catch { return .failure(error) }
    }
}
