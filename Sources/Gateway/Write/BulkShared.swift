import Records

/// Which operations of a bulk request are about one resource, and under which of them stands what is seen of it.
///
/// That is the last of those that were answered with a 2xx; else the last of those that may have been carried out all the
/// same; else the last. So no operation that was refused is told with what another one did.
struct BulkShared {
    /// The ids of what the operations are about, by number, as far as they are known.
    let ids: [String?]
    private let keys: [String?]
    private var tellers: [String: Int] = [:]
    private var done: [String: [Int]] = [:]
    private let steps: [BulkStep]

    init(_ steps: [BulkStep], _ results: BulkResults) {
        self.steps = steps
        let ids = steps.map { $0.id ?? results.id(of: $0.number) }
        self.ids = ids
        keys = steps.map { step in step.kind.flatMap { kind in ids[step.number].map { Gateway.key(kind, $0) } } }
        var best: [String: Int] = [:]
        for step in steps {
            guard let key = keys[step.number] else { continue }
            let rank = Self.rank(results.status(of: step.number))
            if rank == Self.carriedOut { done[key, default: []].append(step.number) }
            // One that names what another makes has no state before of its own.
            guard step.id != nil || step.isCreation, rank >= best[key] ?? 0 else { continue }
            best[key] = rank
            tellers[key] = step.number
        }
    }

    /// How likely it is that an operation was carried out, by its status.
    private static func rank(_ status: Int?) -> Int {
        guard let status else { return 1 }
        return (200..<300).contains(status) ? carriedOut : OutcomePlan.outcome(of: status) == .refused ? 0 : 1
    }
    private static let carriedOut = 2

    /// The number of the operation under which stands what is seen of the resource; nil where it is not known which that is.
    func teller(insteadOf step: BulkStep) -> Int? { keys[step.number].flatMap { tellers[$0] } }

    /// What was asked for with others that were carried out, where an operation tells of them.
    func beside(_ step: BulkStep) -> [RequestedChanges] {
        guard let key = keys[step.number], tellers[key] == step.number else { return [] }
        return (done[key] ?? []).filter { $0 != step.number }.map { steps[$0].requested }
    }
}
