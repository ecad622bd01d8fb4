import Recorder
import Records

extension Administration {
    /// Holds each log's token file against the log's own entries.
    ///
    /// The log decides: what it does not bear out is revoked, and that is an entry. To be done before any token is
    /// asked for; the cost is one read for each entry that ever spoke of a token.
    package func reconcile() async throws {
        for log in logs.all {
            let roll = try TokenRoll(log)
            for token in log.tokens.all {
                if let doubt = try roll.doubt(token, in: log) { try await end(token, of: log, doubt, roll) }
            }
            log.tokens.lost = try roll.lost(besides: log.tokens.all)
        }
    }

    /// Recorded first: a crash in between repeats the entry rather than leaving it out.
    private func end(_ token: Token, of log: OpenLog, _ doubt: TokenDoubt, _ roll: TokenRoll) async throws {
        let isFirst = roll.revocation(of: token.name) == nil
        try await log.record(
            AdminRecord.tokenRevoked(token, in: log, reason: doubt.reason), by: .muster,
            key: isFirst ? token.revocationKey : nil)
        _ = try log.tokens.move(token.name, from: [token.state], to: .revoked, at: token.revoked ?? Timestamp.now())
        log.tokens.doubts.append((token.name, doubt))
    }

    /// Ends what a crash interrupted: a token whose value nobody saw is recorded and revoked, a revocation completed,
    /// a log that stands is recorded.
    package func completeInterrupted() async throws {
        let caller = Caller.muster
        for log in logs.all {
            for token in log.tokens.all where token.state == .creating {
                try await log.recordCreation(of: token, by: caller)
                _ = try log.tokens.move(token.name, from: [.creating], to: .revoking, at: Timestamp.now())
            }
            for token in log.tokens.all where token.state == .revoking {
                try await log.record(AdminRecord.tokenRevoked(token, in: log), by: caller, key: token.revocationKey)
                _ = try log.tokens.move(token.name, from: [.revoking], to: .revoked)
            }
        }
        for name in try logs.data.unrecordedLogs() {
            if let log = logs.log(named: name) { try await recordCreation(of: log, by: caller) }
            try logs.data.markRecorded(name)
        }
    }
}
