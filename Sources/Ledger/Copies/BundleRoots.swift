import TransparencyLog

/// The roots of a log's full bundles, of each reading of them, from which the root at any size follows.
struct BundleRoots {
    /// Which of two readings to take where there are two.
    enum Choice: CaseIterable { case likelier, other }

    private var first: [Hash] = []
    private var second: [Int: Hash] = [:]
    /// The leaves of the bundles in which a size that is asked for ends.
    private var leaves: [Int: [[Hash]]] = [:]
    private let sizes: Set<UInt64>

    /// Roots will be asked for at `sizes`.
    init(sizes: Set<UInt64>) { self.sizes = sizes }

    /// Takes the one or two readings of the next bundle.
    mutating func append(_ readings: [BundleSources.Reading]) {
        let bundle = first.count
        first.append(Self.root(of: readings[0].leaves))
        if readings.count > 1 { second[bundle] = Self.root(of: readings[1].leaves) }
        if sizes.contains(where: { Int($0 >> 8) == bundle && $0 & 255 != 0 }) {
            leaves[bundle] = readings.map(\.leaves)
        }
    }

    var isAmbiguous: Bool { !second.isEmpty }

    /// The root of the tree of `size` entries; `tail` has the leaves behind the last full bundle.
    func root(at size: UInt64, _ choice: Choice, tail: [Hash]) -> Hash? {
        let bundles = Int(size >> 8)
        guard bundles <= first.count else { return nil }
        var above = CompactRange()
        for bundle in 0..<bundles { above.append(root(bundle, choice)) }
        let edge = leaves[bundles].map { choice == .other ? $0[$0.count - 1] : $0[0] } ?? tail
        guard edge.count >= Int(size & 255) else { return nil }
        var below = CompactRange()
        for leaf in edge.prefix(Int(size & 255)) { below.append(leaf) }
        return CompactRange(size: size, hashes: above.hashes + below.hashes)?.root
    }

    private func root(_ bundle: Int, _ choice: Choice) -> Hash {
        choice == .other ? second[bundle] ?? first[bundle] : first[bundle]
    }

    private static func root(of leaves: [Hash]) -> Hash {
        var tree = CompactRange()
        for leaf in leaves { tree.append(leaf) }
        return tree.root
    }
}
