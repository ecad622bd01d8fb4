internal import Records
internal import TransparencyLog

/// The plaintexts of the parts of sealed records for which there is a key, one behind the other, and where their
/// disclosures stand: hashed together later, which is several times as quick.
struct OpenedParts {
    private(set) var bytes: [UInt8] = []
    /// Where each disclosure stands in `bytes`.
    private(set) var ranges: [Range<Int>] = []
    /// The number of each disclosure within its record, from 1.
    private(set) var numbers: [Int] = []

    /// - Parameter size: Bytes of all that is going to be opened, about.
    init(size: Int) { bytes.reserveCapacity(size) }

    /// What was taken of one record.
    struct Share {
        /// Which of `ranges` and `numbers` are the record's.
        let places: Range<Int>
        /// The owners whose key is erased or missing.
        let unreadable: [Label]
    }

    /// Opens what can be opened of a record, and checks that each part has the disclosures that disclosure 0 lists for it.
    mutating func add(
        _ sealed: SealedRecord, _ items: [DisclosureList.Item], _ subjects: SubjectKeys
    ) throws(VaultError) -> Share {
        let first = numbers.count
        var unreadable: [Label] = []
        var context = SealedPart.Context(sealed.head.digests[...])
        for (number, part) in sealed.head.parts.enumerated() {
            guard let key = try subjects.key(for: part.label), key.generation == part.generation else {
                unreadable.append(part.label)
                continue
            }
            context.name(part.label, part.generation)
            let (start, before) = (bytes.count, numbers.count)
            guard
                SealedPart.open(sealed.ciphertext(number), key: key.key, context: context.bytes, appendingTo: &bytes),
                readDisclosures(from: start)
            else {
                throw VaultError(.decryption, "part \(number) of the sealed record does not open with its owner's key")
            }
            guard numbers.count - before == items.count(where: { $0.part == number }),
                numbers[before...].allSatisfy({ $0 <= items.count && items[$0 - 1].part == number })
            else {
                throw VaultError(.names, "part \(number) does not have the disclosures that disclosure 0 lists")
            }
        }
        return Share(places: first..<numbers.count, unreadable: unreadable)
    }

    /// Takes the disclosures of a plaintext, each behind its number (16 bits) and length (32 bits); false unless the numbers
    /// ascend from 1 and the lengths add up.
    private mutating func readDisclosures(from start: Int) -> Bool {
        var place = start
        var last = 0
        while place < bytes.count {
            guard bytes.count - place >= 6 else { return false }
            let (number, length) = bytes.withUnsafeBytes { bytes in
                (
                    Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self))),
                    Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place + 2, as: UInt32.self)))
                )
            }
            place += 6
            guard length <= bytes.count - place, number > last else { return false }
            numbers.append(number)
            ranges.append(place..<place + length)
            place += length
            last = number
        }
        return true
    }
}
