/// Who held what at one moment among groups, roles and the like: what stands between a person and what they can reach.
struct AccessGraph {
    /// The spans that held at the moment, by holder and by what is held.
    private(set) var held: [LabelKey: [AccessSpan]] = [:]
    private(set) var holders: [LabelKey: [AccessSpan]] = [:]

    init(_ spans: [AccessSpan], at cut: AccessOrder) {
        for span in spans where span.holds(before: cut) {
            held[span.holder, default: []].append(span)
            holders[span.held, default: []].append(span)
        }
    }

    /// Everything that is reached from a node, each with the shortest way there; nearest first. The node itself is not among
    /// them, whatever circles there are.
    func reached(from node: LabelKey) -> [(node: LabelKey, way: [AccessSpan])] {
        walk(from: node) {
            held[$0] ?? []
        } next: {
            $0.held
        } extend: {
            $0 + [$1]
        }
    }

    /// Everything from which a node is reached, each with the shortest way to it.
    func reaching(_ node: LabelKey) -> [(node: LabelKey, way: [AccessSpan])] {
        walk(from: node) {
            holders[$0] ?? []
        } next: {
            $0.holder
        } extend: {
            [$1] + $0
        }
    }

    private func walk(
        from node: LabelKey, _ edges: (LabelKey) -> [AccessSpan], next: (AccessSpan) -> LabelKey,
        extend: ([AccessSpan], AccessSpan) -> [AccessSpan]
    ) -> [(node: LabelKey, way: [AccessSpan])] {
        var found: [(node: LabelKey, way: [AccessSpan])] = []
        var seen: Set<LabelKey> = [node]
        var queue: [(node: LabelKey, way: [AccessSpan])] = [(node, [])]
        var place = 0
        while place < queue.count {
            let (at, way) = queue[place]
            place += 1
            for span in edges(at).sorted(by: { ($0.begin, $0.held, $0.holder) < ($1.begin, $1.held, $1.holder) })
            where seen.insert(next(span)).inserted {
                let reached = (next(span), extend(way, span))
                found.append(reached)
                queue.append(reached)
            }
        }
        return found
    }
}
