import HTTPTypes
import Synchronization

/// Room for a bounded number of answers that go on for long.
///
/// A place is given back when the last reference to it goes, whatever becomes of the answer.
package final class StreamRoom: Sendable {
    /// Tails that a server serves at once.
    package static let mostTails = 100
    /// Exports that a server writes at once.
    package static let mostExports = 8

    private let limit: Int
    private let taken = Mutex(0)

    package init(limit: Int) { self.limit = limit }

    /// How many places are taken.
    package var count: Int { taken.withLock { $0 } }

    /// - Throws: a 503 when there is no room; `what` says of what there are too many.
    func enter(_ what: String) throws(Problem) -> Place {
        let isFree = taken.withLock { taken in
            guard taken < limit else { return false }
            taken += 1
            return true
        }
        guard isFree else {
            var problem = Problem(
                .serviceUnavailable, "busy",
                "This server serves \(limit) \(what) at once, and all are in use. Ask again when one has ended.")
            problem.headers[.retryAfter] = "5"
            throw problem
        }
        return Place(self)
    }

    private func leave() { taken.withLock { $0 -= 1 } }

    /// One place, taken while somebody holds it.
    final class Place: Sendable {
        private let room: StreamRoom

        fileprivate init(_ room: StreamRoom) { self.room = room }

        deinit { room.leave() }
    }
}
