import Recorder
import Records
import TransparencyLog

/// Why a line of the token file is not believed: the log says otherwise, or nothing.
enum TokenDoubt: Equatable {
    /// No entry created it.
    case notCreated
    /// Its name was created by that entry with another value, scopes, source or time.
    case changed(creation: UInt64)
    /// That entry revoked it.
    case revoked(by: UInt64)
    /// The file says that it was revoked; no entry does.
    case notRevoked

    var reason: String {
        switch self {
        case .notCreated: "the token file held a token that no entry of this log created"
        case .changed(let index):
            "the token file held other than entry \(index) recorded: value, scopes, source or time were changed"
        case .revoked(let index):
            "the token file held a token as good that entry \(index) revoked: it was edited, or an old copy put back"
        case .notRevoked: "the token file held a token as revoked that no entry revoked: it was edited"
        }
    }
}

extension TokenRoll {
    /// What speaks against a line of the token file; nil when the log bears it out.
    ///
    /// A creation or revocation that a crash interrupted is no doubt: it is completed afterwards.
    func doubt(_ token: Token, in log: OpenLog) throws -> TokenDoubt? {
        if token.state == .revoking { return nil }
        let revocation = revocation(of: token.name)
        if token.state == .revoked { return revocation == nil ? .notRevoked : nil }
        if let creation = creation(of: token.name) {
            guard try log.recorder.holds(log.creation(of: token, by: .muster), at: creation.index) else {
                return .changed(creation: creation.index)
            }
        } else if token.state == .active {
            return .notCreated
        }
        return revocation.map { .revoked(by: $0.index) }
    }
}

extension OpenLog {
    /// The entry of a token's creation, bound to all that the token file says of it: to whoever has not the log's keys
    /// the entry tells nothing of the value, and no other line of the file fits it.
    func creation(of token: Token, by caller: Caller) throws -> Submission {
        try Self.submission(
            AdminRecord.tokenCreated(token, in: self), by: caller, key: token.creationKey, binding: token.binding)
    }
}

extension Token {
    var creationKey: String { "token.create:\(name)" }
    var revocationKey: String { Self.revocationKey(of: name) }
    static func revocationKey(of name: String) -> String { "token.revoke:\(name)" }

    /// What the entry of its creation vouches for beside what it holds: the value's hash, and when it was made.
    var binding: [UInt8] { hash.bytes + Array(created.rfc3339.utf8) }
}
