import GRDB
import Records

/// Which of two questions is asked of the past.
package enum AccessView: String, Sendable, CaseIterable {
    /// What was known then: the records that the log had, in its order.
    case recorded
    /// What was true then, as is known now: all records, in the order of the times that their sources claim; those without
    /// such a time count at the log's.
    case effective
}

/// Reads what is recorded of access, in the order of one view.
struct AccessReading {
    let log: LogReading
    let view: AccessView
    /// Entries that count.
    let end: Int64

    init(log: LogReading, view: AccessView, end: Int64? = nil) {
        self.log = log
        self.view = view
        self.end = min(end ?? .max, log.end)
    }

    typealias Steps = [(order: AccessOrder, step: AccessFold.Step)]
    typealias Lives = [(order: AccessOrder, step: (whose: LabelKey, LifeStep))]

    /// What is recorded of what somebody holds directly.
    func held(by holder: LabelKey) throws -> Steps {
        try access(holder.key(.held), parties: 1) { (holder, $0[0]) }
    }

    /// What is recorded of who holds something directly.
    func holders(of held: LabelKey) throws -> Steps {
        try access(held.key(.granted), parties: 1) { ($0[0], held) }
    }

    /// What is recorded of what groups, roles and the like hold, from an entry on.
    func structure(from first: Int64 = 0) throws -> Steps {
        try access([KeySpace.structure.rawValue], parties: 2, from: first) { ($0[0], $0[1]) }
    }

    private func access(
        _ key: [UInt8], parties: Int, from first: Int64 = 0, _ sides: ([LabelKey]) -> (LabelKey, LabelKey)
    ) throws -> Steps {
        try gather(key, from: first) { fact in
            AccessFact.read(fact, parties: parties).map { fact, parties in
                let (holder, held) = sides(parties)
                return (fact.claimed, .access(holder: holder, held: held, fact))
            }
        }
    }

    /// Deletions of groups, roles and the like, from an entry on.
    func deletions(from first: Int64 = 0) throws -> Steps {
        try gather([KeySpace.impersonalLife.rawValue], from: first) { fact in
            guard let (fact, label) = LifeFact.read(fact), fact.step == .deleted else { return nil }
            return (fact.claimed, .deletion(label))
        }
    }

    /// The steps in one life, in order.
    func life(of whose: LabelKey) throws -> [(order: AccessOrder, step: LifeStep)] {
        try gather(whose.key(.life)) { fact in LifeFact.read(fact).map { ($0.fact.claimed, $0.fact.step) } }
            .map { (order: $0.order, step: $0.step) }.sorted { $0.order < $1.order }
    }

    /// The steps in the lives of persons: of all of them, or of some.
    func lives(of some: Set<LabelKey>? = nil) throws -> Lives {
        let sieve = some.map { LabelSieve($0) }
        return try gather([KeySpace.personalLife.rawValue]) { fact in
            guard let (fact, whose) = LifeFact.read(fact), sieve?.mayContain(whose) ?? true,
                some?.contains(whose) ?? true
            else { return nil }
            return (fact.claimed, (whose: whose, fact.step))
        }
    }

    /// Every fact of a list that `read` understands, with its place in the order.
    private func gather<T>(
        _ key: [UInt8], from first: Int64 = 0, _ read: (UnsafeRawBufferPointer) -> (claimed: Int64?, T)?
    ) throws -> [(order: AccessOrder, step: T)] {
        var steps: [(order: AccessOrder, step: T)] = []
        try log.walk(first..<end, descending: false) { source in
            var found: [(place: Int, claimed: Int64?, T)] = []
            let places = source.places(first..<end)
            try source.each(of: key) { place, fact in
                if places.contains(place), let (claimed, step) = read(fact) { found.append((place, claimed, step)) }
            }
            let needsTimes = view == .effective && found.contains { $0.claimed == nil }
            let times = needsTimes ? try source.allTimes() : []
            for (place, claimed, step) in found {
                let time = view == .recorded ? 0 : claimed ?? times[place]
                let order = AccessOrder(time: time, index: source.first + Int64(place), claimed: claimed)
                steps.append((order, step))
            }
            return true
        }
        return steps
    }

    /// What comes before a moment: the entries up to and with it.
    func cut(at time: Timestamp) throws -> AccessOrder {
        let behind = Timestamp(milliseconds: time.milliseconds + 1)
        switch view {
        case .recorded: return AccessOrder(time: 0, index: min(end, try log.index(notBefore: behind)))
        case .effective: return AccessOrder(time: behind.milliseconds, index: 0)
        }
    }

    /// What comes before the end of the log.
    var now: AccessOrder {
        view == .recorded ? AccessOrder(time: 0, index: end) : AccessOrder(time: .max, index: 0)
    }
}
