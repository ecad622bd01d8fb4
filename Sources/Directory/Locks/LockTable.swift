import Synchronization

/// Serialises writes that touch the same things, and lets all others run side by side.
///
/// Keys are taken one after the other in their order, so that no two holders wait for each other. Waiters get a key in
/// the order in which they came.
final class LockTable: Sendable {
    // A key that is here is held; the list is who waits for it.
    private let held = Mutex<[LockKey: [CheckedContinuation<Void, Never>]]>([:])

    /// Runs the work while holding the keys.
    func holding<T>(_ keys: Set<LockKey>, _ work: () async throws -> T) async rethrows -> T {
        let keys = keys.sorted()
        for key in keys { await acquire(key) }
        defer { for key in keys.reversed() { release(key) } }
        return try await work()
    }

    private func acquire(_ key: LockKey) async {
        await withCheckedContinuation { continuation in
            let isFree = held.withLock { held in
                guard held[key] == nil else {
                    held[key]?.append(continuation)
                    return false
                }
                held[key] = []
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    private func release(_ key: LockKey) {
        let next: CheckedContinuation<Void, Never>? = held.withLock { held in
            guard let waiters = held[key], !waiters.isEmpty else {
                held[key] = nil
                return nil
            }
            return held[key]?.removeFirst()
        }
        next?.resume()
    }
}
