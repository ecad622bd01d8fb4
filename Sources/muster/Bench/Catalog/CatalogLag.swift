import Catalog
import Recorder
import Synchronization

/// Watches how long it takes from an entry being durable until the catalog answers with it.
final class CatalogLag: Sendable {
    private struct State {
        var waiting: [(size: UInt64, durable: ContinuousClock.Instant)] = []
        var head = 0
        var lags = Latencies()
        var largest: UInt64 = 0
    }

    private let catalog: Catalog
    private let recorder: Recorder
    private let state = Mutex(State())

    init(_ catalog: Catalog, _ recorder: Recorder) {
        self.catalog = catalog
        self.recorder = recorder
    }

    /// The log as it is now is durable.
    func written() {
        let size = recorder.committedSize()
        state.withLock { $0.waiting.append((size, .now)) }
    }

    /// Looks every few milliseconds until the task is cancelled. Nobody waits for an entry, so the catalog gathers as
    /// it does when nobody asks.
    func watch() async throws {
        while true {
            try await Task.sleep(for: .milliseconds(2))
            look()
        }
    }

    private func look() {
        let (position, now, behind) = (catalog.position, ContinuousClock.now, catalog.lag)
        state.withLock { state in
            state.largest = max(state.largest, behind)
            while state.head < state.waiting.count, state.waiting[state.head].size <= position {
                state.lags.append((now - state.waiting[state.head].durable) / .seconds(1))
                state.head += 1
            }
        }
    }

    /// The times so far, and the most entries that were behind.
    var figures: (lags: Latencies, largest: UInt64) { state.withLock { ($0.lags, $0.largest) } }
}
