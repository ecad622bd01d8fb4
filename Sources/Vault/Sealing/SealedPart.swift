internal import Crypto
internal import Records
internal import TransparencyLog

/// The encryption of one owner's disclosures: AES-256-GCM (NIST SP 800-38D), nonce 12, ciphertext, tag 16.
enum SealedPart {
    /// The associated data: format, label, generation, and the digests of all disclosures of the record.
    static func context(_ label: Label, _ generation: UInt32, _ digests: [Hash]) -> [UInt8] {
        var context = SealedRecordHead.version
        context.reserveCapacity(context.count + 36 + 32 * digests.count)
        label.hash.append(to: &context)
        context.append(bigEndian: generation)
        for digest in digests { digest.append(to: &context) }
        return context
    }

    static func seal(
        _ plaintext: [UInt8], nonce: ArraySlice<UInt8>, key: SymmetricKey, context: [UInt8]
    ) throws -> [UInt8] {
        let box = try AES.GCM.seal(plaintext, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: context)
        // With a nonce of 12 bytes there is a combined form: nonce, ciphertext, tag.
        guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
        return [UInt8](combined)
    }

    /// Nil when the key, the associated data or the ciphertext is not the one that was sealed.
    static func open(_ ciphertext: ArraySlice<UInt8>, key: SymmetricKey, context: [UInt8]) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: ciphertext),
            let plaintext = try? AES.GCM.open(box, using: key, authenticating: context)
        else { return nil }
        return [UInt8](plaintext)
    }

    /// The disclosures of a plaintext by number, ascending; nil when it has another form.
    static func disclosures(in plaintext: [UInt8]) -> [(number: Int, bytes: ArraySlice<UInt8>)]? {
        var disclosures: [(number: Int, bytes: ArraySlice<UInt8>)] = []
        var rest = plaintext[...]
        while !rest.isEmpty {
            guard rest.count >= 6 else { return nil }
            let number = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
            let length = rest.dropFirst(2).prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(6)
            guard length <= rest.count, number > disclosures.last?.number ?? 0 else { return nil }
            disclosures.append((number, rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return disclosures
    }
}
