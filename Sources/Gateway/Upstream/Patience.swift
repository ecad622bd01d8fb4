/// Waits for something, and no longer than that.
enum Patience {
    /// The work's result; the work is cancelled when the time is over.
    ///
    /// - Throws: what the work throws, or `UpstreamFailure` when it took too long.
    static func give<Value: Sendable>(
        _ time: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else {
                throw UpstreamFailure(.tooLate, mayHaveArrived: true, "the upstream service did not answer in time")
            }
            return value
        }
    }
}
