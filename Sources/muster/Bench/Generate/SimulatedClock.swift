import Records
import Synchronization

/// The time of a log whose history is made up: it stands where the history is.
final class SimulatedClock: Sendable {
    private let milliseconds: Mutex<Int64>

    init(_ start: Timestamp) { milliseconds = Mutex(start.milliseconds) }

    var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }

    func set(_ time: Timestamp) { milliseconds.withLock { $0 = time.milliseconds } }
}
