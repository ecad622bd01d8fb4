import Logging
import Synchronization

/// Tells the operator how a long catch-up goes: at its beginning, every five seconds, and at its end.
final class CatchUpMeter: Sendable {
    private let start: UInt64
    private let total: UInt64
    private let logger: Logger
    private let began = ContinuousClock.now
    private let told: Mutex<ContinuousClock.Instant>

    /// Fewer entries than this are everyday following and not worth a line.
    private static let worthTelling: UInt64 = 10_000

    init(from start: UInt64, total: UInt64, logger: Logger) {
        self.start = start
        self.total = total
        self.logger = logger
        told = Mutex(began)
        if isLong {
            logger.info("The catalog catches up with the log", metadata: ["position": "\(start)", "total": "\(total)"])
        }
    }

    private var isLong: Bool { total > start && total - start >= Self.worthTelling }

    func reached(_ position: UInt64) {
        guard isLong else { return }
        let now = ContinuousClock.now
        let isDue = told.withLock { told in
            guard now - told >= .seconds(5) else { return false }
            told = now
            return true
        }
        if isDue { tell("The catalog catches up with the log", position) }
    }

    func finish(at position: UInt64) {
        if isLong { tell("The catalog has caught up with the log", position) }
    }

    private func tell(_ message: Logger.Message, _ position: UInt64) {
        let seconds = Double((ContinuousClock.now - began).components.seconds)
        let rate = seconds > 0 ? UInt64(Double(position - start) / seconds) : 0
        logger.info(
            message, metadata: ["position": "\(position)", "total": "\(total)", "entries per second": "\(rate)"])
    }
}
