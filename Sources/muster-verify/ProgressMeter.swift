import Foundation
import Synchronization
import Verification

/// Shows progress on a terminal, at most ten times a second; elsewhere nothing.
final class ProgressMeter: Sendable {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let shown = Mutex(ContinuousClock.now)

    func show(_ progress: VerificationProgress) {
        guard isTerminal else { return }
        let isDue = shown.withLock { last in
            guard ContinuousClock.now - last > .milliseconds(100) else { return false }
            last = .now
            return true
        }
        guard isDue, progress.total > 0 else { return }
        let percent = progress.entries * 100 / progress.total
        write("\r\(progress.entries) of \(progress.total) entries (\(percent) %) ")
    }

    func clear() {
        guard isTerminal else { return }
        write("\r\u{1b}[K")
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
