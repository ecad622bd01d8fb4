package import Logging
package import Recorder

/// A log as the doors see it: its recorder, and the projections that follow it.
package final class HostedLog: Sendable {
    package let open: OpenLog

    package var name: String { open.name }
    package var recorder: Recorder { open.recorder }

    /// Opens the projections of an open log; they follow it once `run()` runs.
    package init(open: OpenLog, data: DataDirectory, logger: Logger) throws {
        self.open = open
    }
}
