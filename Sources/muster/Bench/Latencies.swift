/// Times of many equal pieces of work, counted by size: as small for a hundred million as for ten.
///
/// A class of times is at most 1.1 % wide, from a quarter of a microsecond up; the largest time is kept as it is.
struct Latencies {
    private var counts: [UInt32] = []
    private(set) var count = 0
    /// Seconds.
    private(set) var largest = 0.0

    private static let smallest = 0.25e-6
    /// Classes in each doubling.
    private static let fine = 64
    private static let doublings = 34

    mutating func append(_ seconds: Double) {
        if counts.isEmpty { counts = [UInt32](repeating: 0, count: Self.fine * Self.doublings) }
        counts[Self.place(seconds)] &+= 1
        count += 1
        largest = max(largest, seconds)
    }

    mutating func append(_ others: Latencies) {
        guard !others.counts.isEmpty else { return }
        guard !counts.isEmpty else {
            self = others
            return
        }
        for place in counts.indices { counts[place] &+= others.counts[place] }
        count += others.count
        largest = max(largest, others.largest)
    }

    /// The time that this part of all pieces did not exceed, in seconds: 0.5 for the median.
    func quantile(_ part: Double) -> Double {
        var rest = Int(Double(count) * part)
        for (place, number) in counts.enumerated() {
            rest -= Int(number)
            if rest < 0 { return min(Self.seconds(place), largest) }
        }
        return largest
    }

    private static func place(_ seconds: Double) -> Int {
        let ratio = max(seconds / smallest, 1)
        let doubling = Int(ratio.exponent)
        return min(doubling * fine + Int((ratio.significand - 1) * Double(fine)), fine * doublings - 1)
    }

    /// The upper end of a class.
    private static func seconds(_ place: Int) -> Double {
        let significand = 1 + Double(place % fine + 1) / Double(fine)
        return smallest * Double(sign: .plus, exponent: place / fine, significand: significand)
    }
}
