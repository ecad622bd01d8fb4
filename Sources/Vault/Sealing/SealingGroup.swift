internal import Crypto
internal import Records
internal import TransparencyLog

/// Records on their way from disclosures to sealed records, step by step together.
struct SealingGroup {
    /// One owner's share of a record.
    private struct Part {
        let label: Label
        let generation: UInt32
        /// Where the ciphertext stands in `ciphertexts`.
        let range: Range<Int>
    }

    private let vault: Vault
    private let disclosures: DisclosureGroup
    /// All ciphertexts one behind the other.
    private var ciphertexts: [UInt8] = []
    private var parts: [Part] = []
    /// Which of `parts` each record has.
    private var shares: [Range<Int>]
    /// All heads one behind the other, and where each record's stands.
    private var heads: [UInt8] = []
    private var headRanges: [Range<Int>] = []
    private var commitments: [Hash] = []

    init(_ vault: Vault, _ disclosures: DisclosureGroup) {
        self.vault = vault
        self.disclosures = disclosures
        shares = Array(repeating: 0..<0, count: disclosures.members.count)
        ciphertexts.reserveCapacity(disclosures.bytes.count + 128 * disclosures.members.count)
        parts.reserveCapacity(3 * disclosures.members.count)
    }

    /// Encrypts a record's disclosures, those of each owner under that owner's key.
    mutating func encrypt(_ number: Int, owners: [Identity]) throws {
        let member = disclosures.members[number]
        let first = parts.count
        var context = SealedPart.Context(disclosures.digests[member.numbers])
        for (place, owner) in owners.enumerated() {
            let label = owner == vault.log ? vault.logLabel : vault.label(of: owner)
            let key = try vault.subjects.keyForSealing(label)
            context.name(label, key.generation)
            let start = ciphertexts.count
            try SealedPart.seal(
                disclosures.plaintext(member, part: place), nonce: disclosures.nonce(member, part: place),
                key: key.key, context: context.bytes, to: &ciphertexts)
            parts.append(Part(label: label, generation: key.generation, range: start..<ciphertexts.count))
        }
        shares[number] = first..<parts.count
    }

    /// Makes the heads of all records, and what their entries commit to.
    mutating func finish(_ idempotency: [Idempotency?]) {
        let ranges = parts.map(\.range)
        let hashes = ciphertexts.withUnsafeBytes { MerkleTree.digests($0, ranges) }
        headRanges.reserveCapacity(shares.count)
        heads.reserveCapacity(640 * shares.count)
        for (number, share) in shares.enumerated() {
            let member = disclosures.members[number]
            let head = SealedRecordHead(
                idempotency: idempotency[number], digests: Array(disclosures.digests[member.numbers]),
                parts: share.map { part in
                    SealedRecordHead.Part(
                        label: parts[part].label, generation: parts[part].generation,
                        length: parts[part].range.count, hash: hashes[part])
                }, namesLength: disclosures.names(member).count)
            let start = heads.count
            head.append(to: &heads)
            headRanges.append(start..<heads.count)
        }
        let places = headRanges
        commitments = heads.withUnsafeBytes { MerkleTree.digests($0, places) }
    }

    /// A record as it was sealed: head, disclosure 0, ciphertexts.
    func sealed(_ number: Int) -> (commitment: Hash, bytes: [UInt8]) {
        let names = disclosures.names(disclosures.members[number])
        let share = shares[number]
        let body =
            share.isEmpty
            ? 0..<0 : parts[share.lowerBound].range.lowerBound..<parts[share.upperBound - 1].range.upperBound
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headRanges[number].count + names.count + body.count)
        bytes.append(contentsOf: heads[headRanges[number]])
        bytes.append(contentsOf: names)
        bytes.append(contentsOf: ciphertexts[body])
        return (commitments[number], bytes)
    }
}
