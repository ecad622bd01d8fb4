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
        try check(MerkleTree.digests(bytes, hashed(in: bytes))[...], in: bytes, commitment: expected)
    }

    /// What is hashed to check it: the head, disclosure 0, each ciphertext.
    func hashed(in bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var ranges = [0..<headSize, names]
        ranges.reserveCapacity(2 + partCount)
        for number in 0..<partCount {
            let start = ranges[ranges.count - 1].upperBound
            ranges.append(start..<start + part(number, in: bytes).length)
        }
        return ranges
    }

    /// Compares the hashes of what `hashed` names with what they must be.
    func check(
        _ found: ArraySlice<Hash>, in bytes: UnsafeRawBufferPointer, commitment expected: Hash
    ) throws(SealedRecordError) {
        let first = found.startIndex
        guard found[first] == expected else {
            throw SealedRecordError(.commitment, "the sealed record is not the one that the entry commits to")
        }
        for number in 0..<partCount where found[first + 2 + number] != part(number, in: bytes).hash {
            throw SealedRecordError(.hash, "ciphertext \(number) does not have the hash that the head names")
        }
        guard found[first + 1] == digest(0, in: bytes) else {
            throw SealedRecordError(.hash, "disclosure 0 does not have the digest that the head names")
        }
    }
}
