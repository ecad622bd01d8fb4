/// Entries of which it is not known what they say: their bytes are missing, malformed, or not what the tree holds.
///
/// A later entry that leans on one of them (its label was last named there) is not at fault for that: whatever made the
/// entry doubtful has a fault of its own, and one fault shall not be told once for every entry that follows from it.
struct Doubts: Sendable {
    enum Reason: Sendable {
        /// There are no bytes, or they are not an entry.
        case unread
        /// The bytes are an entry, though not the one that the level-0 tile has the hash of.
        case changed
    }

    private var ranges: [(range: ClosedRange<UInt64>, reason: Reason)] = []
    /// Above so many places the last one is stretched: such a log has failed in so many ways that one more is no news.
    private static let limit = 10_000

    /// Adds the entry at `index`, which lies behind all that were added before.
    mutating func add(_ index: UInt64, _ reason: Reason) {
        if let last = ranges.last,
            ranges.count == Self.limit || last.reason == reason && last.range.upperBound + 1 == index
        {
            ranges[ranges.count - 1].range = last.range.lowerBound...index
        } else {
            ranges.append((index...index, reason))
        }
    }

    /// Why the entry at `index` is doubtful; nil when it is not, or there is no index.
    func reason(at index: UInt64?) -> Reason? {
        guard let index, !ranges.isEmpty else { return nil }
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].range.upperBound < index { low = middle + 1 } else { high = middle }
        }
        guard low < ranges.count, ranges[low].range.contains(index) else { return nil }
        return ranges[low].reason
    }
}
