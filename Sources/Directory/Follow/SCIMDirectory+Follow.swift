import Dispatch
import GRDB
import Logging
import Recorder
import Records
import ServiceLifecycle
import Synchronization

extension SCIMDirectory {
    private static let batch = 1_000
    /// Rows that may wait for the database before it is written at once, and before nothing more is taken in.
    private static let soon = 4_000
    private static let most = 40_000
    private static let interval = Duration.milliseconds(500)

    /// Follows the log until the task is cancelled or the service group shuts down.
    ///
    /// A failure is told in `failure`; until it is over, writes are answered with 503 and nothing is evaluated on a state
    /// that lacks what was already promised.
    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.follow() }
                group.addTask { await self.flushNowAndThen() }
            }
        }
    }

    private func follow() async {
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

    private func catchUp() async throws {
        while gate.position < log.committedSize() {
            try Task.checkCancellation()
            if store.waiting > Self.most { try await offload { [store] in try store.flush() } }
            // What came meanwhile is little, and is taken in here; a whole log is not read on a task's thread.
            if lag < Self.batch {
                try applying.withLock { _ in try takeIn() }
            } else {
                try await offload { [self] in try applying.withLock { _ in try takeIn() } }
            }
        }
        // Also when there was nothing new: a failure that has passed must not keep refusing writes.
        if gate.failure != nil {
            try await offload { [store] in try store.flush() }
            gate.move(to: gate.position)
        }
    }

    /// Takes in what is committed, unless somebody else is at it: whoever waits for its own entry need not wait until the
    /// follower has been woken for it.
    func advance() throws {
        guard store.waiting <= Self.most else { return }
        _ = try applying.withLockIfAvailable { _ in
            if gate.failure == nil { try takeIn() }
        }
    }

    private func takeIn() throws {
        defer {
            if gate.position < store.livePosition { gate.move(to: store.livePosition) }
        }
        var entries = try log.committed(from: store.livePosition, limit: Self.batch)
        // To the end of a transaction: fewer than were asked for are all that there is, and a transaction is there wholly.
        // Below the floor nobody looks, and what a request wrote in parts may be the longer for it.
        while let last = entries.last, last.index + 1 >= floor, entries.count % Self.batch == 0 {
            let next = try log.committed(from: last.index + 1, limit: Self.batch)
            guard DirectoryStore.areOne(last, next.first) else { break }
            entries += next
        }
        try store.apply(entries)
        if store.waiting > Self.soon { flushSoon() }
    }

    /// Has the database written beside everything else, once at a time.
    private func flushSoon() {
        guard !isFlushing.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.async { [self] in
            // A failure is met, and told, by the next flush that is waited for.
            try? store.flush()
            isFlushing.store(false, ordering: .releasing)
        }
    }

    private func flushNowAndThen() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.interval)
            do {
                try await offload { [store] in try store.flush() }
                if gate.failure != nil { gate.move(to: gate.position) }
            } catch { await report(error) }
        }
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
