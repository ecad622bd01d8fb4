extension AccessQuestion {
    /// Ways of several steps that began after one moment and ended before another, for whoever was asked about.
    ///
    /// - Returns: the ways, and whether there were more than are looked at.
    func passing(
        _ side: AccessSide, _ identities: [LabelKey], _ first: AccessOrder, _ second: AccessOrder
    ) throws -> (ways: [[AccessSpan]], isCut: Bool) {
        switch side {
        case .subject:
            let next = Dictionary(grouping: structure.spans, by: \.holder)
            let (ways, isCut) = try grown(try directSpans(of: identities).map { [$0] }, before: second) { way in
                (next[way[way.count - 1].held] ?? []).filter { span in !Self.stands(span.held, in: way) }.map {
                    way + [$0]
                }
            }
            return (ways.filter { $0.count > 1 && Self.passes($0, first, second) }, isCut)
        case .resource:
            let next = Dictionary(grouping: structure.spans, by: \.held)
            let begun = identities.flatMap { next[$0] ?? [] }.map { [$0] }
            var (ways, isCut) = try grown(begun, before: second) { way in
                (next[way[0].holder] ?? []).filter { span in !Self.stands(span.holder, in: way) }.map { [$0] + way }
            }
            let direct = Dictionary(
                grouping: try directSpans(holdersOf: Array(Set(ways.map(\.[0].holder)))), by: \.held)
            let groups = ways
            ways = []
            for way in groups {
                try reading.log.stop.check()
                for span in direct[way[0].holder] ?? [] where !structure.holders.contains(span.holder) {
                    if Self.passes([span] + way, first, second) { ways.append([span] + way) }
                }
                if ways.count > Self.mostWays { return (Array(ways.prefix(Self.mostWays)), true) }
            }
            return (ways, isCut)
        }
    }

    private static let mostWays = 20_000

    /// Ways and all that they grow into, as long as their steps held at one time and began early enough.
    private func grown(
        _ begun: [[AccessSpan]], before second: AccessOrder, _ next: ([AccessSpan]) -> [[AccessSpan]]
    ) throws -> (ways: [[AccessSpan]], isCut: Bool) {
        var ways = begun
        var place = 0
        while place < ways.count {
            try reading.log.stop.check()
            for way in next(ways[place]) {
                let stretch = Self.stretch(way)
                if stretch.begin < second, stretch.end.map({ $0 > stretch.begin }) ?? true { ways.append(way) }
            }
            place += 1
            if ways.count > begun.count + Self.mostWays { return (ways, true) }
        }
        return (ways, false)
    }

    private static func stands(_ node: LabelKey, in way: [AccessSpan]) -> Bool {
        way.contains { $0.holder == node || $0.held == node }
    }

    /// When all steps held.
    private static func stretch(_ way: [AccessSpan]) -> (begin: AccessOrder, end: AccessOrder?) {
        (way.map(\.begin).max()!, way.compactMap(\.end).min())
    }

    private static func passes(_ way: [AccessSpan], _ first: AccessOrder, _ second: AccessOrder) -> Bool {
        let (begin, end) = stretch(way)
        guard let end else { return false }
        return begin >= first && end < second && begin < end
    }
}
