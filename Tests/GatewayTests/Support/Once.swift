import Synchronization

/// True the first time that it is asked.
final class Once: Sendable {
    private let isTaken = Mutex(false)
    var peek: Bool { isTaken.withLock { $0 } }
    func take() -> Bool {
        isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
    }
}
