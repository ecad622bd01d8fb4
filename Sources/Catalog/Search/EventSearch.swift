import Recorder
import Records

/// Finds the events that fit a plan, in log order.
struct EventSearch {
    let log: LogReading
    let plan: SearchPlan
    /// Records that may be opened to look for phrases.
    private var openings = 20_000
    /// The event at which the search ended, since no more records may be opened; nil when it did not.
    private(set) var stoppedAt: Int64?

    init(log: LogReading, filter: Filter) throws {
        self.log = log
        plan = try SearchPlan(filter, in: log)
    }

    init(log: LogReading, plan: Plan) {
        self.log = log
        self.plan = SearchPlan(plan: plan)
    }

    /// `also`: what must be besides.
    init(log: LogReading, plan: SearchPlan, and also: Plan = .everything) {
        self.log = log
        self.plan = plan.and(also)
    }

    /// The first events that fit, one more than `limit` when there is one more.
    mutating func indices(within range: Range<Int64>, order: EventQuery.Order, limit: Int) throws -> [Int64] {
        var found: [Int64] = []
        try walk(within: range, descending: order == .newest) { index in
            found.append(index)
            return found.count <= limit
        }
        return found
    }

    /// Calls `body` with the index of each event that fits, in order, until it says false.
    mutating func walk(within range: Range<Int64>, descending: Bool, _ body: (Int64) throws -> Bool) throws {
        let bounds = range.clamped(to: plan.plan.bounds)
        let (plan, log) = (plan, log)
        try log.walk(bounds, descending: descending) { source in
            guard let possible = try plan.plan.bits(in: source, .possible) else { return true }
            let places = source.places(bounds)
            let certain = plan.phrases.isEmpty ? nil : try plan.plan.bits(in: source, .certain) ?? Bits()
            var goesOn = true
            try possible.walk(descending: descending) { place in
                guard places.contains(place) else { return true }
                let index = source.first + Int64(place)
                if let certain, !certain.contains(place) {
                    guard openings > 0 else {
                        stoppedAt = index
                        goesOn = false
                        return false
                    }
                    openings -= 1
                    if try !fits(index, in: source) { return true }
                }
                goesOn = try body(index)
                return goesOn
            }
            return goesOn
        }
    }

    /// Whether an event fits, looking for phrases in its record.
    private func fits(_ index: Int64, in source: any PostingSource) throws -> Bool {
        let words = try log.open(index).record.map(SearchText.words) ?? []
        let known = plan.phrases.map { SearchText.has($0, in: words) }
        return try plan.plan.bits(in: source, .known(known))?.contains(Int(index - source.first)) ?? false
    }

    /// How many events fit in each of the ranges of indices; these follow one another without gap.
    mutating func counts(_ ranges: [Range<Int64>]) throws -> [Int] {
        var counts = Array(repeating: 0, count: ranges.count)
        guard let first = ranges.first?.lowerBound, let end = ranges.last?.upperBound, first < end else {
            return counts
        }
        if !plan.phrases.isEmpty {
            var place = 0
            try walk(within: first..<end, descending: false) { index in
                while !ranges[place].contains(index) { place += 1 }
                counts[place] += 1
                return true
            }
            return counts
        }
        let plan = plan.plan
        try log.walk((first..<end).clamped(to: plan.bounds), descending: false) { source in
            if case .key(let key) = plan, ranges.count == 1, ranges[0].clamped(to: source.range) == source.range {
                counts[0] += try source.count(of: key)
                return true
            }
            guard let bits = try plan.bits(in: source, .certain) else { return true }
            for (number, range) in ranges.enumerated() where range.overlaps(source.range) && !range.isEmpty {
                counts[number] += bits.count(in: source.places(range))
            }
            return true
        }
        return counts
    }
}
