package import TransparencyLog

/// Records as salted disclosures, ready to be sealed: the bytes of all of them in one piece, and their digests.
///
/// Disclosures are hashed together, which is several times as quick as one after the other (`MerkleTree.digests`): a record
/// has a dozen short ones.
package struct DisclosureGroup: Sendable {
    /// One record's share.
    package struct Member: Sendable {
        /// Which of `ranges` and `digests` are the record's: disclosure 0 first.
        package let numbers: Range<Int>
        /// The place in its owners of each one's owner, disclosure 1 first.
        let parts: [Int]
        /// Bytes of all of them together.
        let size: Int
        /// Where the random bytes stand that are left for the sealer, twelve for each owner.
        fileprivate let nonces: Int
    }

    /// The disclosures one behind the other.
    package private(set) var bytes: [UInt8] = []
    /// Where each stands in `bytes`.
    package private(set) var ranges: [Range<Int>] = []
    /// SHA-256 of each.
    package let digests: [Hash]
    /// One element a record, in their order.
    package let members: [Member]
    private let random: [UInt8]

    private static let saltSize = 16
    private static let nonceSize = 12

    /// Writes and hashes the disclosures of all records. `random` is asked once: for salts and nonces of one record after
    /// the other.
    package init(_ cuts: [RecordCut], random source: RandomSource) {
        let count = cuts.reduce(0) { $0 + $1.fields.count + 1 }
        random = source.bytes(cuts.reduce(0) { $0 + Self.randomSize($1) })
        var writer = DisclosureWriter()
        writer.bytes.reserveCapacity(128 * count)
        writer.ranges.reserveCapacity(count)
        var members: [Member] = []
        members.reserveCapacity(cuts.count)
        var position = 0
        for cut in cuts {
            let (first, start) = (writer.ranges.count, writer.bytes.count)
            random.withUnsafeBytes { writer.write(cut, salts: $0, from: position) }
            let nonces = position + (cut.fields.count + 1) * Self.saltSize
            members.append(
                Member(
                    numbers: first..<writer.ranges.count, parts: cut.fields.map(\.part),
                    size: writer.bytes.count - start, nonces: nonces))
            position += Self.randomSize(cut)
        }
        (bytes, ranges) = (writer.bytes, writer.ranges)
        self.members = members
        digests = writer.bytes.withUnsafeBytes { MerkleTree.digests($0, writer.ranges) }
    }

    private static func randomSize(_ cut: RecordCut) -> Int {
        (cut.fields.count + 1) * saltSize + cut.owners.count * nonceSize
    }

    /// The nonce for one part of a record.
    package func nonce(_ member: Member, part: Int) -> ArraySlice<UInt8> {
        let start = member.nonces + Self.nonceSize * part
        return random[start..<start + Self.nonceSize]
    }

    /// Disclosure 0.
    package func names(_ member: Member) -> ArraySlice<UInt8> { bytes[ranges[member.numbers.lowerBound]] }

    /// The plaintext of one part: each of its disclosures behind its number (16 bits) and length (32 bits).
    package func plaintext(_ member: Member, part: Int) -> [UInt8] {
        var plaintext: [UInt8] = []
        plaintext.reserveCapacity(member.size)
        bytes.withUnsafeBytes { bytes in
            for (place, owner) in member.parts.enumerated() where owner == part {
                let range = ranges[member.numbers.lowerBound + 1 + place]
                plaintext.append(bigEndian: UInt16(clamping: place + 1))
                plaintext.append(bigEndian: UInt32(clamping: range.count))
                plaintext.append(contentsOf: bytes.part(range))
            }
        }
        return plaintext
    }
}
