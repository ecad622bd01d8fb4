internal import Crypto
internal import Foundation
internal import Records
internal import TransparencyLog

/// The encryption of one owner's disclosures: AES-256-GCM (NIST SP 800-38D), nonce 12, ciphertext, tag 16.
enum SealedPart {
    /// The associated data: format, label, generation, and the digests of all disclosures of the record.
    static func context(_ label: Label, _ generation: UInt32, _ digests: [Hash]) -> [UInt8] {
        var context = Context(digests[...])
        context.name(label, generation)
        return context.bytes
    }

    /// The associated data of all parts of one record, which differ in label and generation alone.
    struct Context {
        private(set) var bytes: [UInt8]

        init(_ digests: ArraySlice<Hash>) {
            bytes = SealedRecordHead.version
            bytes.reserveCapacity(bytes.count + 36 + Hash.byteCount * digests.count)
            Label.zero.hash.append(to: &bytes)
            bytes.append(bigEndian: 0 as UInt32)
            digests.withUnsafeBytes { bytes.append(contentsOf: $0) }  // a hash is its 32 bytes
        }

        mutating func name(_ label: Label, _ generation: UInt32) {
            let start = SealedRecordHead.version.count
            bytes.withUnsafeMutableBytes { bytes in
                label.hash.withUnsafeBytes { bytes[start..<start + Hash.byteCount].copyBytes(from: $0) }
                bytes.storeBytes(of: generation.bigEndian, toByteOffset: start + Hash.byteCount, as: UInt32.self)
            }
        }
    }

    /// Appends nonce, ciphertext and tag.
    static func seal(
        _ plaintext: [UInt8], nonce: ArraySlice<UInt8>, key: SymmetricKey, context: [UInt8], to output: inout [UInt8]
    ) throws {
        let box = try AES.GCM.seal(plaintext, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: context)
        // With a nonce of 12 bytes there is a combined form: nonce, ciphertext, tag.
        guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
        combined.withUnsafeBytes { output.append(contentsOf: $0) }
    }

    /// Appends the plaintext; false when the key, the associated data or the ciphertext is not the one that was sealed.
    static func open(
        _ ciphertext: ArraySlice<UInt8>, key: SymmetricKey, context: [UInt8], appendingTo output: inout [UInt8]
    ) -> Bool {
        guard let box = try? AES.GCM.SealedBox(combined: ciphertext),
            let plaintext = try? AES.GCM.open(box, using: key, authenticating: context)
        else { return false }
        plaintext.withUnsafeBytes { output.append(contentsOf: $0) }
        return true
    }
}
