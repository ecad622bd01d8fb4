package import TransparencyLog

/// A sealed record read into its pieces: the head, disclosure 0, and one ciphertext for each part.
package struct SealedRecord: Sendable {
    package let head: SealedRecordHead
    package let bytes: [UInt8]
    /// Bytes of the head within `bytes`.
    package let headSize: Int
    /// Where each part's ciphertext stands in `bytes`.
    package let ciphertexts: [Range<Int>]

    /// The largest sealed record, 1 MiB.
    package static let sizeLimit = 1 << 20
    /// Bytes that a ciphertext has beside its plaintext: nonce and tag.
    package static let overhead = 12 + 16

    /// SHA-256 of the head as it stands in `bytes`.
    package var commitment: Hash {
        bytes.withUnsafeBytes { Hash.sha256(UnsafeRawBufferPointer(rebasing: $0[..<headSize])) }
    }

    /// Disclosure 0, the list of names.
    package var names: ArraySlice<UInt8> { bytes[headSize..<(headSize + head.namesLength)] }

    package func ciphertext(_ part: Int) -> ArraySlice<UInt8> { bytes[ciphertexts[part]] }

    /// Reads the form: every length must add up, and nothing may follow. Hashes are checked by `check`.
    package init(parsing bytes: [UInt8]) throws(SealedRecordError) {
        guard bytes.count <= Self.sizeLimit else {
            throw SealedRecordError(.tooLarge, "a sealed record has at most \(Self.sizeLimit) bytes")
        }
        var reader = SealedRecordReader(bytes: bytes)
        head = try reader.readHead()
        headSize = reader.position
        _ = try reader.take(head.namesLength)
        var ciphertexts: [Range<Int>] = []
        for part in head.parts { ciphertexts.append(try reader.take(part.length)) }
        guard reader.position == bytes.count else {
            throw SealedRecordError(.form, "bytes follow the last ciphertext")
        }
        self.ciphertexts = ciphertexts
        self.bytes = bytes
    }

    /// Checks, without any key, all that can be checked: that the head is the one committed to, that every ciphertext
    /// and disclosure 0 have the hashes that it names, and that disclosure 0 names every disclosure and its part.
    ///
    /// - Returns: the names and the parts that own them, disclosure 1 first.
    @discardableResult
    package func check(commitment expected: Hash) throws(SealedRecordError) -> [DisclosureList.Item] {
        guard commitment == expected else {
            throw SealedRecordError(.commitment, "the sealed record is not the one that the entry commits to")
        }
        for (number, part) in head.parts.enumerated() {
            guard hash(ciphertexts[number]) == part.hash else {
                throw SealedRecordError(.hash, "ciphertext \(number) does not have the hash that the head names")
            }
        }
        guard hash(headSize..<(headSize + head.namesLength)) == head.digests[0] else {
            throw SealedRecordError(.hash, "disclosure 0 does not have the digest that the head names")
        }
        return try DisclosureList(parsing: names, count: head.digests.count - 1, parts: head.parts.count).items
    }

    private func hash(_ range: Range<Int>) -> Hash {
        bytes.withUnsafeBytes { Hash.sha256(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}

/// Reads big-endian numbers and runs of bytes; never beyond the end.
private struct SealedRecordReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func take(_ count: Int) throws(SealedRecordError) -> Range<Int> {
        guard count >= 0, count <= bytes.count - position else {
            throw SealedRecordError(.form, "the sealed record is cut short")
        }
        position += count
        return (position - count)..<position
    }

    mutating func readNumber(bytes width: Int) throws(SealedRecordError) -> UInt32 {
        bytes[try take(width)].reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func readHash() throws(SealedRecordError) -> Hash {
        let range = try take(32)
        return bytes.withUnsafeBytes { Hash(UnsafeRawBufferPointer(rebasing: $0[range])) } ?? .zero
    }

    mutating func readHead() throws(SealedRecordError) -> SealedRecordHead {
        guard bytes.starts(with: SealedRecordHead.version) else {
            throw SealedRecordError(.form, "a sealed record begins with 'muster-sealed@v1'")
        }
        position = SealedRecordHead.version.count
        let flags = try readNumber(bytes: 1)
        guard flags <= 1 else { throw SealedRecordError(.form, "an unknown flag is set") }
        let idempotency = flags == 1 ? Idempotency(key: try readHash(), content: try readHash()) : nil
        var digests: [Hash] = []
        for _ in 0..<(try readNumber(bytes: 2)) { digests.append(try readHash()) }
        var parts: [SealedRecordHead.Part] = []
        for _ in 0..<(try readNumber(bytes: 1)) { parts.append(try readPart()) }
        guard digests.count >= 2, !parts.isEmpty else {
            throw SealedRecordError(.form, "a sealed record has a list of names, a disclosure and a part")
        }
        guard Set(parts.map(\.label)).count == parts.count else {
            throw SealedRecordError(.form, "two parts have the same owner")
        }
        let namesLength = Int(try readNumber(bytes: 4))
        return SealedRecordHead(idempotency: idempotency, digests: digests, parts: parts, namesLength: namesLength)
    }

    private mutating func readPart() throws(SealedRecordError) -> SealedRecordHead.Part {
        let label = Label(hash: try readHash())
        let generation = try readNumber(bytes: 4)
        let length = Int(try readNumber(bytes: 4))
        guard length >= SealedRecord.overhead else {
            throw SealedRecordError(.form, "a ciphertext is shorter than its nonce and tag")
        }
        return SealedRecordHead.Part(label: label, generation: generation, length: length, hash: try readHash())
    }
}
