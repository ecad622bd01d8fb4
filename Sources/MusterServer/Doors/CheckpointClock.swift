import Synchronization

/// Remembers when a checkpoint was first seen as it is, which is what `Last-Modified` says of it.
///
/// The seen date is never earlier than the change and never later than the answer. A second that is not over may bring
/// another change, which a date could not tell apart: until then there is none.
final class CheckpointClock: Sendable {
    private let seen = Mutex<(note: [UInt8], since: HTTPDate)>(([], HTTPDate(seconds: 0)))

    /// The date of the change that made `note` the checkpoint; nil while that is this very second.
    func modified(_ note: [UInt8], now: HTTPDate = .now) -> HTTPDate? {
        let since = seen.withLock { seen in
            if seen.note != note { seen = (note, now) }
            return seen.since
        }
        return since < now ? since : nil
    }
}
