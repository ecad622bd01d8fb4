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

    /// Something that is reached, or from which something is reached.
    struct Reached {
        let node: LabelKey
        let way: [AccessSpan]
        /// Whether some step before or of the way may be activated only.
        let isEligible: Bool
    }

    /// Everything that is reached from a node, each with the shortest way there, and the shortest on which some step is
    /// eligible only beside one on which none is; nearest first. The node itself is not among them, whatever circles there are.
    ///
    /// `isEligible`: whether the node itself is held so; everything is, then.
    func reached(from node: LabelKey, isEligible: Bool = false) -> [Reached] {
        walk(from: node, isEligible) {
            held[$0] ?? []
        } next: {
            $0.held
        } extend: {
            $0 + [$1]
        }
    }

    /// Everything from which a node is reached, with the same ways to it.
    func reaching(_ node: LabelKey) -> [Reached] {
        walk(from: node, false) {
            holders[$0] ?? []
        } next: {
            $0.holder
        } extend: {
            [$1] + $0
        }
    }

    private struct Place: Hashable {
        let node: LabelKey
        let isEligible: Bool
    }

    private func walk(
        from node: LabelKey, _ isEligible: Bool, _ edges: (LabelKey) -> [AccessSpan],
        next: (AccessSpan) -> LabelKey, extend: ([AccessSpan], AccessSpan) -> [AccessSpan]
    ) -> [Reached] {
        var seen: Set<Place> = [Place(node: node, isEligible: false), Place(node: node, isEligible: true)]
        var queue = [Reached(node: node, way: [], isEligible: isEligible)]
        var place = 0
        while place < queue.count {
            let at = queue[place]
            place += 1
            for span in edges(at.node).sorted(by: { ($0.begin, $0.held, $0.holder) < ($1.begin, $1.held, $1.holder) }) {
                let reached = Reached(
                    node: next(span), way: extend(at.way, span), isEligible: at.isEligible || span.isEligible)
                if seen.insert(Place(node: reached.node, isEligible: reached.isEligible)).inserted {
                    queue.append(reached)
                }
            }
        }
        return Array(queue.dropFirst())
    }
}
