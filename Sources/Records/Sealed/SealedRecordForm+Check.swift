package import TransparencyLog

extension SealedRecordForm {
    /// Checks, without any key, all that can be checked: that the head is the one committed to, that every ciphertext
    /// and disclosure 0 have the hashes that it names, and that disclosure 0 names every disclosure and its part.
    ///
    /// - Parameters:
    ///   - bytes: The bytes that the form was read from.
    ///   - expected: The commitment that stands in the entry.
    ///   - lists: Lists of names that were found good before.
    /// - Throws: `SealedRecordError` that says what is wrong.
    package func check(
        _ bytes: UnsafeRawBufferPointer, commitment expected: Hash, lists: inout KnownDisclosureLists
    ) throws(SealedRecordError) {
        try checkHashes(bytes, commitment: expected)
        try lists.check(bytes.part(names), count: digestCount - 1, parts: partCount)
    }

    func checkHashes(_ bytes: UnsafeRawBufferPointer, commitment expected: Hash) throws(SealedRecordError) {
        let parts = (0..<partCount).map { part($0, in: bytes) }
        var ranges = [0..<headSize, names]
        ranges.reserveCapacity(2 + parts.count)
        for part in parts {
            let start = ranges[ranges.count - 1].upperBound
            ranges.append(start..<start + part.length)
        }
        let found = MerkleTree.digests(bytes, ranges)
        guard found[0] == expected else {
            throw SealedRecordError(.commitment, "the sealed record is not the one that the entry commits to")
        }
        for (number, part) in parts.enumerated() where found[2 + number] != part.hash {
            throw SealedRecordError(.hash, "ciphertext \(number) does not have the hash that the head names")
        }
        guard found[1] == digest(0, in: bytes) else {
            throw SealedRecordError(.hash, "disclosure 0 does not have the digest that the head names")
        }
    }
}
