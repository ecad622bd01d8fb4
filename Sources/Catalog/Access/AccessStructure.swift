import Synchronization

/// What groups, roles and the like hold and held, up to some entry: the same for every question until some of it changes.
struct AccessStructure: Sendable {
    /// What is recorded of what they hold.
    let steps: AccessReading.Steps
    /// Deletions of them.
    let deletions: [LabelKey: AccessReading.Steps]
    /// The spans that come of both.
    let spans: [AccessSpan]
    /// Those that hold something, or have held it.
    let holders: Set<LabelKey>
    /// The places in the order at which the spans begin and end, rising.
    let turns: [AccessOrder]

    init(steps: AccessReading.Steps, deletions gone: AccessReading.Steps) {
        self.steps = steps
        var deletions: [LabelKey: AccessReading.Steps] = [:]
        for case (let order, .deletion(let whose)) in gone {
            deletions[whose, default: []].append((order, .deletion(whose)))
        }
        self.deletions = deletions
        spans = AccessFold(steps + gone).spans
        holders = Set(spans.map(\.holder))
        turns = spans.flatMap { [$0.begin] + ($0.end.map { [$0] } ?? []) }.sorted()
    }
}

/// The newest structure of each view, made once for many questions and carried on as the log grows.
final class StructureCache: Sendable {
    private let state = Mutex([AccessView: (end: Int64, structure: AccessStructure)]())

    func structure(_ reading: AccessReading) throws -> AccessStructure {
        let known = state.withLock { $0[reading.view] }
        if let known, known.end == reading.end { return known.structure }
        guard let known, known.end < reading.end else {
            let made = AccessStructure(steps: try reading.structure(), deletions: try reading.deletions())
            if known == nil { keep(made, reading) }  // what is asked of an older log is not worth it
            return made
        }
        let (steps, gone) = (try reading.structure(from: known.end), try reading.deletions(from: known.end))
        var structure = known.structure
        if !steps.isEmpty || !gone.isEmpty {
            structure = AccessStructure(
                steps: structure.steps + steps, deletions: structure.deletions.values.flatMap(\.self) + gone)
        }
        keep(structure, reading)
        return structure
    }

    private func keep(_ structure: AccessStructure, _ reading: AccessReading) {
        state.withLock { state in
            if state[reading.view].map({ $0.end < reading.end }) ?? true {
                state[reading.view] = (reading.end, structure)
            }
        }
    }

    func removeAll() { state.withLock { $0 = [:] } }
}
