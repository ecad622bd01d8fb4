/// Where something stands in the order in which it counts: by index, or by the time at which it is said to have been, and by
/// index within it.
struct AccessOrder: Comparable, Hashable, Sendable {
    /// Milliseconds; 0 where the log's order counts.
    let time: Int64
    let index: Int64
    /// When it was according to the source, in milliseconds; stands beside the order, not in it.
    var claimed: Int64?

    static func < (left: AccessOrder, right: AccessOrder) -> Bool {
        left.time != right.time ? left.time < right.time : left.index < right.index
    }
}

/// A stretch during which somebody held something directly.
struct AccessSpan: Hashable, Sendable {
    let holder: LabelKey
    let held: LabelKey
    let isEligible: Bool
    /// The first record that says so.
    let begin: AccessOrder
    /// The record that ended it; nil while it lasts.
    var end: AccessOrder?
    /// Whether it ended with the holder or what was held, and not by itself.
    var endedByDeletion = false

    /// What tells a span from all others.
    struct Beginning: Hashable {
        let holder: LabelKey
        let held: LabelKey
        let isEligible: Bool
        let at: AccessOrder
    }

    var beginning: Beginning { Beginning(holder: holder, held: held, isEligible: isEligible, at: begin) }

    func holds(before cut: AccessOrder) -> Bool { begin < cut && end.map { $0 >= cut } ?? true }
}

/// Folds what was recorded of access into the spans during which it held.
///
/// An access holds from the first record that begins it until one that ends it, or one that deletes the holder or what is
/// held; what is begun twice holds from the first time on. Ending it ends the eligible one too, but where
/// it runs out: then the active one ends, and the eligible one where there is no active one.
struct AccessFold {
    enum Step: Sendable {
        case access(holder: LabelKey, held: LabelKey, AccessFact)
        /// Someone or something was deleted.
        case deletion(LabelKey)
    }

    private struct Pair: Hashable {
        let holder: LabelKey
        let held: LabelKey
        let isEligible: Bool
    }

    private(set) var spans: [AccessSpan] = []
    private var open: [Pair: Int] = [:]

    /// - Parameter steps: in any order.
    init(_ steps: [(order: AccessOrder, step: Step)]) {
        var parties: [LabelKey: Set<Int>] = [:]
        for (order, step) in steps.sorted(by: { $0.order < $1.order }) {
            switch step {
            case .access(let holder, let held, let fact):
                if fact.begins {
                    let pair = Pair(holder: holder, held: held, isEligible: fact.isEligible)
                    if open[pair] != nil { continue }
                    open[pair] = spans.count
                    parties[holder, default: []].insert(spans.count)
                    parties[held, default: []].insert(spans.count)
                    spans.append(
                        AccessSpan(holder: holder, held: held, isEligible: fact.isEligible, begin: order))
                } else {
                    for isEligible in [false, true] {
                        let pair = Pair(holder: holder, held: held, isEligible: isEligible)
                        let wasOpen = open[pair] != nil
                        end(pair, order, isDeletion: false)
                        if wasOpen && fact.expires { break }
                    }
                }
            case .deletion(let party):
                for place in parties.removeValue(forKey: party) ?? [] where spans[place].end == nil {
                    let span = spans[place]
                    let pair = Pair(holder: span.holder, held: span.held, isEligible: span.isEligible)
                    end(pair, order, isDeletion: true)
                }
            }
        }
    }

    private mutating func end(_ pair: Pair, _ order: AccessOrder, isDeletion: Bool) {
        guard let place = open.removeValue(forKey: pair) else { return }
        spans[place].end = order
        spans[place].endedByDeletion = isDeletion
    }
}
