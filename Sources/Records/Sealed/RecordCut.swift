internal import JSON

/// A record cut into its leaves, in the fixed order of disclosures, and whose they are.
///
/// Owners: what speaks of the subject, changes, reason, extra and id: the subject; of the actor, of whom it was done for,
/// and of a resource: that party; the value of someone else in a change: that person (`PersonChange`); what speaks of
/// nobody, and what would belong to someone impersonal: the log.
package struct RecordCut: Sendable {
    package struct Field: Sendable {
        package let name: DisclosureName
        /// The place of the owner in `owners`.
        package let part: Int
        package let value: RecordField.Value
    }

    package private(set) var fields: [Field] = []
    /// The distinct owners in the order of their first field.
    package private(set) var owners: [Identity] = []
    /// Everybody whom the record names, in the order of the entry's lines.
    package private(set) var parties: [(role: Reference.Role, identity: Identity)] = []
    private let log: Identity
    private let ownerLimit: Int
    private var logPart: Int?

    /// Cuts the record.
    ///
    /// - Throws: `RecordError` when the record speaks of more persons than can own parts of it.
    package init(
        _ record: Record, log: Identity, ownerLimit: Int = RecordLimits.owners
    ) throws(RecordError) {
        self.log = log
        self.ownerLimit = ownerLimit
        fields.reserveCapacity(12 + 3 * record.changes.count + 4 * record.resources.count)
        parties.reserveCapacity(3 + record.resources.count)
        try cut(record)
    }

    private mutating func cut(_ record: Record) throws(RecordError) {
        let subject = record.identity(of: record.subject)
        let part = try add(record.subject, subject, .subject, role: .subject)
        if let actor = record.actor { _ = try add(actor, record.identity(of: actor), .actor, role: .actor) }
        if let behalf = record.onBehalfOf {
            _ = try add(behalf, record.identity(of: behalf), .onBehalfOf, role: .behalf)
        }
        for (place, resource) in record.resources.enumerated() {
            _ = try add(resource, record.identity(of: resource), .resources, place, role: .resource)
        }
        try add(record.changes, part, subject.namespace)
        if let reason = record.reason { add(.text(reason), part, .other, 0, 0) }
        if let extra = record.extra { add(.json(.object(extra)), part, .other, 0, 1) }
        if let id = record.id { add(.text(id), part, .other, 0, 2) }
        if let time = record.occurredAt { add(.time(time), try partOfLog(), .other, 0, 3) }
        if let source = record.source { add(.text(source), try partOfLog(), .other, 0, 4) }
        if let transaction = record.transaction { add(.text(transaction), try partOfLog(), .other, 0, 5) }
        if let request = record.request { add(.text(request), try partOfLog(), .other, 0, 6) }
        if let token = record.recordedBy { add(.text(token), try partOfLog(), .other, 0, 7) }
    }

    private mutating func add(_ changes: [Change], _ subject: Int, _ namespace: String) throws(RecordError) {
        guard !changes.isEmpty else { return }
        let persons = PersonChange.persons(in: changes, namespace: namespace)
        for (place, change) in changes.enumerated() {
            let person = persons?[place]
            let owner = person?.ownsPath == true ? person?.after ?? person?.before : nil
            add(.text(change.path), try part(of: owner, else: subject), .changes, place, 0)
            if let before = change.before {
                add(.json(before), try part(of: person?.before, else: subject), .changes, place, 1)
            }
            if let after = change.after {
                add(.json(after), try part(of: person?.after, else: subject), .changes, place, 2)
            }
        }
    }

    private mutating func add(
        _ value: RecordField.Value, _ part: Int, _ section: DisclosureName.Section, _ index: Int, _ member: Int
    ) {
        fields.append(Field(name: DisclosureName(section, index, member), part: part, value: value))
    }

    /// Answers the part that what speaks of the party goes into.
    private mutating func add(
        _ party: Party, _ identity: Identity, _ section: DisclosureName.Section, _ index: Int = 0, role: Reference.Role
    ) throws(RecordError) -> Int {
        parties.append((role, identity))
        let part = identity.isPerson ? try part(of: identity) : try partOfLog()
        add(.identity(identity), part, section, index, 0)
        if let name = party.name { add(.text(name), part, section, index, 1) }
        if let externalId = party.externalId { add(.text(externalId), part, section, index, 2) }
        if let address = party.address { add(.text(address), part, section, index, 3) }
        if let agent = party.agent { add(.text(agent), part, section, index, 4) }
        if let session = party.session { add(.text(session), part, section, index, 5) }
        return part
    }

    private mutating func part(of person: Identity?, else part: Int) throws(RecordError) -> Int {
        guard let person else { return part }
        return try self.part(of: person)
    }

    private mutating func partOfLog() throws(RecordError) -> Int {
        if let logPart { return logPart }
        let part = try part(of: log)
        logPart = part
        return part
    }

    private mutating func part(of owner: Identity) throws(RecordError) -> Int {
        if let place = owners.firstIndex(of: owner) { return place }
        guard owners.count < ownerLimit else {
            throw RecordError(.tooMany, "", "the record speaks of more than \(RecordLimits.owners - 1) persons")
        }
        owners.append(owner)
        return owners.count - 1
    }
}
