import Records

extension Outcome {
    /// Whether the action came to pass, by whomever: what was refused, failed or only tried did not.
    var happened: Bool { self == .success || self == .observed }
}

/// A filter as the index understands it: keys of posting lists, joined.
indirect enum Plan {
    case everything
    case nothing
    case key([UInt8])
    /// All keys that begin so.
    case beginning([UInt8])
    case indices(Range<Int64>)
    /// Claimed times, in milliseconds.
    case claimed(Range<Int64>)
    /// Words that must stand side by side: where they all stand somewhere it may be so, which only the record tells. The
    /// number is the phrase's place in `SearchPlan.phrases`.
    case phrase(Int, Plan)
    case not(Plan)
    case all([Plan])
    case any([Plan])

    /// The indices outside of which nothing fits.
    var bounds: Range<Int64> {
        switch self {
        case .nothing: 0..<0
        case .indices(let range): range
        case .phrase(_, let plan): plan.bounds
        case .all(let plans): plans.reduce(0..<Int64.max) { $0.clamped(to: $1.bounds) }
        case .any(let plans):
            plans.reduce(Range<Int64>?.none) { sum, plan in
                let bounds = plan.bounds
                if bounds.isEmpty { return sum }
                guard let sum else { return bounds }
                return min(sum.lowerBound, bounds.lowerBound)..<max(sum.upperBound, bounds.upperBound)
            } ?? 0..<0
        case .everything, .key, .beginning, .claimed, .not: 0..<Int64.max
        }
    }

    /// How dear the lists are to read; the cheap ones first, since what they leave empty ends the reading.
    private var cost: Int {
        switch self {
        case .everything, .nothing, .indices: 0
        case .key: 1
        case .phrase(_, let plan): plan.cost
        case .all(let plans), .any(let plans): plans.reduce(1) { $0 + $1.cost }
        case .claimed: 20
        case .beginning: 50
        case .not(let plan): 100 + plan.cost
        }
    }

    /// Events that came to pass, and were not refused or only tried.
    static var happened: Plan {
        .any(Outcome.allCases.filter(\.happened).map { .key(PostingKey.text(.outcome, $0.rawValue)) })
    }

    /// Events that were refused, failed or only tried; the first entry of a log is none of them.
    static var notHappened: Plan {
        .any(Outcome.allCases.filter { !$0.happened }.map { .key(PostingKey.text(.outcome, $0.rawValue)) })
    }

    /// All but what says that somebody read.
    static var acts: Plan { .not(.key(PostingKey.text(.kind, EntryKind.access.rawValue))) }

    static func both(_ plans: [Plan]) -> Plan {
        plans.count == 1 ? plans[0] : .all(plans.sorted { $0.cost < $1.cost })
    }

    static func either(_ plans: [Plan]) -> Plan { plans.isEmpty ? .nothing : plans.count == 1 ? plans[0] : .any(plans) }
}

/// What is taken for true of phrases while bits are gathered.
enum PhraseReading {
    /// Wherever the words are, or nowhere: the most, or the least, that fits.
    case possible, certain
    /// Known, phrase by phrase.
    case known([Bool])

    fileprivate var negated: PhraseReading {
        switch self {
        case .possible: .certain
        case .certain: .possible
        case .known: self
        }
    }

    fileprivate func holds(_ number: Int) -> Bool {
        switch self {
        case .possible: true
        case .certain: false
        case .known(let known): known[number]
        }
    }
}

extension Plan {
    /// The places of a segment where the plan holds; nil for none.
    func bits(in source: some PostingSource, _ phrases: PhraseReading) throws -> Bits? {
        switch self {
        case .everything: return Bits(0..<source.count)
        case .nothing: return nil
        case .indices(let range):
            let places = source.places(range)
            return places.isEmpty ? nil : Bits(places)
        case .key(let key): return try Self.gather { try source.insert(key, into: &$0) }
        case .beginning(let prefix): return try Self.gather { try source.insert(beginning: prefix, into: &$0) }
        case .claimed(let times):
            return try Self.gather { bits in
                try source.each(of: [KeySpace.claimed.rawValue]) { place, fact in
                    var at = 0
                    guard let time = Varint.read(fact, at: &at).map(Int64.init(bitPattern:)) else { return }
                    if times.contains(time) { bits.insert(place) }
                }
            }
        case .phrase(let number, let plan): return phrases.holds(number) ? try plan.bits(in: source, phrases) : nil
        case .not(let plan):
            var all = Bits(0..<source.count)
            if let bits = try plan.bits(in: source, phrases.negated) { all.subtract(bits) }
            return all.isEmpty ? nil : all
        case .all(let plans):
            var result = Bits(0..<source.count)
            for plan in plans {
                guard let bits = try plan.bits(in: source, phrases) else { return nil }
                result.formIntersection(bits)
                if result.isEmpty { return nil }
            }
            return result
        case .any(let plans):
            var result: Bits?
            for plan in plans {
                guard let bits = try plan.bits(in: source, phrases) else { continue }
                if result == nil { result = bits } else { result!.formUnion(bits) }
            }
            return result
        }
    }

    private static func gather(_ body: (inout Bits) throws -> Void) rethrows -> Bits? {
        var bits = Bits()
        try body(&bits)
        return bits.isEmpty ? nil : bits
    }
}
