import Recorder
import Records

/// Works out the impact of events, one after the other: what was had right after each and not right before it, and the other
/// way round.
final class ImpactQuestion {
    private let log: LogReading
    private let names: AccessNames
    private let question: AccessQuestion
    /// Direct spans of holders that were looked at.
    private var spans: [LabelKey: [AccessSpan]] = [:]
    private var touched: [LabelKey: (events: Int, first: Int64, last: Int64, isSubject: Bool)] = [:]
    private var gained: [AccessQuestion.Way] = []
    private var lost: [(way: AccessQuestion.Way, by: Int64)] = []
    private var compared = 0
    private var isCut = false

    init(log: LogReading) throws {
        self.log = log
        names = AccessNames(log: log, cut: log.end)
        question = try AccessQuestion(reading: AccessReading(log: log, view: .recorded))
    }

    func answer(_ plan: SearchPlan) throws -> Impact {
        var search = EventSearch(log: log, plan: plan, and: .both([.happened, .acts]))
        let whole = 0..<log.end
        var indices = try search.indices(within: whole, order: .oldest, limit: Impact.mostEvents)
        let total = try search.counts([whole])[0]
        if indices.count > Impact.mostEvents { indices.removeLast() }
        isCut = total > indices.count || search.stoppedAt != nil
        var others = EventSearch(log: log, plan: plan, and: .both([.notHappened, .acts]))
        let refused = try others.counts([whole])[0]
        for index in indices { try take(log.open(index)) }
        return Impact(
            events: UInt64(total), refused: UInt64(refused),
            touched: try touched.sorted { ($0.value.first, $0.key) < ($1.value.first, $1.key) }
                .map { key, value in
                    Impact.Touched(
                        identity: try names.identity(key), events: value.events, first: UInt64(value.first),
                        last: UInt64(value.last), isSubject: value.isSubject)
                },
            gained: try gained.map(gain),
            lost: try lost.map { way, by in
                Impact.Loss(line: try names.line(way.way, account: nil), ended: try names.mark(opening: by))
            }, isCut: isCut, position: UInt64(log.end))
    }

    private func take(_ committed: CommittedRecord) throws {
        let index = Int64(committed.index)
        guard let subject = committed.entry.references.first(where: { $0.role == .subject })?.label.hash else { return }
        let key = LabelKey(subject)
        touch(key, index, isSubject: true)
        guard let action = committed.entry.action?.rawValue else { return }
        let isDeletion = LifeStep.of(action) == .deleted
        guard isDeletion || AccessEffect.of(action) != nil else { return }
        var changed = try spans(of: key)
        if isDeletion { changed += try question.directSpans(holdersOf: [key]) }
        let begun = changed.filter { $0.begin.index == index }
        let ended = changed.filter { $0.end?.index == index }
        let (before, after) = (AccessOrder(time: 0, index: index), AccessOrder(time: 0, index: index + 1))
        var holders: [LabelKey] = []
        var seen: Set<LabelKey> = []
        for holder in (ended.map(\.holder) + begun.map(\.holder)) {
            for one in try [holder] + people(behind: holder, before, after) where seen.insert(one).inserted {
                holders.append(one)
            }
        }
        for holder in holders { try compare(holder, before, after, by: index) }
    }

    private func touch(_ key: LabelKey, _ index: Int64, isSubject: Bool) {
        let known = touched[key]
        if known?.last == index { return }
        touched[key] = ((known?.events ?? 0) + 1, known?.first ?? index, index, isSubject || known?.isSubject ?? false)
    }

    /// Everybody who is in a group, has a role and the like, at either of two moments.
    private func people(behind holder: LabelKey, _ before: AccessOrder, _ after: AccessOrder) throws -> [LabelKey] {
        var nodes: Set<LabelKey> = [holder]
        for cut in [before, after] {
            let graph = question.graph(at: cut)
            nodes.formUnion(graph.reaching(holder).map(\.node))
        }
        return try question.directSpans(holdersOf: Array(nodes)).filter {
            !nodes.contains($0.holder) && ($0.holds(before: before) || $0.holds(before: after))
        }.sorted { $0.begin < $1.begin }.map(\.holder)
    }

    private func compare(_ holder: LabelKey, _ before: AccessOrder, _ after: AccessOrder, by index: Int64) throws {
        compared += 1
        guard compared <= Impact.mostHolders, gained.count + lost.count < Impact.mostLines else {
            isCut = true
            return
        }
        let spans = try spans(of: holder)
        let had = question.ways(over: spans, at: before), has = question.ways(over: spans, at: after)
        let more = Self.missing(from: had, in: has), less = Self.missing(from: has, in: had)
        if more.isEmpty && less.isEmpty { return }
        touch(holder, index, isSubject: false)
        gained += more
        lost += less.map { ($0, index) }
    }

    /// The shortest way to each thing that is reached by the second ways and not by the first.
    private static func missing(
        from first: [AccessQuestion.Way], in second: [AccessQuestion.Way]
    ) -> [AccessQuestion.Way] {
        let known = Set(first.map(\.pair))
        var best: [AccessQuestion.Pair: AccessQuestion.Way] = [:]
        for way in second
        where !known.contains(way.pair) && best[way.pair].map({ $0.way.count > way.way.count }) ?? true {
            best[way.pair] = way
        }
        var told: Set<AccessQuestion.Pair> = []
        return second.filter { best[$0.pair] != nil && told.insert($0.pair).inserted }.map { best[$0.pair]! }
    }

    private func spans(of holder: LabelKey) throws -> [AccessSpan] {
        if let known = spans[holder] { return known }
        let found = try question.directSpans(of: [holder])
        if spans.count >= 5_000 { spans = [:] }
        spans[holder] = found
        return found
    }

    /// What became of a gain.
    private func gain(_ way: AccessQuestion.Way) throws -> Impact.Gain {
        let holder = way.way[0].holder
        let isHeld = question.ways(over: try spans(of: holder), at: question.reading.now).contains {
            $0.pair == way.pair
        }
        let ended = way.way.compactMap(\.end).min()
        let first = way.way.map(\.begin.index).max()! + 1
        let end = try ended.map { try lasts(way.pair, until: $0) } ?? log.end
        let deeds = try deeds(of: holder, within: first..<max(first, end))
        return Impact.Gain(
            line: try names.line(way.way, account: nil), isHeld: isHeld, ended: try ended.map(names.mark),
            deeds: deeds.count, firstDeeds: deeds.first.map(UInt64.init))
    }

    /// The record with which somebody did not have something any more that they had until one way to it ended: other ways may
    /// have lasted longer.
    private func lasts(_ pair: AccessQuestion.Pair, until ended: AccessOrder) throws -> Int64 {
        var end = ended
        while true {
            try log.stop.check()
            let behind = AccessOrder(time: 0, index: end.index + 1)
            let ways = question.ways(over: try spans(of: pair.holder), at: behind).filter { $0.pair == pair }
            if ways.isEmpty { return end.index }
            let ends = ways.map { $0.way.compactMap(\.end).min() }
            if ends.contains(nil) { return log.end }
            end = ends.compactMap(\.self).max()!
        }
    }

    /// What somebody did to others, under any of their identities.
    private func deeds(of holder: LabelKey, within range: Range<Int64>) throws -> (count: Int, first: [Int64]) {
        let identities = try CatalogReader(log).joined(with: holder)
        let plan = Plan.all([
            .either(identities.map { .key($0.key(.actor)) }), .happened, .acts,
            .not(.either(identities.map { .key($0.key(.subject)) })),
        ])
        var search = EventSearch(log: log, plan: plan)
        let first = try search.indices(within: range, order: .oldest, limit: Impact.mostDeeds)
        return (try search.counts([range])[0], Array(first.prefix(Impact.mostDeeds)))
    }
}
