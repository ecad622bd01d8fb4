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
        guard Hash.sha256(bytes.part(0..<headSize)) == expected else {
            throw SealedRecordError(.commitment, "the sealed record is not the one that the entry commits to")
        }
        var place = names.upperBound
        for number in 0..<partCount {
            let part = part(number, in: bytes)
            guard Hash.sha256(bytes.part(place..<place + part.length)) == part.hash else {
                throw SealedRecordError(.hash, "ciphertext \(number) does not have the hash that the head names")
            }
            place += part.length
        }
        guard Hash.sha256(bytes.part(names)) == digest(0, in: bytes) else {
            throw SealedRecordError(.hash, "disclosure 0 does not have the digest that the head names")
        }
    }
}
