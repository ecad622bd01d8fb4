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

    private let form: SealedRecordForm

    /// SHA-256 of the head as it stands in `bytes`.
    package var commitment: Hash {
        bytes.withUnsafeBytes { Hash.sha256(UnsafeRawBufferPointer(rebasing: $0[..<headSize])) }
    }

    /// Disclosure 0, the list of names.
    package var names: ArraySlice<UInt8> { bytes[headSize..<(headSize + head.namesLength)] }

    package func ciphertext(_ part: Int) -> ArraySlice<UInt8> { bytes[ciphertexts[part]] }

    /// Reads the form: every length must add up, and nothing may follow. Hashes are checked by `check`.
    package init(parsing bytes: [UInt8]) throws(SealedRecordError) {
        let (form, head) = try bytes.withUnsafeBufferPointer { buffer throws(SealedRecordError) in
            let buffer = UnsafeRawBufferPointer(buffer)
            let form = try SealedRecordForm(parsing: buffer)
            return (form, SealedRecordHead(form, in: buffer))
        }
        var end = form.names.upperBound
        ciphertexts = head.parts.map { part in
            end += part.length
            return (end - part.length)..<end
        }
        self.form = form
        self.head = head
        headSize = form.headSize
        self.bytes = bytes
    }

    /// Checks, without any key, all that can be checked: that the head is the one committed to, that every ciphertext
    /// and disclosure 0 have the hashes that it names, and that disclosure 0 names every disclosure and its part.
    ///
    /// - Returns: the names and the parts that own them, disclosure 1 first.
    @discardableResult
    package func check(commitment expected: Hash) throws(SealedRecordError) -> [DisclosureList.Item] {
        try bytes.withUnsafeBufferPointer { buffer throws(SealedRecordError) in
            try form.checkHashes(UnsafeRawBufferPointer(buffer), commitment: expected)
        }
        return try DisclosureList(parsing: names, count: head.digests.count - 1, parts: head.parts.count).items
    }

    /// What is hashed to check it, within `bytes`: the head, disclosure 0, each ciphertext.
    package var hashed: [Range<Int>] {
        bytes.withUnsafeBytes { form.hashed(in: $0) }
    }

    /// The hashes alone of what `check(commitment:)` checks: `found` is SHA-256 of each of `hashed`, `expected` the
    /// commitment that stands in the entry.
    package func check(_ found: ArraySlice<Hash>, commitment expected: Hash) throws(SealedRecordError) {
        try bytes.withUnsafeBufferPointer { buffer throws(SealedRecordError) in
            try form.check(found, in: UnsafeRawBufferPointer(buffer), commitment: expected)
        }
    }

    /// The list of names, as `check(commitment:)` reads it; quickly when it was seen before.
    package func items(_ lists: inout KnownDisclosureLists) throws(SealedRecordError) -> [DisclosureList.Item] {
        try bytes.withUnsafeBufferPointer { buffer throws(SealedRecordError) in
            try lists.check(
                UnsafeRawBufferPointer(buffer).part(form.names), count: form.digestCount - 1, parts: form.partCount)
        }
    }
}

extension SealedRecordHead {
    fileprivate init(_ form: SealedRecordForm, in bytes: UnsafeRawBufferPointer) {
        self.init(
            idempotency: form.idempotency, digests: (0..<form.digestCount).map { form.digest($0, in: bytes) },
            parts: (0..<form.partCount).map { form.part($0, in: bytes) }, namesLength: form.names.count)
    }
}
