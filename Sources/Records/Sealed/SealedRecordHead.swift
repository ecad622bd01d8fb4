package import TransparencyLog

/// The clear part of a sealed record, `muster-sealed@v1`: its SHA-256 is the commitment in the entry.
package struct SealedRecordHead: Sendable, Equatable {
    /// One owner's ciphertext.
    package struct Part: Sendable, Equatable {
        /// The owner, whose key of that generation opens the ciphertext.
        package let label: Label
        package let generation: UInt32
        /// Bytes of the ciphertext, nonce and tag included.
        package let length: Int
        /// SHA-256 of the ciphertext.
        package let hash: Hash

        package init(label: Label, generation: UInt32, length: Int, hash: Hash) {
            self.label = label
            self.generation = generation
            self.length = length
            self.hash = hash
        }
    }

    package let idempotency: Idempotency?
    /// SHA-256 of each disclosure, the list of names (number 0) first.
    package let digests: [Hash]
    package let parts: [Part]
    /// Bytes of disclosure 0.
    package let namesLength: Int

    package init(idempotency: Idempotency?, digests: [Hash], parts: [Part], namesLength: Int) {
        self.idempotency = idempotency
        self.digests = digests
        self.parts = parts
        self.namesLength = namesLength
    }

    package static let version: [UInt8] = Array("muster-sealed@v1\n".utf8)

    /// Bytes of the head.
    package var size: Int {
        Self.version.count + 1 + (idempotency == nil ? 0 : 64) + 2 + 32 * digests.count + 1 + 72 * parts.count + 4
    }

    /// Appends the head. There are at most 65,535 digests and 255 parts.
    package func append(to output: inout [UInt8]) {
        output.append(contentsOf: Self.version)
        output.append(idempotency == nil ? 0 : 1)
        if let idempotency {
            idempotency.key.append(to: &output)
            idempotency.content.append(to: &output)
        }
        output.append(bigEndian: UInt16(clamping: digests.count))
        digests.withUnsafeBytes { output.append(contentsOf: $0) }  // a hash is its 32 bytes
        output.append(UInt8(clamping: parts.count))
        for part in parts {
            part.label.hash.append(to: &output)
            output.append(bigEndian: part.generation)
            output.append(bigEndian: UInt32(clamping: part.length))
            part.hash.append(to: &output)
        }
        output.append(bigEndian: UInt32(clamping: namesLength))
    }

    package var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(size)
        append(to: &output)
        return output
    }

    /// SHA-256 of the head: what the entry's line `sealed` holds.
    package var commitment: Hash { Hash.sha256(bytes) }
}
