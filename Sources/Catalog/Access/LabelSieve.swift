/// Tells most labels that are not among some apart from them without hashing: by their first 18 bits, which are as good as random in
/// labels.
///
/// Of a list with the lives of all people, those of the thousands who have a role are wanted.
struct LabelSieve {
    private var bits = [UInt64](repeating: 0, count: 1 << 12)

    init(_ labels: some Sequence<LabelKey>) {
        for label in labels { bits[Self.word(label)] |= Self.bit(label) }
    }

    /// False only for a label that is not among them.
    func mayContain(_ label: LabelKey) -> Bool { bits[Self.word(label)] & Self.bit(label) != 0 }

    private static func word(_ label: LabelKey) -> Int { Int(label.high >> 52) }
    private static func bit(_ label: LabelKey) -> UInt64 { 1 << (label.high >> 46 & 63) }
}
