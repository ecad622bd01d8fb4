import JSON
import Recorder
package import Records
import TransparencyLog

extension EventKeys {
    /// Most leaves of values that are found by themselves, of one event.
    private static let mostValues = 256

    /// Adds the keys of one entry: everything that it is found by.
    mutating func add(_ committed: CommittedRecord) {
        let entry = committed.entry
        add(.kind, entry.kind.rawValue)
        if let action = entry.action { add(.action, action.rawValue) }
        if let outcome = entry.outcome { add(.outcome, outcome.rawValue) }
        for reference in entry.references { add(KeySpace(PartyRole(reference.role)), label: reference.label.hash) }
        if let record = committed.record {
            add(record)
            addTimes(record, entry)
            addEffects(record, entry)
        }
        endEvent()
    }

    private mutating func add(_ record: Record) {
        let texts: [(KeySpace, String?)] = [
            (.id, record.id), (.source, record.source), (.transaction, record.transaction),
            (.request, record.request),
        ]
        for case (let space, let text?) in texts { add(space, text) }
        if let recordedBy = record.recordedBy { add(.recordedBy, folding: recordedBy) }
        if !record.subject.isUnreadable {
            add(.type, record.subject.type)
            add(.namespace, record.identity(of: record.subject).namespace)
        }
        add(place: record.subject)
        if let actor = record.actor { add(place: actor) }
        if let behalf = record.onBehalfOf { add(place: behalf) }
        for resource in record.resources { add(place: resource) }
        add(record.changes)
        if let reason = record.reason { add(.reason, wordsOf: reason) }
        if let note = GatewayNote(record) {
            for mark in note.marks { add(.mark, mark.rawValue) }
            if let attempt = note.attempt { add(.attempt, String(attempt)) }
        }
        SearchText.each(of: record) { add(.word, wordsOf: $0) }
    }

    private mutating func add(place party: Party) {
        if let address = party.address { add(.address, address) }
        if let session = party.session { add(.session, session) }
        if let agent = party.agent { add(.agent, folding: agent) }
    }

    private mutating func add(_ changes: [Change]) {
        var left = Self.mostValues
        for change in changes {
            add(.path, folding: change.path)
            if let plain = Self.withoutSchema(change.path) { add(.path, folding: plain) }
            if let before = change.before { add(.before, before, &left) }
            if let after = change.after { add(.after, after, &left) }
        }
    }

    /// The attribute of a path that begins with the URN of a schema; nil for other paths.
    private static func withoutSchema(_ path: String) -> String? {
        let text = path.utf8
        guard text.prefix(3).elementsEqual("urn".utf8, by: { $0 | 0x20 == $1 }),
            text.dropFirst(3).first == UInt8(ascii: ":")
        else { return nil }
        let end = text.firstIndex(of: UInt8(ascii: "[")) ?? text.endIndex
        guard let colon = text[..<end].lastIndex(of: UInt8(ascii: ":")) else { return nil }
        return String(path[text.index(after: colon)...])
    }

    private mutating func add(_ space: KeySpace, _ value: JSONValue, _ left: inout Int) {
        guard left > 0 else { return }
        switch value {
        case .string(let text):
            left -= 1
            add(space, folding: text)
        case .number(let number):
            left -= 1
            add(space, number.text)
        case .bool(let flag):
            left -= 1
            add(space, flag ? "true" : "false")
        case .array(let items): for item in items { add(space, item, &left) }
        case .object(let object): for member in object.members { add(space, member.value, &left) }
        case .null: break
        }
    }

    private mutating func addTimes(_ record: Record, _ entry: Entry) {
        guard let occurred = record.occurredAt else { return }
        var fact: [UInt8] = []
        Varint.append(UInt64(bitPattern: occurred.milliseconds), to: &fact)
        add(.claimed, fact: fact)
        if Lateness.isLate(occurred: occurred, recorded: entry.time) { add(.late) }
    }

    /// What the event changed about access and lives; only what happened, or was seen to have happened.
    private mutating func addEffects(_ record: Record, _ entry: Entry) {
        guard record.outcome.happened,
            let subject = entry.references.first(where: { $0.role == .subject })?.label.hash
        else { return }
        let claimed = record.occurredAt?.milliseconds
        let isStructural =
            Self.structural.contains(record.subject.type) && !record.subject.isUnreadable
            || AccessEffect.isOfStructure(record.action.rawValue)
        if let effect = AccessEffect.of(record.action.rawValue) {
            if effect.begins, entry.references.contains(where: { $0.role == .actor && $0.label.hash == subject }) {
                add(.selfGranted)
            }
            let fact = AccessFact(
                begins: effect.begins, isEligible: effect.isEligible, expires: effect.expires, claimed: claimed)
            for resource in entry.references where resource.role == .resource {
                let held = resource.label.hash
                add(.held, label: subject, fact: fact.bytes(held))
                add(.granted, label: held, fact: fact.bytes(subject))
                if isStructural { add(.structure, fact: fact.bytes(subject, held)) }
            }
        }
        for step in Self.steps(of: record) {
            let fact = LifeFact(step: step, claimed: claimed).bytes(subject)
            add(.life, label: subject, fact: fact)
            add(isStructural ? .impersonalLife : .personalLife, fact: fact)
        }
    }

    /// Kinds that hold access for those who are in them or have them, whatever is done with them.
    private static let structural: Set<String> = ["group", "role", "policy", "permission", "entitlement", "app"]

    /// The step that the action is, and whether the account stands enabled afterwards where a change of `active` says so.
    private static func steps(of record: Record) -> [LifeStep] {
        let named = LifeStep.of(record.action.rawValue)
        let active = record.changes.last(where: Self.isActive)?.after.flatMap(Self.flag)
        guard named != .deleted, let active else { return named.map { [$0] } ?? [] }
        let state: LifeStep = active ? .enabled : .disabled
        if named == .created { return active ? [.created] : [.created, .disabled] }
        return named == nil || named == state ? [state] : [named!, state]
    }
}

extension EventKeys {
    /// Whether a change is of the attribute `active` of a user, by its name or its full path (RFC 7644 3.10).
    private static func isActive(_ change: Change) -> Bool {
        let path = change.path.lowercased()
        return path == "active" || path == "urn:ietf:params:scim:schemas:core:2.0:user:active"
    }

    /// A truth value, or what Entra sends for one: its name as text, in any case.
    private static func flag(_ value: JSONValue) -> Bool? {
        switch value.stringValue?.lowercased() {
        case "true": true
        case "false": false
        default: value.boolValue
        }
    }
}

/// When an event counts as late.
package enum Lateness {
    /// A source that is told of at once is rarely minutes behind; clocks differ by less.
    package static let threshold: Int64 = 5 * 60 * 1000

    package static func isLate(occurred: Timestamp, recorded: Timestamp) -> Bool {
        recorded.milliseconds - occurred.milliseconds > threshold
    }
}

extension PartyRole {
    init(_ role: Reference.Role) {
        switch role {
        case .subject: self = .subject
        case .actor: self = .actor
        case .behalf: self = .onBehalfOf
        case .resource: self = .resource
        }
    }
}
