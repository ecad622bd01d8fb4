import Ledger
import Records
import TransparencyLog

/// An entry that is known by a number: the number is its idempotency key and its content.
///
/// Each names two labels: one that every entry names, whose count must be the entry's index, and one that every seventh
/// entry names. So whatever goes wrong with the index tables shows in the entries.
struct NumberedEntry {
    let number: Int
    /// Bytes of sealed record beyond the smallest.
    var padding = 0
    /// Labels that no other entry names.
    var newLabels = 0

    static let everyone = label("everyone")

    static func label(_ name: String) -> Label { Label(hash: MerkleTree.leafHash(Array(name.utf8))) }

    private static func hash(_ text: String) -> Hash { MerkleTree.leafHash(Array(text.utf8)) }

    var key: Hash { idempotency.key }

    private var idempotency: Idempotency {
        Idempotency(key: Self.hash("key \(number)"), content: Self.hash("content \(number)"))
    }

    private var sealed: (bytes: [UInt8], commitment: Hash) {
        let names = Array(#"["AAAAAAAAAAAAAAAAAAAAAA==","names",[]]"#.utf8)
        let ciphertext = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 28 + padding)
        let head = SealedRecordHead(
            idempotency: idempotency, digests: [Hash.sha256(names), Self.hash("\(number)")],
            parts: [
                .init(label: Self.everyone, generation: 1, length: ciphertext.count, hash: Hash.sha256(ciphertext))
            ],
            namesLength: names.count)
        return (head.bytes + names + ciphertext, Hash.sha256(head.bytes))
    }

    var pending: PendingEntry {
        let sealed = sealed
        let template = EntryTemplate(
            kind: .record, action: .userUpdate, outcome: .success,
            references: [(.subject, Self.label("person \(number % 7)")), (.actor, Self.everyone)]
                + (0..<newLabels).map { (.resource, Self.label("new \(number) \($0)")) },
            commitment: sealed.commitment)
        return PendingEntry(.template(template), sealed: sealed.bytes, idempotency: idempotency)
    }
}
