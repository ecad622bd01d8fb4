package import JSON
package import Recorder
import Records

/// A token just made: its value is shown this once and kept nowhere.
package struct CreatedToken: Sendable {
    package let token: Token
    package let value: String
}

extension Administration {
    /// All tokens of a log, revoked ones included, under `tokens`; under `lost` those that the log speaks of and the
    /// token file does not, which cannot be used, nor be restored without a copy of the file.
    package func tokenList(log name: String) throws -> JSONValue {
        let tokens = try log(name).tokens
        return [
            "tokens": .array(tokens.all.map { .object($0.json(log: name)) }),
            "lost": .array(tokens.lost.map { .object($0.json(log: name)) }),
        ]
    }

    /// Creates a token: durable on file, recorded, and only then good.
    ///
    /// `deliver` puts the value where its bearer finds it; the token is not good before that is done. Where the
    /// creation cannot be recorded nothing is left of it; where the value cannot be delivered the token is revoked, or,
    /// with `leavesUndelivered`, never good and left to the next start, which revokes it.
    package func createToken(
        _ name: String, scopes: Set<Scope>, source: String? = nil, log logName: String, by caller: Caller,
        leavesUndelivered: Bool = false, deliver: @Sendable (String) throws -> Void = { _ in }
    ) async throws -> CreatedToken {
        let source = source ?? name
        try Self.check(name, scopes, source)
        let log = try log(logName)
        let value = TokenValue.make()
        let token = Token(
            name: name, scopes: scopes, source: source, created: Timestamp.now(), revoked: nil, state: .creating,
            hash: TokenValue.hash(value))
        let isNew: Bool
        do { isNew = try log.tokens.add(token) } catch {
            throw AdministrationError.notKept(error, then: "No token was created: try again")
        }
        guard isNew else {
            throw AdministrationError.taken(
                what: "token", reason: "the name \(name) was used before in log \(logName); names are never used again")
        }
        try await log.recordCreation(of: token, by: caller)
        do { try deliver(value) } catch {
            if !leavesUndelivered { _ = try? await revokeToken(name, log: logName, by: .muster) }
            throw error
        }
        do { _ = try log.tokens.move(name, from: [.creating], to: .active) } catch {
            throw AdministrationError.notKept(
                error,
                then: "The creation is recorded, but its value was not handed out: revoke \(name), take another name")
        }
        return CreatedToken(token: log.tokens.token(named: name) ?? token, value: value)
    }

    /// Revokes a token: it stops working at once, then that is recorded.
    ///
    /// One that the token file has lost can be revoked too, so that putting back a copy does not make it good again.
    ///
    /// - Returns: what is told of it.
    package func revokeToken(_ name: String, log logName: String, by caller: Caller) async throws -> JSONObject {
        let log = try log(logName)
        guard let token = log.tokens.token(named: name) else {
            return try await revokeLostToken(name, of: log, by: caller).json(log: logName)
        }
        guard token.state != .revoked else { throw Self.revokedAlready(name) }
        do { try log.tokens.stop(name, at: Timestamp.now()) } catch {
            throw AdministrationError.notKept(
                error, then: "The token \(name) works no more, but a restart would make it good again: revoke it again")
        }
        try await log.record(AdminRecord.tokenRevoked(token, in: log), by: caller, key: token.revocationKey)
        _ = try log.tokens.move(name, from: [.revoking], to: .revoked)
        return (log.tokens.token(named: name) ?? token).json(log: logName)
    }

    private func revokeLostToken(_ name: String, of log: OpenLog, by caller: Caller) async throws -> LostToken {
        guard var token = log.tokens.lost.first(where: { $0.name.hasSameBytes(as: name) }) else {
            throw AdministrationError.missing(what: "token", reason: "log \(log.name) has no token \(name)")
        }
        guard token.revoked == nil else { throw Self.revokedAlready(name) }
        try await log.record(
            AdminRecord.tokenRevoked(token, in: log), by: caller, key: Token.revocationKey(of: name))
        token.revoked = Timestamp.now()
        log.tokens.lost = log.tokens.lost.map { $0.name.hasSameBytes(as: name) ? token : $0 }
        return token
    }

    private static func revokedAlready(_ name: String) -> AdministrationError {
        .taken(what: "revocation", reason: "the token \(name) is revoked already")
    }

    private static var reservedNames: String { TokenName.reserved.sorted().joined(separator: ", ") }

    private static func check(_ name: String, _ scopes: Set<Scope>, _ source: String) throws(AdministrationError) {
        guard TokenName.isValid(name), !TokenName.reserved.contains(name) else {
            throw .invalid(
                field: "name",
                reason: "a token's name has 1 to 64 lower-case letters, digits, dots, dashes and underscores, begins "
                    + "with a letter or digit, and is none of \(Self.reservedNames)")
        }
        guard TokenName.isValid(source), !TokenName.reserved.contains(source) else {
            throw .invalid(
                field: "source",
                reason: "a token's source has the form of a token's name, and is none of \(Self.reservedNames)")
        }
        guard !scopes.isEmpty else {
            throw .invalid(
                field: "scopes",
                reason: "give at least one of \(Scope.allCases.map(\.rawValue).joined(separator: ", "))")
        }
    }
}

extension OpenLog {
    /// Records that a token was created. What was certainly not recorded is forgotten, so that it can be tried again.
    func recordCreation(of token: Token, by caller: Caller) async throws {
        do {
            try await record(
                AdminRecord.tokenCreated(token, in: self), by: caller, key: token.creationKey, binding: token.binding)
        } catch {
            if !Self.mayStand(error) { tokens.forget(token.name) }
            throw error
        }
    }

    /// Whether an entry may be in the log although its writing failed: then only a restart can tell.
    static func mayStand(_ error: any Error) -> Bool {
        if error is AdministrationError { return false }
        guard let error = error as? RecorderError else { return true }
        return switch error {
        case .stopped, .notPublished, .unusable: true
        case .invalid, .tooLarge, .busy, .full: false
        }
    }
}
