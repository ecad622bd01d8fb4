import Ledger
import Logging
import Recorder
import Records
import ServiceLifecycle

/// Looks at the clock every second and records its steps in every log, as `admin` entries.
struct ClockWatch: Service {
    let clock: LogClock
    let logs: OpenLogs
    let logger: Logger
    var interval = Duration.seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var told = clock.steps(from: 0).next
            var recorded: [String: Int] = [:]
            while !Task.isCancelled {
                let known = told
                _ = clock.now()
                tell(from: &told)
                for log in logs.all {
                    recorded[log.name] = await record(from: recorded[log.name] ?? known, in: log)
                }
                try? await Task.sleep(for: interval)
            }
        }
    }

    private func tell(from number: inout Int) {
        let (steps, next) = clock.steps(from: number)
        for step in steps { logger.warning("the clock was set", metadata: ["step": "\(step)"]) }
        number = next
    }

    /// Records the steps from the one with that number on; answers the first that could not be recorded, to be tried
    /// again.
    private func record(from number: Int, in log: OpenLog) async -> Int {
        let (steps, next) = clock.steps(from: number)
        for (place, step) in steps.enumerated() {
            // Its times make it one of a kind: tried again after an answer that was lost, it is recorded once.
            let key = "clock.step:\(step.wall.milliseconds):\(step.time.milliseconds)"
            do { try await log.record(AdminRecord.clockStepped(step), by: .muster, key: key) } catch {
                return next - steps.count + place
            }
        }
        return next
    }
}
