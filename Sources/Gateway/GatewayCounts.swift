import Synchronization

/// What a gateway has done since the server started, for `/metrics`.
package final class GatewayCounts: Sendable {
    package struct Values: Sendable {
        package var reads = 0
        package var writes = 0
        /// Writes that were refused because nothing could be put on record.
        package var unrecorded = 0
        /// Requests that the upstream did not answer.
        package var failures = 0
        package var drifts = 0
        /// Looks that found a difference of which nobody can tell whether a write that passed made it.
        package var doubtful = 0
        /// Writes of which the upstream did something else than it was asked for and said.
        package var differing = 0
        /// Writes with which something changed that they did not ask for.
        package var unasked = 0
        package var unknown = 0
        package var reconciled = 0
    }

    private let counts = Mutex(Values())
    private let ownTimes = Mutex(Times())

    package struct Times: Sendable {
        /// By class, the last beyond all bounds.
        package var counts = [UInt64](repeating: 0, count: bounds.count + 1)
        /// In seconds.
        package var sum = 0.0
    }

    /// Upper bounds in seconds of the classes that `times` counts.
    package static let bounds: [Double] = [
        0.00025, 0.0005, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5,
    ]

    /// How many writes took how long beside waiting for the upstream.
    package var times: Times { ownTimes.withLock { $0 } }

    func addOwnTime(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        let value = Double(seconds) + Double(attoseconds) / 1e18
        let place = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        ownTimes.withLock { times in
            times.counts[place] += 1
            times.sum += value
        }
    }

    package var values: Values { counts.withLock { $0 } }

    func add(_ count: any WritableKeyPath<Values, Int> & Sendable, _ number: Int = 1) {
        counts.withLock { $0[keyPath: count] += number }
    }
}
