import JSON
package import Recorder
import Records

/// The records behind `admin` entries.
enum AdminRecord {
    static func tokenCreated(_ token: Token) -> Record {
        Record(
            action: .tokenCreate, subject: party(token),
            changes: [
                Change(path: "scopes", after: .array(token.scopes.sorted().map { .string($0.rawValue) })),
                Change(path: "source", after: .string(token.source)),
            ])
    }

    static func tokenRevoked(_ token: Token) -> Record {
        Record(
            action: .tokenRevoke, subject: party(token),
            changes: [Change(path: "scopes", before: .array(token.scopes.sorted().map { .string($0.rawValue) }))])
    }

    static func logCreated(name: String, origin: String) -> Record {
        Record(
            action: .logCreate, subject: Party(type: "log", id: origin, namespace: "muster", name: name),
            changes: [Change(path: "origin", after: .string(origin)), Change(path: "name", after: .string(name))])
    }

    // The same identity that the token has as an actor.
    private static func party(_ token: Token) -> Party {
        Party(type: "service", id: token.name, namespace: "muster", name: token.name)
    }
}

extension OpenLog {
    /// Appends one `admin` entry, durable, stamped with who did it; `key` is the idempotency key of acts that may be
    /// recorded again after a crash.
    func record(_ record: Record, by caller: Caller, key: String?) async throws {
        var record = record
        record.source = "muster"
        try caller.stamp(&record)
        _ = try await recorder.append([Submission(record: record, kind: .admin, idempotencyKey: key)])
    }
}

extension Caller {
    /// Muster itself, acting at start.
    static let muster = Caller(token: "muster", canAttest: false, address: nil, agent: nil, request: "start")

    /// The operator of the machine, through the command line or the control socket.
    package static func localOperator(request: String) -> Caller {
        Caller(token: Principal.localOperatorName, canAttest: true, address: nil, agent: nil, request: request)
    }
}
