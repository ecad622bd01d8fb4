import Records

/// Works out who had what from what is recorded.
final class AccessQuestion {
    let reading: AccessReading
    /// What groups, roles and the like hold and held.
    let structure: AccessStructure
    /// What was read once: by who holds, by what is held, and of the lives of persons (of nobody in particular: of all).
    private var holding: [LabelKey: AccessReading.Steps] = [:]
    private var granted: [LabelKey: AccessReading.Steps] = [:]
    private var personalLives: (whose: Set<LabelKey>?, lives: AccessReading.Lives)?
    private static let mostKept = 2_000
    private var graph: (cut: AccessOrder, graph: AccessGraph)?

    init(reading: AccessReading) throws {
        self.reading = reading
        structure = try reading.log.cache.structures.structure(reading)
    }

    /// An access as it was found: the way to it from the holder.
    struct Way {
        let way: [AccessSpan]
        var account: AccountState?

        /// Who reached what, whatever the way.
        var pair: Pair {
            Pair(holder: way[0].holder, reached: way[way.count - 1].held, isEligible: way.contains(where: \.isEligible))
        }

        /// By when the holder came to it; one record may begin several, so that all the rest counts too: pages need one order.
        func comesBefore(_ other: Way) -> Bool {
            for (mine, theirs) in zip(way, other.way) {
                if mine.begin != theirs.begin { return mine.begin < theirs.begin }
                if mine.held != theirs.held { return mine.held < theirs.held }
                if mine.holder != theirs.holder { return mine.holder < theirs.holder }
                if mine.isEligible != theirs.isEligible { return theirs.isEligible }
            }
            return way.count < other.way.count
        }
    }

    struct Pair: Hashable {
        let holder: LabelKey
        let reached: LabelKey
        let isEligible: Bool
    }

    struct Found {
        var ways: [Way] = []
        /// All direct spans that were looked at, whenever they held.
        var spans: [AccessSpan] = []
    }

    /// What was had at a moment, or who had it.
    func lines(_ side: AccessSide, _ identities: [LabelKey], at cut: AccessOrder) throws -> Found {
        switch side {
        case .subject: try held(by: identities, at: cut)
        case .resource: try holders(of: identities, at: cut)
        }
    }

    /// Direct spans, whenever they held.
    func spans(_ side: AccessSide, _ identities: [LabelKey]) throws -> [AccessSpan] {
        switch side {
        case .subject: try directSpans(of: identities)
        case .resource: try directSpans(holdersOf: identities)
        }
    }

    /// The groups, roles and the like that held what at a moment.
    func graph(at cut: AccessOrder) -> AccessGraph {
        if let graph {
            let (low, high) = (min(graph.cut, cut), max(graph.cut, cut))
            let next = structure.turns.partitioningIndex { $0 >= low }
            if next == structure.turns.count || structure.turns[next] >= high { return graph.graph }
        }
        let made = AccessGraph(structure.spans, at: cut)
        graph = (cut, made)
        return made
    }

    /// What somebody under any of their identities had: directly, and through what they had.
    private func held(by holders: [LabelKey], at cut: AccessOrder) throws -> Found {
        var accounts: [LabelKey: AccountState] = [:]
        for holder in holders {
            var fold = AccountFold()
            for (order, step) in try reading.life(of: holder) where order < cut { fold.take(step, at: order.index) }
            accounts[holder] = fold.state
        }
        let spans = try directSpans(of: holders)
        return Found(ways: ways(over: spans, at: cut, accounts), spans: spans)
    }

    /// The ways that begin with some spans, as they were at a moment.
    func ways(over spans: [AccessSpan], at cut: AccessOrder, _ accounts: [LabelKey: AccountState] = [:]) -> [Way] {
        let graph = graph(at: cut)
        var ways: [Way] = []
        for span in spans.sorted(by: { ($0.begin, $0.held) < ($1.begin, $1.held) }) where span.holds(before: cut) {
            ways.append(Way(way: [span], account: accounts[span.holder]))
            for reached in graph.reached(from: span.held, isEligible: span.isEligible) where reached.node != span.holder
            {
                ways.append(Way(way: [span] + reached.way, account: accounts[span.holder]))
            }
        }
        return ways
    }

    /// Who had something: directly, and through groups, roles and the like that had it.
    private func holders(of held: [LabelKey], at cut: AccessOrder) throws -> Found {
        let graph = graph(at: cut)
        var waysOn: [LabelKey: [[AccessSpan]]] = [:]
        for held in held {
            waysOn[held, default: []].append([])
            for reaching in graph.reaching(held) { waysOn[reaching.node, default: []].append(reaching.way) }
        }
        let spans = try directSpans(holdersOf: Array(waysOn.keys))
        var ways: [Way] = []
        // Groups and the like that hold it are ways to it; those who are in them are the answer.
        for span in spans where span.holds(before: cut) && waysOn[span.holder] == nil {
            var told: Set<LabelKey> = []
            for way in waysOn[span.held] ?? [] {
                // What is held as eligible is so on every way: the shortest says it.
                if span.isEligible, !told.insert(way.last?.held ?? span.held).inserted { continue }
                ways.append(Way(way: [span] + way))
            }
        }
        let accounts = try accounts(of: Set(ways.map(\.way[0].holder)), at: cut)
        for place in ways.indices { ways[place].account = accounts[ways[place].way[0].holder] }
        return Found(ways: ways.sorted { $0.comesBefore($1) }, spans: spans)
    }

    private func accounts(of holders: Set<LabelKey>, at cut: AccessOrder) throws -> [LabelKey: AccountState] {
        var folds: [LabelKey: AccountFold] = [:]
        for (order, (whose, step)) in try lives(of: holders).sorted(by: { $0.order < $1.order }) where order < cut {
            folds[whose, default: AccountFold()].take(step, at: order.index)
        }
        return folds.compactMapValues(\.state)
    }

    /// What is recorded of what somebody holds directly.
    func steps(heldBy holder: LabelKey) throws -> AccessReading.Steps {
        if let known = holding[holder] { return known }
        if holding.count >= Self.mostKept { holding = [:] }
        let steps = try reading.held(by: holder)
        holding[holder] = steps
        return steps
    }

    /// What is recorded of who holds something directly.
    func steps(of held: LabelKey) throws -> AccessReading.Steps {
        if let known = granted[held] { return known }
        if granted.count >= Self.mostKept { granted = [:] }
        let steps = try reading.holders(of: held)
        granted[held] = steps
        return steps
    }

    /// The steps in the lives of persons.
    func lives(of whose: Set<LabelKey>) throws -> AccessReading.Lives {
        if let known = personalLives, known.whose?.isSuperset(of: whose) ?? true {
            return known.lives.filter { whose.contains($0.step.whose) }
        }
        // Who asks a second time, of others, will ask of many.
        let some = personalLives == nil ? whose : nil
        let lives = try reading.lives(of: some)
        personalLives = (some, lives)
        return some == nil ? lives.filter { whose.contains($0.step.whose) } : lives
    }

    /// The spans during which somebody held something directly.
    func directSpans(of holders: [LabelKey]) throws -> [AccessSpan] {
        var steps: AccessReading.Steps = []
        for holder in holders {
            steps += try self.steps(heldBy: holder)
            for (order, step) in try reading.life(of: holder) where step == .deleted {
                steps.append((order, .deletion(holder)))
            }
        }
        return AccessFold(steps + deletions(of: Set(steps.compactMap(\.step.held)))).spans
    }

    /// The spans during which something was held directly.
    func directSpans(holdersOf held: [LabelKey]) throws -> [AccessSpan] {
        let steps = try held.flatMap(self.steps(of:))
        let holders = Set(steps.compactMap(\.step.holder))
        let gone =
            deletions(of: holders.union(held))
            + (try lives(of: holders).compactMap { order, life in
                life.1 == .deleted ? (order, .deletion(life.whose)) : nil
            })
        return AccessFold(steps + gone).spans
    }

    func deletions(of whose: Set<LabelKey>) -> AccessReading.Steps {
        let deletions = structure.deletions
        return whose.count < deletions.count
            ? whose.flatMap { deletions[$0] ?? [] } : deletions.filter { whose.contains($0.key) }.flatMap(\.value)
    }
}

extension AccessFold.Step {
    var holder: LabelKey? {
        if case .access(let holder, _, _) = self { holder } else { nil }
    }

    var held: LabelKey? {
        if case .access(_, let held, _) = self { held } else { nil }
    }
}

extension Array {
    /// The first place from which on a condition holds, which holds for all behind the first for which it does.
    fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
