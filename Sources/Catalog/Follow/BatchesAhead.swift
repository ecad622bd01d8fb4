/// Batches that follow one another and are being made ready while earlier ones are written: writing a segment takes longer than
/// a batch, and nobody should stand idle meanwhile.
struct BatchesAhead {
    private var batches: [(end: UInt64, task: Task<PreparedBatch, any Error>)] = []

    /// Batches at most, some megabytes each.
    static let most = 8

    var count: Int { batches.count }
    /// Where the next one to be added begins; nil when there are none.
    var end: UInt64? { batches.last?.end }

    mutating func add(until end: UInt64, _ make: @escaping @Sendable () async throws -> PreparedBatch) {
        batches.append((end, Task { try await make() }))
    }

    /// The first of them, once it is ready; nil when there are none.
    mutating func first() async throws -> PreparedBatch? {
        batches.isEmpty ? nil : try await batches.removeFirst().task.value
    }

    /// Waits for those that are being made, and leaves them.
    mutating func forget() async {
        for batch in batches { _ = try? await batch.task.value }
        batches = []
    }
}
