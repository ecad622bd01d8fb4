import JSON
package import Recorder
import Records

/// A token just made: its value is shown this once and kept nowhere.
package struct CreatedToken: Sendable {
    package let token: Token
    package let value: String
}

extension Administration {
    /// All tokens of a log, revoked ones included: a name is never used again.
    package func listTokens(log name: String) throws -> [Token] { try log(name).tokens.all }

    /// Creates a token: durable on file, recorded, and only then good.
    ///
    /// `deliver` puts the value where its bearer finds it; the token is not good before that is done.
    package func createToken(
        _ name: String, scopes: Set<Scope>, source: String? = nil, log logName: String, by caller: Caller,
        deliver: @Sendable (String) throws -> Void = { _ in }
    ) async throws -> CreatedToken {
        let source = source ?? name
        try Self.check(name, scopes, source)
        let log = try log(logName)
        let value = TokenValue.make()
        let token = Token(
            name: name, scopes: scopes, source: source, created: Timestamp.now(), revoked: nil, state: .creating,
            hash: TokenValue.hash(value))
        guard try log.tokens.add(token) else {
            throw AdministrationError.taken(
                what: "token", reason: "the name \(name) was used before in log \(logName); names are never used again")
        }
        try await log.record(AdminRecord.tokenCreated(token), by: caller, key: token.creationKey)
        try deliver(value)
        _ = try log.tokens.move(name, from: [.creating], to: .active)
        return CreatedToken(token: log.tokens.token(named: name) ?? token, value: value)
    }

    /// Revokes a token: it stops working at once, then that is recorded.
    package func revokeToken(_ name: String, log logName: String, by caller: Caller) async throws -> Token {
        let log = try log(logName)
        guard let token = log.tokens.token(named: name) else {
            throw AdministrationError.missing(what: "token", reason: "log \(logName) has no token \(name)")
        }
        guard token.state != .revoked else {
            throw AdministrationError.taken(what: "revocation", reason: "the token \(name) is revoked already")
        }
        _ = try log.tokens.move(name, from: [.creating, .active], to: .revoking, at: Timestamp.now())
        try await log.record(AdminRecord.tokenRevoked(token), by: caller, key: token.revocationKey)
        _ = try log.tokens.move(name, from: [.revoking], to: .revoked)
        return log.tokens.token(named: name) ?? token
    }

    /// Ends what a crash interrupted: a token whose value nobody saw is recorded and revoked, a revocation completed.
    package func completeInterrupted() async throws {
        let caller = Caller.muster
        for log in logs.all {
            for token in log.tokens.all where token.state == .creating {
                try await log.record(AdminRecord.tokenCreated(token), by: caller, key: token.creationKey)
                _ = try log.tokens.move(token.name, from: [.creating], to: .revoking, at: Timestamp.now())
            }
            for token in log.tokens.all where token.state == .revoking {
                try await log.record(AdminRecord.tokenRevoked(token), by: caller, key: token.revocationKey)
                _ = try log.tokens.move(token.name, from: [.revoking], to: .revoked)
            }
        }
    }

    private static func check(_ name: String, _ scopes: Set<Scope>, _ source: String) throws(AdministrationError) {
        guard TokenName.isValid(name), !TokenName.reserved.contains(name) else {
            throw .invalid(
                field: "name",
                reason: "a token's name has 1 to 64 lower-case letters, digits, dots, dashes and underscores, begins "
                    + "with a letter or digit, and is none of \(TokenName.reserved.sorted().joined(separator: ", "))")
        }
        guard TokenName.isValid(source), !TokenName.reserved.contains(source) else {
            throw .invalid(field: "source", reason: "a token's source has the form of a token's name")
        }
        guard !scopes.isEmpty else {
            throw .invalid(
                field: "scopes",
                reason: "give at least one of \(Scope.allCases.map(\.rawValue).joined(separator: ", "))")
        }
    }
}

extension Token {
    var creationKey: String { "token.create:\(name)" }
    var revocationKey: String { "token.revoke:\(name)" }
}
