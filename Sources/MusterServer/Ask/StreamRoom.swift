import HTTPTypes
import Synchronization

/// Room for a bounded number of answers that go on for long, shared fairly: of its places a token takes a quarter at most.
///
/// A place is given back when the last reference to it goes, whatever becomes of the answer.
package final class StreamRoom: Sendable {
    /// Tails that a server serves at once.
    package static let mostTails = 100
    /// Exports that a server writes at once.
    package static let mostExports = 8
    /// Questions of one log that are at work at once.
    package static let mostQuestions = 256

    private struct Taken {
        var all = 0
        var ofToken: [String: Int] = [:]
    }

    private let limit: Int
    private let taken = Mutex(Taken())

    package init(limit: Int) { self.limit = limit }

    /// How many places are taken.
    package var count: Int { taken.withLock(\.all) }

    /// Places that one token takes at most, whatever it asks from: with many connections or many sessions.
    package var share: Int { max(1, limit / 4) }

    private enum Refusal { case full, share }

    /// - Throws: a 503 when there is no room, a 429 when the token has its share; `what` says of what there are too many.
    package func enter(_ what: String, for principal: Principal) throws(Problem) -> Place {
        let token = "\(principal.log)/\(principal.name)"
        let refusal: Refusal? = taken.withLock { taken in
            guard taken.ofToken[token, default: 0] < share else { return .share }
            guard taken.all < limit else { return .full }
            taken.all += 1
            taken.ofToken[token, default: 0] += 1
            return nil
        }
        switch refusal {
        case nil: return Place(self, token)
        case .full:
            throw Self.problem(
                .serviceUnavailable, "busy",
                "There is room for \(limit) \(what) at once, and all of it is in use. Ask again when one has ended.")
        case .share:
            throw Self.problem(
                .tooManyRequests, "share",
                "There is room for \(limit) \(what) at once, of which one token has \(share) at most, and this one has them. "
                    + "Ask again when one of its own has ended.")
        }
    }

    private static func problem(_ status: HTTPResponse.Status, _ code: String, _ detail: String) -> Problem {
        var problem = Problem(status, code, detail)
        problem.headers[.retryAfter] = "5"
        return problem
    }

    private func leave(_ token: String) {
        taken.withLock { taken in
            taken.all -= 1
            let rest = taken.ofToken[token, default: 1] - 1
            taken.ofToken[token] = rest > 0 ? rest : nil
        }
    }

    /// One place, taken while somebody holds it.
    package final class Place: Sendable {
        private let room: StreamRoom
        private let token: String

        fileprivate init(_ room: StreamRoom, _ token: String) {
            self.room = room
            self.token = token
        }

        deinit { room.leave(token) }
    }
}
