import Synchronization
import Verification

/// Shows how far a verification has come.
final class VerificationMeter: Sendable {
    private let progress = Mutex(Progress())

    func show(_ step: VerificationProgress) {
        progress.withLock { progress in
            let percent = step.total == 0 ? 100 : step.entries * 100 / step.total
            progress.show("\(step.entries) of \(step.total) entries (\(percent) %)")
        }
    }

    func end() { progress.withLock { $0.end() } }
}
