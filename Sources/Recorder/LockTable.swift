import Synchronization

/// Serialises writes that touch the same things, and lets all others run side by side.
///
/// Keys are taken one after the other in their order, so that no two holders wait for each other. Waiters get a key in
/// the order in which they came.
package final class LockTable<Key: Hashable & Comparable & Sendable>: Sendable {
    // A key that is here is held; the list is who waits for it.
    private let held = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])

    package init() {}

    /// Runs the work while holding the keys.
    package func holding<T>(_ keys: Set<Key>, _ work: () async throws -> T) async rethrows -> T {
        let keys = keys.sorted()
        var next = 0
        while true {
            // As many as are free are taken at once: a push of ten thousand members needs as many keys.
            next = held.withLock { held in
                var next = next
                while next < keys.count, held[keys[next]] == nil {
                    held[keys[next]] = []
                    next += 1
                }
                return next
            }
            guard next < keys.count else { break }
            await acquire(keys[next])
            next += 1
        }
        defer { release(keys) }
        return try await work()
    }

    private func acquire(_ key: Key) async {
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

    private func release(_ keys: [Key]) {
        let next = held.withLock { held in
            keys.compactMap { key -> CheckedContinuation<Void, Never>? in
                guard let waiters = held[key], !waiters.isEmpty else {
                    held[key] = nil
                    return nil
                }
                return held[key]?.removeFirst()
            }
        }
        for continuation in next { continuation.resume() }
    }
}
