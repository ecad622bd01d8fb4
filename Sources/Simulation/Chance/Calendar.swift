/// When things happen in an organisation: mostly on weekdays during the day, a little at night.
///
/// Work flows evenly through the hours of a week, each with its share; from how much of all is done follows the moment.
struct Calendar: Sendable {
    /// Milliseconds since 1970.
    let start: Int64
    let end: Int64

    static let minute: Int64 = 60_000
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 86_400_000
    private static let week = 7 * day

    init(start: Int64, end: Int64) {
        self.start = start
        self.end = max(end, start + 1)
    }

    /// Shares of the hours of a week that begins on a Thursday, as 1970 did.
    private static let sums: [Int64] = {
        var sums: [Int64] = []
        var sum: Int64 = 0
        for hour in 0..<168 {
            let isWeekend = hour / 24 == 2 || hour / 24 == 3
            let share: Int64 =
                switch hour % 24 {
                case 7...17: 60
                case 18...21: 12
                default: 3
                }
            sum += isWeekend ? max(2, share / 10) : share
            sums.append(sum)
        }
        return sums
    }()

    /// The moment at which `done` of `all` is done.
    func time(done: Int, of all: Int) -> Int64 {
        let (first, last) = (Self.work(until: start), Self.work(until: end))
        let work = first + (last - first) * Double(min(done, all)) / Double(max(all, 1))
        return min(max(Self.time(of: work), start), end)
    }

    /// Work from 1970 up to a moment, in shares.
    private static func work(until time: Int64) -> Double {
        let (weeks, rest) = (time / week, time % week)
        let place = Int(rest / hour)
        let before = place == 0 ? 0 : sums[place - 1]
        let share = sums[place] - before
        return Double(weeks) * Double(sums[167]) + Double(before) + Double(share) * Double(rest % hour) / Double(hour)
    }

    private static func time(of work: Double) -> Int64 {
        let weeks = (work / Double(sums[167])).rounded(.down)
        let rest = work - weeks * Double(sums[167])
        let place = sums.firstIndex { Double($0) > rest } ?? 167
        let before = place == 0 ? 0 : sums[place - 1]
        let part = (rest - Double(before)) / Double(sums[place] - before)
        return Int64(weeks) * week + Int64(place) * hour + Int64(part * Double(hour))
    }
}
