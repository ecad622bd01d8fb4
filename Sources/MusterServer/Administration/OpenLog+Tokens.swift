import Logging

extension OpenLog {
    /// Says in the server's log what was wrong with the token file, and what to do.
    func reportTokens(to logger: Logger) {
        for (token, doubt) in tokens.doubts {
            logger.warning(
                "a token was revoked at start: the log does not bear out what the token file says",
                metadata: [
                    "log": "\(name)", "token": "\(token)", "reason": "\(doubt.reason)", "file": "\(tokens.path)",
                ])
        }
        for token in tokens.lost where token.revoked == nil {
            logger.warning(
                "a token is lost: the log created it and the token file does not have it; put the file back, or revoke it",
                metadata: [
                    "log": "\(name)", "token": "\(token.name)", "entry": "\(token.entry)", "file": "\(tokens.path)",
                ])
        }
        if !tokens.all.contains(where: { $0.state == .active }) {
            logger.warning(
                "no token of the log is good: create one with muster token create, which is recorded",
                metadata: ["log": "\(name)"])
        }
    }
}

extension Administration {
    /// What was found wrong with token files when they were held against the logs, in words.
    package var tokenDoubts: [String] {
        logs.all.flatMap { log in
            log.tokens.doubts.map { "token \($0.name) of log \(log.name) was revoked: \($0.doubt.reason)" }
        }
    }
}
