import Synchronization
package import TransparencyLog

/// Who is signed in to the console: in memory only, bounded in number and in time.
///
/// A session stands for one token and is worth no more than that: whoever asks looks the token up again, so that a revoked
/// token ends its sessions at once. Ids are kept hashed, as tokens are.
package final class ConsoleSessions: Sendable {
    /// How long a session lasts, and how many there may be.
    package struct Limits: Sendable {
        /// Without a request.
        package var idle = Duration.seconds(30 * 60)
        /// From signing in.
        package var longest = Duration.seconds(12 * 60 * 60)
        package var count = 2_000
        package var countOfToken = 20

        package init() {}
    }

    private struct Session {
        let token: Hash
        let begun: ContinuousClock.Instant
        var seen: ContinuousClock.Instant
    }

    private let limits: Limits
    private let now: @Sendable () -> ContinuousClock.Instant
    private let sessions = Mutex<[Hash: Session]>([:])

    /// - Parameters:
    ///   - limits: how long, and how many.
    ///   - now: the clock that idleness is measured with.
    package init(
        limits: Limits = Limits(), now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.limits = limits
        self.now = now
    }

    /// Begins a session for the token with that hash; the answer is the session's id, a secret of 256 random bits.
    ///
    /// Where there are too many, of the token's or of all, the one that was idle longest ends.
    package func begin(token: Hash) -> String {
        let id = ConsoleSecret.make()
        let now = now()
        sessions.withLock { sessions in
            sessions = sessions.filter { isAlive($0.value, now) }
            let own = sessions.filter { $0.value.token == token }
            if own.count >= limits.countOfToken { Self.dropIdlest(of: own, from: &sessions) }
            if sessions.count >= limits.count { Self.dropIdlest(of: sessions, from: &sessions) }
            sessions[ConsoleSecret.hash(id)] = Session(token: token, begun: now, seen: now)
        }
        return id
    }

    /// The hash of the token that a session stands for, which counts as a request; nil when there is none, or no more.
    package func token(of id: String) -> Hash? {
        let (key, now) = (ConsoleSecret.hash(id), now())
        return sessions.withLock { sessions in
            guard let session = sessions[key] else { return nil }
            guard isAlive(session, now) else {
                sessions[key] = nil
                return nil
            }
            sessions[key]?.seen = now
            return session.token
        }
    }

    /// The same without counting as a request: what a page does by itself keeps nobody signed in.
    package func peek(_ id: String) -> Hash? {
        let (key, now) = (ConsoleSecret.hash(id), now())
        return sessions.withLock { sessions in sessions[key].flatMap { isAlive($0, now) ? $0.token : nil } }
    }

    /// Ends a session; nothing happens when there is none.
    package func end(_ id: String) {
        sessions.withLock { $0[ConsoleSecret.hash(id)] = nil }
    }

    /// Sessions that are kept, ended ones that nobody has looked at since included.
    package var count: Int { sessions.withLock { $0.count } }

    private func isAlive(_ session: Session, _ now: ContinuousClock.Instant) -> Bool {
        now - session.seen <= limits.idle && now - session.begun <= limits.longest
    }

    private static func dropIdlest(of some: [Hash: Session], from sessions: inout [Hash: Session]) {
        guard let idlest = some.min(by: { $0.value.seen < $1.value.seen }) else { return }
        sessions[idlest.key] = nil
    }
}
