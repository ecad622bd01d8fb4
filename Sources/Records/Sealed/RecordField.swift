package import JSON

/// One leaf of a record: its name, whom it speaks of, and its value.
package struct RecordField: Sendable {
    package enum Value: Sendable {
        case identity(Identity)
        case text(String)
        case time(Timestamp)
        case json(JSONValue)
    }

    package let name: DisclosureName
    /// The person under whose key the field is sealed, or the log.
    package let owner: Identity
    package let value: Value
}

extension Record {
    /// The record cut into its leaves, in the fixed order of disclosures.
    ///
    /// Owners: what speaks of the subject, changes, reason, extra and id: the subject; of the actor, of whom it was
    /// done for, and of a resource: that party; the value of someone else in a change: that person (`PersonChange`);
    /// what speaks of nobody, and what would belong to someone impersonal: the log.
    package func fields(log: Identity) -> [RecordField] {
        var cutter = RecordCutter(log: log)
        cutter.fields.reserveCapacity(12 + 3 * changes.count + 4 * resources.count)
        let subjectIdentity = identity(of: subject)
        let subjectOwner = subjectIdentity.isPerson ? subjectIdentity : log
        cutter.add(subject, subjectIdentity, .subject)
        if let actor { cutter.add(actor, identity(of: actor), .actor) }
        if let onBehalfOf { cutter.add(onBehalfOf, identity(of: onBehalfOf), .onBehalfOf) }
        for (place, resource) in resources.enumerated() {
            cutter.add(resource, identity(of: resource), .resources, place)
        }
        let persons = PersonChange.persons(in: changes, namespace: subjectIdentity.namespace)
        for (place, change) in changes.enumerated() {
            let person = persons[place]
            let pathOwner = person.ownsPath ? person.after ?? person.before ?? subjectOwner : subjectOwner
            cutter.add(.text(change.path), pathOwner, .changes, place, 0)
            cutter.add(change.before.map(RecordField.Value.json), person.before ?? subjectOwner, .changes, place, 1)
            cutter.add(change.after.map(RecordField.Value.json), person.after ?? subjectOwner, .changes, place, 2)
        }
        cutter.add(reason, subjectOwner, 0)
        cutter.add(extra.map { .json(.object($0)) }, subjectOwner, .other, 0, 1)
        cutter.add(id, subjectOwner, 2)
        cutter.add(occurredAt.map(RecordField.Value.time), log, .other, 0, 3)
        cutter.add(source, log, 4)
        cutter.add(transaction, log, 5)
        cutter.add(request, log, 6)
        cutter.add(recordedBy, log, 7)
        return cutter.fields
    }
}

/// Gathers fields.
private struct RecordCutter {
    let log: Identity
    var fields: [RecordField] = []

    init(log: Identity) { self.log = log }

    mutating func add(
        _ value: RecordField.Value?, _ owner: Identity, _ section: DisclosureName.Section, _ index: Int, _ member: Int
    ) {
        guard let value else { return }
        fields.append(RecordField(name: DisclosureName(section, index, member), owner: owner, value: value))
    }

    mutating func add(_ text: String?, _ owner: Identity, _ member: Int) {
        add(text.map(RecordField.Value.text), owner, .other, 0, member)
    }

    mutating func add(_ party: Party, _ identity: Identity, _ section: DisclosureName.Section, _ index: Int = 0) {
        let owner = identity.isPerson ? identity : log
        add(.identity(identity), owner, section, index, 0)
        add(party.name.map(RecordField.Value.text), owner, section, index, 1)
        add(party.externalId.map(RecordField.Value.text), owner, section, index, 2)
        add(party.address.map(RecordField.Value.text), owner, section, index, 3)
        add(party.agent.map(RecordField.Value.text), owner, section, index, 4)
        add(party.session.map(RecordField.Value.text), owner, section, index, 5)
    }
}
