import Foundation

/// Which labels a segment names, with some false alarms and no misses (a Bloom filter, about 10 bits and one alarm in
/// a hundred each): most people stand in few segments, and no page is read of the others.
struct LabelFilter: Sendable {
    private var words: [UInt64]

    private static let bitsForEach = 10
    private static let probes: UInt64 = 5

    init(_ labels: Set<LabelKey>) {
        words = Array(repeating: 0, count: (labels.count * Self.bitsForEach + 63) / 64)
        for label in labels {
            for bit in bits(of: label) { words[bit >> 6] |= 1 << UInt64(bit & 63) }
        }
    }

    /// Reads what `bytes` wrote; nil when it is not that.
    init?(_ bytes: Data) {
        guard bytes.count % 8 == 0 else { return nil }
        words = bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
            }
        }
    }

    var bytes: Data { words.map(\.littleEndian).withUnsafeBytes { Data($0) } }

    /// Memory that it takes, about.
    var size: Int { words.count * 8 }

    /// False when the segment certainly does not name it.
    func mayHave(_ label: LabelKey) -> Bool {
        !words.isEmpty && bits(of: label).allSatisfy { words[$0 >> 6] & 1 << UInt64($0 & 63) != 0 }
    }

    // Labels are keyed hashes, so that their own bits serve.
    private func bits(of label: LabelKey) -> some Sequence<Int> {
        let (start, count) = (label.high, UInt64(words.count * 64))
        let step = UInt64(label.low) &* 0x9E37_79B9_7F4A_7C15 | 1
        return (0..<Self.probes).lazy.map { Int((start &+ $0 &* step).multipliedFullWidth(by: count).high) }
    }
}
