import Records

/// Works out who had what from what is recorded.
struct AccessQuestion {
    let reading: AccessReading
    /// Deletions of groups, roles and the like.
    private let deletions: AccessReading.Steps

    init(reading: AccessReading) throws {
        self.reading = reading
        deletions = try reading.deletions(personal: false)
    }

    /// An access as it was found: the way to it from the holder.
    struct Way {
        let way: [AccessSpan]
        var account: AccountState?

        /// Who reached what, whatever the way.
        var pair: Pair {
            Pair(holder: way[0].holder, reached: way[way.count - 1].held, isEligible: way.contains(where: \.isEligible))
        }
    }

    struct Pair: Hashable {
        let holder: LabelKey
        let reached: LabelKey
        let isEligible: Bool
    }

    struct Found {
        var ways: [Way] = []
        /// All direct spans that were looked at, whenever they held, and those between groups, roles and the like.
        var spans: [AccessSpan] = []
        var structure: [AccessSpan] = []
        var steps: AccessReading.Steps = []

        /// Where a step that held at an earlier moment ended.
        func ended(_ step: AccessSpan) -> AccessOrder? {
            (spans + structure).first {
                $0.holder == step.holder && $0.held == step.held && $0.isEligible == step.isEligible
                    && $0.begin == step.begin
            }?.end
        }
    }

    func lines(_ side: AccessSide, _ identities: [LabelKey], at cut: AccessOrder) throws -> Found {
        switch side {
        case .subject: try held(by: identities, at: cut)
        case .resource: try holders(of: identities, at: cut)
        }
    }

    /// Direct spans, whenever they held.
    func spans(_ side: AccessSide, _ identities: [LabelKey]) throws -> [AccessSpan] {
        switch side {
        case .subject: try direct(held: identities).spans
        case .resource: try direct(holdersOf: identities).spans
        }
    }

    /// The spans during which somebody held something directly.
    func directSpans(of holder: LabelKey) throws -> [AccessSpan] { try direct(held: [holder]).spans }

    /// What somebody under any of their identities had: directly, and through what they had.
    private func held(by holders: [LabelKey], at cut: AccessOrder) throws -> Found {
        let direct = try direct(held: holders)
        let structure = try structureSpans()
        let graph = AccessGraph(structure, at: cut)
        var found = Found(spans: direct.spans, structure: structure, steps: direct.steps)
        var accounts: [LabelKey: AccountState] = [:]
        for holder in holders {
            if let last = try reading.life(of: holder).last(where: { $0.order < cut }) {
                accounts[holder] = AccountState(last.step, index: last.order.index)
            }
        }
        for span in direct.spans.sorted(by: { $0.begin < $1.begin }) where span.holds(before: cut) {
            found.ways.append(Way(way: [span], account: accounts[span.holder]))
            for (_, way) in graph.reached(from: span.held) {
                found.ways.append(Way(way: [span] + way, account: accounts[span.holder]))
            }
        }
        return found
    }

    /// Who had something: directly, and through groups, roles and the like that had it.
    private func holders(of held: [LabelKey], at cut: AccessOrder) throws -> Found {
        let structure = try structureSpans()
        let graph = AccessGraph(structure, at: cut)
        var waysOn: [LabelKey: [[AccessSpan]]] = [:]
        for held in held {
            for (node, way) in [(held, [])] + graph.reaching(held) { waysOn[node, default: []].append(way) }
        }
        let direct = try direct(holdersOf: Array(waysOn.keys))
        var found = Found(spans: direct.spans, structure: structure, steps: direct.steps)
        var ways: [Way] = []
        // Groups and the like that hold it are ways to it; those who are in them are the answer.
        for span in direct.spans where span.holds(before: cut) && waysOn[span.holder] == nil {
            for way in waysOn[span.held] ?? [] { ways.append(Way(way: [span] + way)) }
        }
        let states = try reading.states(of: Set(ways.map(\.way[0].holder)), before: cut)
        for place in ways.indices {
            if let state = states[ways[place].way[0].holder] {
                ways[place].account = AccountState(state.step, index: state.order.index)
            }
        }
        found.ways = ways.sorted { $0.way[0].begin < $1.way[0].begin }
        return found
    }

    private func direct(held holders: [LabelKey]) throws -> (spans: [AccessSpan], steps: AccessReading.Steps) {
        var steps: AccessReading.Steps = []
        for holder in holders {
            steps += try reading.held(by: holder)
            for (order, step) in try reading.life(of: holder) where step == .deleted {
                steps.append((order, .deletion(holder)))
            }
        }
        let spans = AccessFold(steps + deletions).spans
        return (spans, steps)
    }

    private func direct(holdersOf held: [LabelKey]) throws -> (spans: [AccessSpan], steps: AccessReading.Steps) {
        var steps: AccessReading.Steps = []
        var holders: Set<LabelKey> = []
        for held in held {
            let more = try reading.holders(of: held)
            for case (_, .access(let holder, _, _)) in more { holders.insert(holder) }
            steps += more
        }
        let spans = AccessFold(steps + deletions + (try reading.deletions(personal: true, of: holders))).spans
        return (spans, steps)
    }

    private func structureSpans() throws -> [AccessSpan] {
        AccessFold(try reading.structure() + deletions).spans
    }

    /// Records about this access that came after a moment and claim to have been before it.
    func lateArrivals(_ steps: AccessReading.Steps, at time: Timestamp) throws -> Int {
        let index = try reading.log.index(notBefore: Timestamp(milliseconds: time.milliseconds + 1))
        return Set(
            steps.compactMap { order, step -> Int64? in
                guard case .access(_, _, let fact) = step, let claimed = fact.claimed, claimed <= time.milliseconds,
                    order.index >= index
                else { return nil }
                return order.index
            }
        ).count
    }
}
