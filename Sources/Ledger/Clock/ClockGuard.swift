import Records

/// Tells a wall clock that runs from one that somebody set, by the boot clock, which nobody can set. No I/O.
///
/// The two clocks differ by an offset that changes only when the wall clock is stepped: network time steers the rate of
/// both alike. A step forward is not believed at once, because time in a log never decreases: one entry of the year 2099
/// would freeze it there. It is believed when it has stood for an hour and is a day at most (a machine that was paused),
/// or after a restart, which is the operator's word. A step back is believed; that time does not decrease is the
/// sequencer's affair.
package struct ClockGuard: Sendable {
    /// Both clocks at one moment, in milliseconds.
    package struct Reading: Sendable, Equatable {
        /// Since 1970.
        package var wall: Int64
        /// Since the machine started.
        package var boot: Int64

        package init(wall: Int64, boot: Int64) {
            self.wall = wall
            self.boot = boot
        }
    }

    /// Steps up to this many milliseconds are taken as they come: leap seconds, and small corrections.
    package static let tolerance: Int64 = 5_000
    /// How long a step forward must stand to be believed, in milliseconds of the boot clock.
    package static let patience: Int64 = 3_600_000
    /// The largest step forward that is believed without a restart, in milliseconds.
    package static let mostBelieved: Int64 = 86_400_000

    /// Wall clock less boot clock, as believed.
    private var offset: Int64
    /// The offset that is not believed, and since when by the boot clock.
    private var held: (offset: Int64, since: Int64)?

    /// What the wall clock says first is believed.
    package init(_ reading: Reading) { offset = reading.wall - reading.boot }

    package var isHeld: Bool { held != nil }

    /// The time to go by, in milliseconds since 1970, and the step that this reading shows for the first time.
    package mutating func read(_ reading: Reading) -> (time: Int64, step: ClockStep?) {
        let found = reading.wall - reading.boot
        let believed = reading.boot + offset
        if found - offset > Self.tolerance { return hold(reading, found, believed) }
        let isBack = found - offset < -Self.tolerance
        defer {
            held = nil
            offset = found
        }
        guard isBack || isHeld else { return (reading.wall, nil) }
        return (reading.wall, step(isBack ? .back : .corrected, believed, reading))
    }

    private mutating func hold(_ reading: Reading, _ found: Int64, _ believed: Int64) -> (Int64, ClockStep?) {
        guard let held, abs(found - held.offset) <= Self.tolerance else {
            held = (found, reading.boot)
            return (believed, step(.forward, believed, reading))
        }
        guard reading.boot - held.since >= Self.patience, found - offset <= Self.mostBelieved else {
            return (believed, nil)
        }
        self.held = nil
        offset = found
        return (reading.wall, step(.believed, believed, reading))
    }

    private func step(_ kind: ClockStep.Kind, _ believed: Int64, _ reading: Reading) -> ClockStep {
        ClockStep(
            kind, time: Timestamp(milliseconds: believed), wall: Timestamp(milliseconds: reading.wall))
    }
}
