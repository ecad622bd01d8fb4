package import Records

/// Somebody set the wall clock: what it said then, and what the log made of it.
package struct ClockStep: Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        /// It jumped ahead of the boot clock. It is not believed: the log goes on by the boot clock.
        case forward
        /// It jumped back. It is believed; the log's time stands still until the wall clock has caught up.
        case back
        /// A step forward that was not believed was taken back.
        case corrected
        /// A step forward has stood so long that it is believed.
        case believed
    }

    package let kind: Kind
    /// What the time would be without the step, by the boot clock.
    package let time: Timestamp
    /// What the wall clock said.
    package let wall: Timestamp

    package init(_ kind: Kind, time: Timestamp, wall: Timestamp) {
        self.kind = kind
        self.time = time
        self.wall = wall
    }

    package var description: String {
        switch kind {
        case .forward:
            "the wall clock was stepped forward from \(time.rfc3339) to \(wall.rfc3339); the log goes on by the boot clock"
        case .back:
            "the wall clock was stepped back from \(time.rfc3339) to \(wall.rfc3339); the log's time stands still until "
                + "it has caught up"
        case .corrected: "the wall clock was set right again: it says \(wall.rfc3339)"
        case .believed:
            "the wall clock has stood ahead of the boot clock so long that it is believed: it says \(wall.rfc3339) "
                + "instead of \(time.rfc3339)"
        }
    }
}
