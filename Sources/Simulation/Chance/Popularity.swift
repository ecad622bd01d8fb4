/// A choice among ranks of which the second is half as popular as the first, the third a third, and so on (Zipf).
struct Popularity: Sendable {
    /// Sums of the weights up to each rank; whole numbers, so that the choice is the same everywhere.
    private var sums: [Int] = []

    /// `flattened` is added to every rank: the larger, the more alike they are.
    init(ranks: Int, flattened: Int = 0) {
        var sum = 0
        for rank in 0..<max(ranks, 1) {
            sum += max(1, 1_000_000_000 / (rank + 1 + flattened))
            sums.append(sum)
        }
    }

    /// A rank, 0 being the most popular.
    func pick(_ random: inout SeededRandom) -> Int {
        let wanted = random.below(sums[sums.count - 1])
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > wanted { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
