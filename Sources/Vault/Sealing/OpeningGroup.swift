internal import JSON
internal import Records
internal import TransparencyLog

/// Sealed records that are opened together, step by step: whatever fails at one leaves the others alone.
struct OpeningGroup {
    private struct Opening {
        let sealed: SealedRecord
        var items: [DisclosureList.Item] = []
        var share = OpenedParts.Share(places: 0..<0, unreadable: [])
    }

    private let vault: Vault
    private let entries: [Entry]
    /// One a record; nil from where on it is not good.
    private var openings: [Opening?] = []
    private var failures: [Int: VaultError] = [:]

    init(_ records: ArraySlice<(entry: Entry, sealed: [UInt8])>, _ vault: Vault) {
        self.vault = vault
        entries = records.map(\.entry)
        openings.reserveCapacity(records.count)
        for record in records {
            do throws(VaultError) { openings.append(try Self.read(record.entry, record.sealed)) } catch {
                failures[openings.count] = error
                openings.append(nil)
            }
        }
    }

    /// Opens and checks; one result a record, in their order.
    func results() -> [Result<OpenedRecord, VaultError>] {
        var group = self
        group.checkHashes()
        let parts = group.openParts()
        return parts.bytes.withUnsafeBytes { bytes in
            let digests = MerkleTree.digests(bytes, parts.ranges)
            return group.entries.indices.map { place in
                guard let opening = group.openings[place] else { return .failure(group.failures[place]!) }
                do throws(VaultError) {
                    return .success(try group.finish(entries[place], opening, parts, digests, bytes))
                } catch { return .failure(error) }
            }
        }
    }

    private static func read(_ entry: Entry, _ bytes: [UInt8]) throws(VaultError) -> Opening {
        guard entry.commitment != nil, entry.kind.isSealed else {
            throw VaultError(.kind, "entries of the kind \(entry.kind.rawValue) carry no record")
        }
        return Opening(
            sealed: try VaultError.rethrow { () throws(SealedRecordError) in try SealedRecord(parsing: bytes) })
    }

    private var size: Int { openings.reduce(0) { $0 + ($1?.sealed.bytes.count ?? 0) } }

    /// Compares heads, lists of names and ciphertexts with the hashes that entries and heads name.
    private mutating func checkHashes() {
        var memory: [UInt8] = []
        var ranges: [Range<Int>] = []
        var places: [Range<Int>] = []
        memory.reserveCapacity(size)
        for place in openings.indices {
            let first = ranges.count
            if let sealed = openings[place]?.sealed {
                for range in sealed.hashed {
                    ranges.append(memory.count + range.lowerBound..<memory.count + range.upperBound)
                }
                memory.append(contentsOf: sealed.bytes)
            }
            places.append(first..<ranges.count)
        }
        let hashes = memory.withUnsafeBytes { MerkleTree.digests($0, ranges) }
        step { [entries, vault] (place, opening) throws(VaultError) in
            opening.items = try VaultError.rethrow { () throws(SealedRecordError) in
                try opening.sealed.check(hashes[places[place]], commitment: entries[place].commitment ?? .zero)
                return try vault.items(of: opening.sealed)
            }
        }
    }

    private mutating func openParts() -> OpenedParts {
        var parts = OpenedParts(size: size)
        step { [vault] (_, opening) throws(VaultError) in
            opening.share = try parts.add(opening.sealed, opening.items, vault.subjects)
        }
        return parts
    }

    /// Takes every record that is still good one step further.
    private mutating func step(_ body: (Int, inout Opening) throws(VaultError) -> Void) {
        for place in openings.indices where openings[place] != nil {
            do throws(VaultError) { try body(place, &openings[place]!) } catch {
                failures[place] = error
                openings[place] = nil
            }
        }
    }

    /// Compares the disclosures with their digests, reads them, and puts the record together.
    private func finish(
        _ entry: Entry, _ opening: Opening, _ parts: OpenedParts, _ digests: [Hash], _ bytes: UnsafeRawBufferPointer
    ) throws(VaultError) -> OpenedRecord {
        let (head, items) = (opening.sealed.head, opening.items)
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
            else { throw VaultError(.names, "a disclosure does not have the name that disclosure 0 lists") }
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
}
