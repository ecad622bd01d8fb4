import JSON
import Ledger
package import Recorder
import Records

/// The records behind `admin` entries.
enum AdminRecord {
    static func tokenCreated(_ token: Token, in log: OpenLog) -> Record {
        Record(
            action: .tokenCreate, subject: party(token.name), resources: [log.party],
            changes: [
                Change(path: "scopes", after: .array(token.scopes.sorted().map { .string($0.rawValue) })),
                Change(path: "source", after: .string(token.source)),
            ])
    }

    /// A token that ends; `reason` where that is not somebody's wish.
    static func tokenRevoked(_ token: Token, in log: OpenLog, reason: String? = nil) -> Record {
        Record(
            action: .tokenRevoke, subject: party(token.name), resources: [log.party],
            changes: [Change(path: "scopes", before: .array(token.scopes.sorted().map { .string($0.rawValue) }))],
            reason: reason)
    }

    /// A token that ends after the token file has lost it.
    static func tokenRevoked(_ token: LostToken, in log: OpenLog) -> Record {
        Record(action: .tokenRevoke, subject: party(token.name), resources: [log.party])
    }

    static func logCreated(name: String, origin: String) -> Record {
        Record(
            action: .logCreate, subject: Party(type: "log", id: origin, namespace: "muster", name: name),
            changes: [Change(path: "origin", after: .string(origin)), Change(path: "name", after: .string(name))])
    }

    /// Somebody set the wall clock: what the time would have been, and what the clock said.
    static func clockStepped(_ step: ClockStep) -> Record {
        Record(
            action: .clockStep, subject: Party(type: "resource", id: "clock", namespace: "muster"),
            changes: [
                Change(path: "step", after: .string(step.kind.rawValue)),
                Change(path: "time", before: .string(step.time.rfc3339), after: .string(step.wall.rfc3339)),
            ],
            reason: step.description)
    }

    // The same identity that the token has as an actor.
    private static func party(_ name: String) -> Party {
        Party(type: "service", id: name, namespace: "muster", name: name)
    }
}

extension OpenLog {
    /// The log itself, as that which its tokens give access to. Through it all entries on its tokens hang together.
    var party: Party { Party(type: "log", id: recorder.origin, namespace: "muster", name: name) }

    /// Appends one `admin` entry, durable, stamped with who did it; `key` is the idempotency key of acts that may be
    /// recorded again after a crash, and `binding` what the entry vouches for without holding it.
    ///
    /// - Throws: `AdministrationError.taken` when the key stands for something else already.
    func record(_ record: Record, by caller: Caller, key: String?, binding: [UInt8] = []) async throws {
        let submission = try Self.submission(record, by: caller, key: key, binding: binding)
        let outcome = try await recorder.append([submission]).first
        if case .conflict(let index)? = outcome {
            throw AdministrationError.taken(
                what: "name", reason: "entry \(index) of log \(name) has recorded another by that name already")
        }
    }

    static func submission(
        _ record: Record, by caller: Caller, key: String?, binding: [UInt8]
    ) throws(Caller.NotAttesting) -> Submission {
        var record = record
        record.source = "muster"
        try caller.stamp(&record)
        return Submission(record: record, kind: .admin, idempotencyKey: key, binding: binding)
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
