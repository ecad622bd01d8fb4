import Dispatch
import GRDB
import Logging
import Recorder
import Records
import ServiceLifecycle

extension SCIMDirectory {
    private static let batch = 1_000

    /// Follows the log until the task is cancelled or the service group shuts down.
    ///
    /// A failure is told in `failure`; until it is over, writes are answered with 503 and nothing is evaluated on a state
    /// that lacks what was already promised.
    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do {
                    try await catchUp()
                    try await log.waitCommitted(beyond: gate.position)
                } catch is CancellationError {
                    return
                } catch {
                    await report(error)
                }
            }
        }
    }

    private func catchUp() async throws {
        while gate.position < log.committedSize() {
            try Task.checkCancellation()
            let position = gate.position
            let next = try await offload { [log, store] in
                let entries = try log.committed(from: position, limit: Self.batch)
                try store.apply(entries)
                return entries.last.map { $0.index + 1 }
            }
            guard let next else { return }
            gate.move(to: next)
        }
        // Also when there was nothing new: a failure that has passed must not keep refusing writes.
        if gate.failure != nil { gate.move(to: gate.position) }
    }

    private func report(_ error: any Error) async {
        // Statements of a database error may hold names: only code and message are told.
        let reason =
            (error as? DatabaseError).map { "SQLite error \($0.extendedResultCode.rawValue): \($0.message ?? "")" }
            ?? "\(error)"
        if gate.failure != reason {
            logger.error("The SCIM directory does not move", metadata: ["reason": "\(reason)"])
        }
        gate.fail(reason)
        try? await Task.sleep(for: .seconds(1))
    }

    // Blocking work leaves the threads of tasks alone, since they are few.
    private func offload<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
