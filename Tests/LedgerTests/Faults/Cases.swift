import Synchronization

/// Cases that a few tasks take one after the other.
final class Cases<Case: Sendable>: Sendable {
    private let left: Mutex<ArraySlice<Case>>

    init(_ cases: [Case]) { left = Mutex(cases[...]) }

    private func next() -> Case? { left.withLock { $0.popFirst() } }

    /// Runs `body` with every case, several at a time; answers all results, in no order.
    func each<Answer: Sendable>(
        atOnce tasks: Int = 3, _ body: @escaping @Sendable (Case) async throws -> Answer
    ) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: [Answer].self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    var answers: [Answer] = []
                    while let item = self.next() { answers.append(try await body(item)) }
                    return answers
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}

/// A number that several tasks raise.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.wrappingAdd(1, ordering: .relaxed) }
}
