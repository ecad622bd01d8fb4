package import Records
import Synchronization

/// The clock that logs go by: the wall clock under a ``ClockGuard``, and the steps that it saw, for whoever records them.
package final class LogClock: Sendable {
    private struct State {
        var clockGuard: ClockGuard
        /// The newest steps, and how many there were before them.
        var steps: [ClockStep] = []
        var forgotten = 0

        mutating func note(_ step: ClockStep) {
            steps.append(step)
            if steps.count > 256 {
                steps.removeFirst()
                forgotten += 1
            }
        }
    }

    private let state: Mutex<State>
    private let reading: @Sendable () -> ClockGuard.Reading

    /// The clock of this process.
    package static let system = LogClock()

    /// Believes the wall clock as it is now; `reading` gives both clocks.
    package init(reading: @escaping @Sendable () -> ClockGuard.Reading = { .system() }) {
        self.reading = reading
        state = Mutex(State(clockGuard: ClockGuard(reading())))
    }

    /// The time to go by. It may step back; the sequencer holds it then.
    package func now() -> Timestamp {
        state.withLock { state in
            let (time, step) = state.clockGuard.read(reading())
            if let step { state.note(step) }
            return Timestamp(milliseconds: time)
        }
    }

    /// The steps from the one with that number on, oldest first, as far as they are among the newest 256, and the number
    /// of the next.
    package func steps(from number: Int) -> (steps: [ClockStep], next: Int) {
        state.withLock { state in
            (
                Array(state.steps.dropFirst(max(0, number - state.forgotten))),
                state.forgotten + state.steps.count
            )
        }
    }

    /// The step forward that is not believed at present.
    package var heldStep: ClockStep? {
        state.withLock { $0.clockGuard.isHeld ? $0.steps.last { $0.kind == .forward } : nil }
    }
}
